using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>The fate of the Profile of a tenant that must not exist: it takes the Namespace with it that was made for it, unless it is frozen.</summary>
internal static class ProfileDeletion
{
    /// <summary>Null when nothing is left.</summary>
    public static Change? Plan(string setName, Tombstone tombstone, LiveState live)
    {
        var space = live.Find(NamespaceObject.Key(tombstone.Name));
        var profile = live.Find(ProfileObject.Key(tombstone.Name));
        return profile is null ? OfLeftover(tombstone, space) : Of(setName, tombstone, profile, space, live);
    }

    private static Change.Conflict? OfLeftover(Tombstone tombstone, KubeObject? space) => space is { IsTerminating: true }
        ? TombstonePlanner.Stop(tombstone, space.Key, ChangeReason.Terminating, Deletion.Describe(space))
        : null;

    private static Change Of(string setName, Tombstone tombstone, KubeObject profile, KubeObject? space, LiveState live)
    {
        if ((profile.Flaw ?? space?.BodyFlaw) is { } flaw)
        {
            return TombstonePlanner.Stop(tombstone, profile.Key, ChangeReason.Unreadable, ObjectPlanner.UnreadableDetail(flaw));
        }

        if (TombstonePlanner.Refusal(setName, tombstone, profile, live) is { } refusal)
        {
            return refusal;
        }

        var frozen = space is not null && OwnerTransferPlanner.IsFrozen(profile, space) ? space : null;
        if (frozen is not null && !OwnerTransferPlanner.IsHalfDone(profile, frozen, live))
        {
            return HasFinalizer(profile)
                ? TombstonePlanner.Stop(tombstone, profile.Key, ChangeReason.NamespaceTaken,
                    $"Namespace/{tombstone.Name} has a different owner annotation than the Profile and was not created for it: profile-controller would " +
                    "never finish deleting the Profile; make the two agree first")
                : Delete(tombstone, profile, space, thaw: null);
        }

        // A deletion that is under way ends by itself, unless the Profile is frozen or a finalizer holds something.
        return profile.IsTerminating && frozen is null
            ? TombstonePlanner.Stop(tombstone, profile.Key, ChangeReason.Terminating,
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

    private static bool HasFinalizer(KubeObject profile) => profile.At("metadata", "finalizers").Items().Any(f => f.ValueEquals(ProfileObject.Finalizer));
}
