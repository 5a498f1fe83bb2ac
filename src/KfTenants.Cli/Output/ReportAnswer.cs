using System.Collections.Immutable;
using KfTenants.Kubernetes.Running;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>apply</c>, besides the plan.</summary>
/// <param name="Resume">What to do to go on after an interruption.</param>
/// <param name="Detail">How much of it the text tells.</param>
internal sealed record ReportAnswer(ApplyResult Result, string Resume, PlanDetail Detail = PlanDetail.Normal)
{
    /// <summary>Why it did not end well; empty when it did.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    public DateTimeOffset Ended { get; init; }

    /// <summary>From the first look at the cluster to the end.</summary>
    public TimeSpan Took { get; init; }

    public ExitCode Code => ExitCode.Of(Result.End);

    /// <summary>How many changes ended with each word, in the order of a report.</summary>
    public IEnumerable<(string Word, int Count)> Counts =>
    [
        ("done", Result.Count<Outcome.Done>()),
        ("alreadyDone", Result.Count<Outcome.AlreadyDone>()),
        ("failed", Result.Count<Outcome.Failed>()),
        ("skipped", Result.Count<Outcome.Skipped>()),
        ("stale", Result.Count<Outcome.Stale>()),
        ("conflict", Result.Count<Outcome.Conflict>()),
    ];
}
