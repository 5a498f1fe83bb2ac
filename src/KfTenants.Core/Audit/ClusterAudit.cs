using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Audit;

/// <summary>All checks over one cluster. Pure: equal inputs give equal findings, in one order.</summary>
public static class ClusterAudit
{
    private static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> Checks =
    [
        .. BindingChecks.All, .. PolicyChecks.All, .. GrantChecks.All, .. TenantChecks.All, .. LoginChecks.All, .. LimitChecks.All, .. PodChecks.All,
    ];

    // What can be wrong with a Profile, the mesh and Dex cannot where there is none.
    private static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> ChecksOfKubernetes = [.. GrantChecks.All, .. LimitChecks.OfObjects];

    /// <summary>The worst first; then by id, object and subject.</summary>
    public static ImmutableArray<AuditFinding> Of(AuditView view) =>
    [
        .. (view.Flavor == Flavor.Kubernetes ? ChecksOfKubernetes : Checks).SelectMany(check => check(view))
            .DistinctBy(f => f.Identity).OrderBy(f => f.Rule.Severity).ThenBy(f => f.Identity),
    ];
}
