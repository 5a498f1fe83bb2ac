using KfTenants.Tenants;

namespace KfTenants.Rbac;

/// <summary>Where a set's runs read and write beside its tenants: what the rights depend on.</summary>
/// <param name="Set">Null: every set; the names of its own objects are then not known.</param>
/// <param name="ReadsController">Something about Istio is left to the cluster: profile-controller's environment may be read.</param>
public sealed record ToolPlaces(string? Set, DexPlatform Dex, bool ReadsController)
{
    /// <summary>Kinds that a cluster of this flavour does not have, and Dex, are not in the rights.</summary>
    public Flavor Flavor { get; init; }

    /// <summary>What people are given where there is no Kubeflow.</summary>
    public ClusterRoles Roles { get; init; } = ClusterRoles.Kubernetes;

    /// <summary>The names of the Kubeflow manifests, for every set.</summary>
    public static readonly ToolPlaces Default = new(null, DexPlatform.Kubeflow, ReadsController: true);

    public static ToolPlaces Of(TenantSet set) => new(set.Name, set.Platform.Dex, set.Platform.Istio.LeavesToCluster)
    {
        Flavor = set.Platform.Flavor,
        Roles = set.Platform.Roles,
    };
}
