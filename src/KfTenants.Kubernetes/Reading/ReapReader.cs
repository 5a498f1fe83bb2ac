using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Reaping;
using KfTenants.Resources;

namespace KfTenants.Kubernetes.Reading;

/// <summary>Reads what a reaper judges by, namespace by namespace, so that rights in the tenants' namespaces are enough. A read that fails fails the run.</summary>
public static class ReapReader
{
    /// <summary>What may expire and what goes with it; what goes along is read first, so that no job is missed whose pod comes in between.</summary>
    /// <exception cref="KfTenantsException">Something could not be read.</exception>
    public static async Task<ImmutableArray<KubeObject>> PodsAsync(
        IClusterReader cluster, IEnumerable<string> namespaces, PodReapRules rules, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(namespaces.Select(space => PodsAsync(cluster, space, rules, cancellationToken)))).SelectMany(o => o)];

    /// <summary>The namespaces that a selector matches, in the order of their names.</summary>
    /// <exception cref="KfTenantsException">They could not be read.</exception>
    public static async Task<ImmutableArray<string>> NamespacesAsync(
        IClusterReader cluster, ImmutableArray<LabelSelector> selectors, CancellationToken cancellationToken) =>
    [
        .. (await cluster.ListAsync(ObjectKind.Namespace, null, cancellationToken)).Where(n => !n.IsTerminating && selectors.Any(s => s.Matches(n))).Select(n => n.Key.Name)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What a cluster shows of the use of these tenants, by name.</summary>
    /// <param name="activity">Null when Prometheus was not asked.</param>
    /// <exception cref="KfTenantsException">Something could not be read.</exception>
    public static async Task<ImmutableDictionary<string, TenantUse>> UseAsync(
        IClusterReader cluster, IEnumerable<string> tenants, Activity? activity, DateTimeOffset now, CancellationToken cancellationToken)
    {
        async Task<(string Name, TenantUse Use)> OneAsync(string tenant)
        {
            var space = await cluster.GetAsync(NamespaceObject.Key(tenant), cancellationToken);
            var pods = space is null ? [] : await cluster.ListAsync(ObjectKind.Pod, tenant, cancellationToken);
            return (tenant, TenantUse.Of(tenant, space, pods, activity, now));
        }

        return (await Task.WhenAll(tenants.Select(OneAsync))).ToImmutableDictionary(t => t.Name, t => t.Use, StringComparer.Ordinal);
    }

    private static async Task<IEnumerable<KubeObject>> PodsAsync(IClusterReader cluster, string space, PodReapRules rules, CancellationToken cancellationToken)
    {
        var companions = rules.JobLabel is null
            ? []
            : await Task.WhenAll(PodReapRules.Companions.Select(kind => cluster.ListAsync(kind, space, cancellationToken)));
        return companions.SelectMany(list => list).Concat(await cluster.ListAsync(ObjectKind.Pod, space, cancellationToken));
    }
}
