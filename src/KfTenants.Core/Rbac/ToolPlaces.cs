using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Resources;
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
    public static readonly ToolPlaces Default = new(null, DexPlatform.Kubeflow, ReadsController: true) { ReaperRoles = [JobReaper.Default.ClusterRole] };

    /// <summary>The objects that are read by name in tenants' namespaces; none where no file is known.</summary>
    public ImmutableArray<ObjectKey> Held { get; init; } = [];

    /// <summary>The names of the anchors of the file's credentials, in ordinal order; none where no file is known.</summary>
    public ImmutableArray<string> Anchors { get; init; } = [];

    /// <summary>What reapers of pods are bound to.</summary>
    public ImmutableArray<string> ReaperRoles { get; init; } = [];

    /// <summary>The ClusterRoles that the file binds beside Kubeflow's own, presets among them, in ordinal order.</summary>
    public ImmutableArray<string> BoundClusterRoles { get; init; } = [];

    /// <summary>The Roles of tenants' namespaces that the file binds, in ordinal order.</summary>
    public ImmutableArray<string> BoundRoles { get; init; } = [];

    public static ToolPlaces Of(TenantSet set) => new(set.Name, set.Platform.Dex, set.Platform.Istio.LeavesToCluster)
    {
        Flavor = set.Platform.Flavor,
        Roles = set.Platform.Roles,
        Held = [.. HeldObjects.Of(set.Tenants)],
        Anchors =
        [
            .. set.Tenants.SelectMany(CredentialAnchor.KeysOf).Select(k => k.Name)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ],
        ReaperRoles =
        [
            .. set.Tenants.Select(t => t.Walltime?.Reaper?.ClusterRole).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ],
        BoundClusterRoles = RolesOf(set, isOfCluster: true),
        BoundRoles = RolesOf(set, isOfCluster: false),
    };

    // Of suspended tenants, too: they may be active again without another bootstrap.
    private static ImmutableArray<string> RolesOf(TenantSet set, bool isOfCluster) =>
    [
        .. set.Tenants.SelectMany(t => (t with { IsSuspended = false }).EffectiveGrants).Select(g => g.Role)
            .Where(r => r.IsOfCluster == isOfCluster && !(isOfCluster && set.Platform.GivenRoles.RoleOf(r.Name) is not null))
            .Select(r => r.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
