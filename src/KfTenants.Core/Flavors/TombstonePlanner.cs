using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>
/// The fate of a tenant that must not exist: the one deletion that takes data with it, so that all evidence is asked for first. What this
/// set granted goes first, because a Namespace that was not made for the Profile stays, and one that is being deleted may stay for long.
/// </summary>
internal static class TombstonePlanner
{
    public static IEnumerable<Change> Plan(string setName, Tombstone tombstone, LiveState live, GrantEvidence evidence)
    {
        var space = live.Find(NamespaceObject.Key(tombstone.Name));
        var profile = live.Find(ProfileObject.Key(tombstone.Name));
        var fate = profile is null ? OfLeftover(tombstone, space) : OfProfile(setName, tombstone, profile, space, live);
        return fate is Change.Conflict { Reason: var reason } && reason != ChangeReason.Terminating
            ? [fate]
            : [.. Revocations(tombstone, live, evidence), .. fate is null ? ImmutableArray<Change>.Empty : [fate]];
    }

    // Allowed together with the deletion of the tenant.
    private static IEnumerable<Change> Revocations(Tombstone tombstone, LiveState live, GrantEvidence evidence) =>
        from resource in TenantResources.Grants
        from found in evidence.In(tombstone.Name, resource.Kind, live)
        select resource.Revoke(found, tombstone.Name, ChangeReason.ContributorRemoved) with
        {
            Origin = tombstone.Origin,
            IsHarmless = true,
        };

    private static Change.Conflict? OfLeftover(Tombstone tombstone, KubeObject? space) => space is { IsTerminating: true }
        ? Stop(tombstone, space.Key, ChangeReason.Terminating, Deletion.Describe(space))
        : null;

    private static Change OfProfile(string setName, Tombstone tombstone, KubeObject profile, KubeObject? space, LiveState live)
    {
        if ((profile.Flaw ?? space?.BodyFlaw) is { } flaw)
        {
            return Stop(tombstone, profile.Key, ChangeReason.Unreadable, ObjectPlanner.UnreadableDetail(flaw));
        }

        if (profile.Label(Ownership.PartOfLabel) is { } partOf && partOf != Ownership.SetId(setName))
        {
            return Stop(tombstone, profile.Key, ChangeReason.OtherSet,
                $"belongs to {Ownership.SetOf(partOf, live)}; only that set may delete it: remove the entry from this file");
        }

        if (profile.Label(Ownership.PartOfLabel) is null || !profile.Managers.IncludeUs)
        {
            return Stop(tombstone, profile.Key, ChangeReason.NotManaged,
                $"exists, and set {setName} does not manage it: kftenants deletes only what it created or adopted. " +
                $"Apply it once with state: active to adopt it, delete it yourself ({PasteText.Kubectl("delete", profile.Key)}), or remove the entry from the file");
        }

        var frozen = space is not null && OwnerTransferPlanner.IsFrozen(profile, space) ? space : null;
        if (frozen is not null && !OwnerTransferPlanner.IsHalfDone(profile, frozen, live))
        {
            return HasFinalizer(profile)
                ? Stop(tombstone, profile.Key, ChangeReason.NamespaceTaken,
                    $"Namespace/{tombstone.Name} has a different owner annotation than the Profile and was not created for it: profile-controller would " +
                    "never finish deleting the Profile; make the two agree first")
                : Delete(tombstone, profile, space, thaw: null);
        }

        // A deletion that is under way ends by itself, unless the Profile is frozen or a finalizer holds something.
        return profile.IsTerminating && frozen is null
            ? Stop(tombstone, profile.Key, ChangeReason.Terminating,
                Deletion.Describe(profile) + (space is { IsTerminating: true } ? "; its Namespace " + Deletion.Describe(space) : ""))
            : Delete(tombstone, profile, space, frozen is not null && HasFinalizer(profile)
                ? OwnerTransferPlanner.NamespacePart(frozen, profile.Text("spec", "owner", "name"))
                : null);
    }

    private static Change.Delete Delete(Tombstone tombstone, KubeObject profile, KubeObject? space, TransferPart? thaw) =>
        new(Precondition.Of(profile), DeletionScope.Tenant)
        {
            Key = profile.Key,
            Tenant = tombstone.Name,
            Reason = space is null || ProfileObject.Owns(profile, space) ? ChangeReason.TenantDeleted : ChangeReason.TenantReleased,
            Origin = tombstone.Origin,
            Risk = Risk.TenantDeleted,
            Fields = thaw is null ? [] : [thaw.Field],
            Before = thaw is null ? [] : [thaw.Write],
        };

    private static Change.Conflict Stop(Tombstone tombstone, ObjectKey key, ChangeReason reason, string detail) => new(detail)
    {
        Key = key,
        Tenant = tombstone.Name,
        Reason = reason,
        Origin = tombstone.Origin,
    };

    private static bool HasFinalizer(KubeObject profile) => profile.At("metadata", "finalizers").Items().Any(f => f.ValueEquals(ProfileObject.Finalizer));
}
