using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>The fate of a tenant that must not exist: the one deletion that takes data with it, so that all evidence is asked for first.</summary>
internal static class TombstonePlanner
{
    public static Change? Plan(string setName, Tombstone tombstone, LiveState live)
    {
        var space = live.Find(NamespaceObject.Key(tombstone.Name));
        if (live.Find(ProfileObject.Key(tombstone.Name)) is not { } profile)
        {
            return null;
        }

        if ((profile.Flaw ?? space?.BodyFlaw) is { } flaw)
        {
            return Stop(ChangeReason.Unreadable, ObjectPlanner.UnreadableDetail(flaw));
        }

        if (profile.Label(Ownership.PartOfLabel) is { } partOf && partOf != Ownership.SetId(setName))
        {
            return Stop(ChangeReason.OtherSet,
                $"belongs to another set ({Ownership.PartOfLabel}={partOf}); only that set may delete it: remove the entry from this file");
        }

        if (profile.Label(Ownership.PartOfLabel) is null || !profile.Managers.IncludeUs)
        {
            return Stop(ChangeReason.NotManaged,
                $"exists, and set {setName} does not manage it: kftenants deletes only what it created or adopted. " +
                $"Apply it once with state: active to adopt it, delete it yourself (kubectl delete profiles.kubeflow.org {tombstone.Name}), or remove the entry from the file");
        }

        var frozen = space is not null && OwnerTransferPlanner.IsFrozen(profile, space) ? space : null;
        if (frozen is not null && !OwnerTransferPlanner.IsHalfDone(profile, frozen, live))
        {
            return Finalizers(profile) ? Stop(ChangeReason.NamespaceTaken,
                $"Namespace/{tombstone.Name} has a different owner annotation than the Profile and was not created for it: profile-controller would never finish deleting the " +
                    "Profile; make the two agree first")
                : Delete();
        }

        // A deletion that is under way ends by itself, unless the Profile is frozen.
        return profile.IsTerminating && frozen is null
            ? new Change.NoOp { Key = profile.Key, Tenant = tombstone.Name, Reason = ChangeReason.Terminating, Origin = tombstone.Origin }
            : Delete();

        Change.Delete Delete()
        {
            var owner = profile.Text("spec", "owner", "name");
            var thaw = frozen is not null && Finalizers(profile) ? OwnerTransferPlanner.NamespacePart(frozen, owner) : null;
            return new Change.Delete(Precondition.Of(profile), DeletionScope.Tenant)
            {
                Key = profile.Key,
                Tenant = tombstone.Name,
                Reason = ChangeReason.TenantDeleted,
                Origin = tombstone.Origin,
                Risk = Risk.TenantDeleted,
                Fields = thaw is null ? [] : [thaw.Field],
                Before = thaw is null ? [] : [thaw.Write],
            };
        }

        Change.Conflict Stop(ChangeReason reason, string detail) => new(detail)
        {
            Key = profile.Key,
            Tenant = tombstone.Name,
            Reason = reason,
            Origin = tombstone.Origin,
        };
    }

    private static bool Finalizers(KubeObject profile) => profile.At("metadata", "finalizers").Items().Any(f => f.ValueEquals(ProfileObject.Finalizer));
}
