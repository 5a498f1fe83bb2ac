using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>What of the cluster a run needs to see.</summary>
/// <param name="Scope">Only these tenants; null for all.</param>
/// <param name="Singles">Objects to read by name; absence is an answer.</param>
/// <param name="MustFindIstio">The document leaves something about Istio to the cluster.</param>
/// <param name="Set">Whose Dex objects are meant: what it has elsewhere its record beside Dex's configuration says; null: whatever any set has.</param>
public sealed record ReadScope(ImmutableArray<string>? Scope, ImmutableArray<ObjectKey> Singles, bool MustFindIstio, TenantSet? Set)
{
    /// <summary>Objects that are only reported: where reading them is forbidden, less is reported.</summary>
    public ImmutableArray<ObjectKey> Extras { get; init; } = [];

    /// <summary>Lists of one namespace that are only reported: the same.</summary>
    public ImmutableArray<(ObjectKind Kind, string Namespace)> ExtraLists { get; init; } = [];

    /// <summary>The cluster as it is, when no document says what is meant of it: all tenants, what every set keeps about itself, and every login.</summary>
    public static ReadScope Everything(DexPlatform dex) =>
        new(null, [LoginResolver.ConfigMapOf(dex), LoginResolver.DeploymentOf(dex)], MustFindIstio: true, Set: null)
        {
            ExtraLists =
            [
                (ObjectKind.ConfigMap, Ownership.SystemNamespace),
                (ObjectKind.Lease, Ownership.SystemNamespace),
                (ObjectKind.Password, dex.Namespace),
            ],
        };

    /// <summary>What any plan could need, as far as it can be known before it: everything, and what a plan of this document reads by name.</summary>
    /// <param name="set">Null: no document is known.</param>
    public static ReadScope ForSnapshot(DexPlatform dex, TenantSet? set)
    {
        var all = Everything(dex);
        return set is null ? all : For(set, PlanOptions.Default) with { MustFindIstio = true, ExtraLists = all.ExtraLists };
    }

    /// <summary>What a plan of this document needs.</summary>
    public static ReadScope For(TenantSet set, PlanOptions options)
    {
        var dex = set.Platform.Dex;
        return new ReadScope(
            options.Scope,
            [
                Ownership.ParentOf(set.Name),
                AccessRecordParts.KeyOf(set.Name, 0),
                LoginResolver.ConfigMapOf(dex),
                LoginResolver.DeploymentOf(dex),
                .. LoginResolver.ReadsOf(dex),
            ],
            set.Platform.Istio.LeavesToCluster,
            set)
        {
            Extras = [LeaseRecord.KeyOf(set.Name)],
        };
    }
}
