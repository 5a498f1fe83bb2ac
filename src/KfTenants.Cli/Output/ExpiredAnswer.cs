using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;
using KfTenants.Reaping;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>reap pods</c>.</summary>
/// <param name="Cluster">Where it was looked.</param>
/// <param name="Namespaces">In which namespaces.</param>
/// <param name="Outcomes">What became of each object; null when nothing was to be deleted.</param>
/// <param name="IsDetailed"><c>--detailed-exitcode</c>.</param>
internal sealed record ExpiredAnswer(
    string Cluster, DateTimeOffset Time, ImmutableArray<string> Namespaces, PodReaping Reaping, ImmutableArray<ReapOutcome>? Outcomes, bool IsDetailed)
{
    /// <summary>Those that are not held.</summary>
    public IEnumerable<ReapedJob> Jobs => Reaping.Jobs.Where(j => !j.IsHeld);

    public ExitCode Code => Outcomes is { } outcomes ? outcomes.Any(o => o.Problem is not null) ? ExitCode.Failed : ExitCode.Ok
        : IsDetailed && Jobs.Any() ? ExitCode.Changes : ExitCode.Ok;

    /// <summary>What became of an object; null when nothing was to be.</summary>
    public ReapOutcome? OutcomeOf(ObjectKey key) => Outcomes?.FirstOrDefault(o => o.Key == key);
}
