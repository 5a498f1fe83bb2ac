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
    /// <summary>What the cluster makes tenants from: kinds that it does not have are not asked for.</summary>
    public Flavor Flavor { get; init; }

    /// <summary>Objects that are only reported: where reading them is forbidden, less is reported.</summary>
    public ImmutableArray<ObjectKey> Extras { get; init; } = [];

    /// <summary>Lists, of one namespace or (null) whole, that are only reported: the same.</summary>
    public ImmutableArray<(ObjectKind Kind, string? Namespace)> ExtraLists { get; init; } = [];

    /// <summary>The cluster as it is, when no document says what is meant of it: all tenants, what every set keeps about itself, and every login.</summary>
    /// <param name="setName">What this set keeps is read by name, too: that may be allowed where a list is not. Null for none.</param>
    public static ReadScope Everything(DexPlatform dex, string? setName = null, Flavor flavor = Flavor.Kubeflow) =>
        new(null, flavor == Flavor.Kubeflow ? [LoginResolver.ConfigMapOf(dex), LoginResolver.DeploymentOf(dex)] : [], MustFindIstio: flavor == Flavor.Kubeflow, Set: null)
        {
            Flavor = flavor,
            Extras = setName is null ? [] : [Ownership.ParentOf(setName), .. AccessRecordParts.KeysOf(setName)],
            ExtraLists =
            [
                (ObjectKind.ConfigMap, Ownership.SystemNamespace),
                (ObjectKind.Lease, Ownership.SystemNamespace),
                .. flavor == Flavor.Kubeflow ? [(ObjectKind.Password, dex.Namespace)] : Array.Empty<(ObjectKind, string?)>(),
            ],
        };

    /// <summary>The same, with what the nodes have and the hashes of logins, as far as they may be read: an audit says what it could not look at.</summary>
    public static ReadScope Audit(DexPlatform dex, string? setName, Flavor flavor = Flavor.Kubeflow)
    {
        var all = Everything(dex, setName, flavor);
        return all with
        {
            Extras = flavor == Flavor.Kubeflow ? all.Extras.Add(LoginResolver.SecretOf(dex)) : all.Extras,
            ExtraLists = all.ExtraLists.Add((ObjectKind.Node, null)),
        };
    }

    /// <summary>What any plan could need, as far as it can be known before it: everything, and what a plan of this document reads by name.</summary>
    /// <param name="set">Null: no document is known.</param>
    public static ReadScope ForSnapshot(DexPlatform dex, TenantSet? set)
    {
        var all = Everything(dex, set?.Name, set?.Platform.Flavor ?? Flavor.Kubeflow);
        return set is null ? all : For(set, PlanOptions.Default) with { MustFindIstio = all.MustFindIstio, ExtraLists = all.ExtraLists };
    }

    /// <summary>What a plan of this document needs.</summary>
    public static ReadScope For(TenantSet set, PlanOptions options)
    {
        var dex = set.Platform.Dex;
        var isKubeflow = set.Platform.Flavor == Flavor.Kubeflow;
        return new ReadScope(
            options.Scope,
            [
                Ownership.ParentOf(set.Name),
                AccessRecordParts.KeyOf(set.Name, 0),
                .. isKubeflow ? [LoginResolver.ConfigMapOf(dex), LoginResolver.DeploymentOf(dex), .. LoginResolver.ReadsOf(dex)] : Array.Empty<ObjectKey>(),
            ],
            isKubeflow && set.Platform.Istio.LeavesToCluster,
            set)
        {
            Flavor = set.Platform.Flavor,
            Extras = [LeaseRecord.KeyOf(set.Name)],
        };
    }
}
