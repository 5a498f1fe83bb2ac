using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>What a cluster shows about the use of one tenant: the evidence, whatever follows from it.</summary>
/// <param name="Created">Null: its Namespace does not exist, or does not say.</param>
/// <param name="Exists">Its Namespace does.</param>
/// <param name="LastUsed">By <see cref="LastUse"/>; null when nothing is said, or nothing that can be read.</param>
/// <param name="Unreadable">What is said there that is no time; null when it can be read.</param>
/// <param name="Pods">The pods of people that run now or are about to, by name.</param>
/// <param name="LastSeen">When a container was last there, by Prometheus; null when it says none, or was not asked.</param>
public sealed record TenantUse(
    DateTimeOffset? Created, bool Exists, DateTimeOffset? LastUsed, string? Unreadable, ImmutableArray<string> Pods, DateTimeOffset? LastSeen)
{
    // A clock that is wrong by a little is no mistake; milliseconds instead of seconds are.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <param name="space">Its Namespace; null when it does not exist.</param>
    /// <param name="pods">All pods in it.</param>
    /// <param name="activity">Null when Prometheus was not asked.</param>
    public static TenantUse Of(string tenant, KubeObject? space, IEnumerable<KubeObject> pods, Activity? activity, DateTimeOffset now)
    {
        var text = space?.Annotation(LastUse.Annotation);
        var used = text is null ? null : LastUse.Parse(text);
        var isReadable = text is null || (used is { } moment && moment <= now + Ahead);
        return new TenantUse(
            space?.Created,
            space is not null,
            isReadable ? used : null,
            isReadable ? null : text,
            [.. pods.Where(IsAtWork).Select(p => p.Key.Name)],
            activity?.LastSeen.TryGetValue(tenant, out var seen) is true ? seen : null);
    }

    private static bool IsAtWork(KubeObject pod) => pod.Text("status", "phase") is not ("Succeeded" or "Failed") && !PlatformPods.Include(pod);
}
