using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>What must be said of a Profile and its Namespace although nothing is changed by it.</summary>
internal static class ProfileNotices
{
    public static IEnumerable<PlanNotice> Of(Tenant tenant, bool mayAdopt, LiveState live)
    {
        if (live.Find(ProfileObject.Key(tenant.Name)) is not { IsTerminating: false } profile)
        {
            yield break;
        }

        if (live.Find(NamespaceObject.Key(tenant.Name)) is not { } space)
        {
            yield return new PlanNotice(tenant.Name, "tenantIncomplete",
                $"Profile/{tenant.Name} has no Namespace yet, so that it cannot be used: profile-controller makes it; look whether it runs " +
                "(kubectl -n kubeflow get deployment/profiles-deployment)");
            yield break;
        }

        var isClaimed = mayAdopt && !ProfileObject.Owns(profile, space);
        if (!isClaimed && !space.IsTerminating && !tenant.NamespaceLabels.Keys.Any(NamespaceObject.MeshLabels.Contains) && !NamespaceObject.IsInMesh(space))
        {
            yield return new PlanNotice(tenant.Name, "namespaceWithoutMesh",
                $"Namespace/{tenant.Name} has no label that puts its pods into the mesh, so that no AuthorizationPolicy holds there; label it " +
                $"(kubectl label namespace {tenant.Name} istio-injection=enabled) and restart its pods");
        }

        if (profile.Uid is not null && !ProfileObject.Owns(profile, space) && !mayAdopt)
        {
            yield return new PlanNotice(tenant.Name, "namespaceNotOwned",
                $"Namespace/{tenant.Name} was not made for this tenant: deleting the tenant would leave it, with all data; to make it the tenant's own, " +
                "plan and apply with --adopt");
        }
    }

    public static IEnumerable<PlanNotice> Of(Tombstone tombstone, LiveState live)
    {
        if (live.Find(NamespaceObject.Key(tombstone.Name)) is { IsTerminating: false } space &&
            (live.Find(ProfileObject.Key(tombstone.Name)) is not { } profile || !ProfileObject.Owns(profile, space)))
        {
            yield return new PlanNotice(tombstone.Name, PlanNotice.NamespaceStays,
                $"Namespace/{tombstone.Name} was not made for this tenant and stays, with all its data; if it is to go, too, delete it: kubectl delete namespace {tombstone.Name}");
        }
    }
}
