using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>
/// The question to Prometheus in which namespaces a container has been there, and when last, by kube-state-metrics: what k8-namespace-reaper asks, with
/// the platform's own pods left out and a namespace that always has pods asked about as well, so that an answer without any series means that nothing is measured.
/// </summary>
/// <param name="Window">How far it looks back.</param>
/// <param name="Tenants">In the order of their names.</param>
public sealed record ActivityQuery(TimeSpan Window, ImmutableArray<string> Tenants)
{
    /// <summary>A namespace that always has pods.</summary>
    public const string Witness = "kube-system";

    /// <summary>One for each time that a tenant is kept unused; none when no tenant has one.</summary>
    public static ImmutableArray<ActivityQuery> Of(IEnumerable<Tenant> tenants) =>
    [
        .. tenants.Where(t => !t.IsSuspended && t.Retention?.ReapAfter is not null).GroupBy(t => t.Retention!.ReapAfter!.Value).OrderBy(g => g.Key)
            .Select(g => new ActivityQuery(g.Key, [.. g.Select(t => t.Name).Order(StringComparer.Ordinal)])),
    ];

    /// <summary>Names of namespaces have no letter that a regular expression gives a meaning to, and Prometheus anchors its expressions.</summary>
    public string PromQl => string.Create(
        CultureInfo.InvariantCulture,
        $"max(max_over_time(timestamp(kube_pod_container_info{{namespace=~\"{Names}\",{NotOfPlatform}}})[{Seconds}s:{Step}s])) by (namespace)");

    private string Names => string.Join('|', Tenants.Prepend(Witness));

    private static string NotOfPlatform => $"pod!~\"{PlatformPods.Pattern}\"";

    private long Seconds => Math.Max(1, (long)Math.Ceiling(Window.TotalSeconds));

    // Five minutes, as k8-namespace-reaper has it; of a short window a part.
    private long Step => Math.Clamp(Seconds / 2, 1, 300);
}
