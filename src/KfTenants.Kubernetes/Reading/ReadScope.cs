using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>What of the cluster a plan of this document needs to see.</summary>
/// <param name="Scope">Only these tenants; null for all.</param>
/// <param name="Singles">Objects to read by name; absence is an answer.</param>
/// <param name="MustFindIstio">The document leaves something about Istio to the cluster.</param>
/// <param name="Set">Whose Dex objects are meant: what it has elsewhere its record beside Dex's configuration says.</param>
public sealed record ReadScope(ImmutableArray<string>? Scope, ImmutableArray<ObjectKey> Singles, bool MustFindIstio, TenantSet Set)
{
    /// <summary>Objects that are only reported: where reading them is forbidden, less is reported.</summary>
    public ImmutableArray<ObjectKey> Extras { get; init; } = [];

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
