using System.Collections.Immutable;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>Why an apply did not end well, as a machine gets it: what standard error says to people.</summary>
internal static class RunProblems
{
    /// <param name="judged">The last judgement of the approval; null when there was none.</param>
    /// <param name="saved">The reviewed plan; null when there is none.</param>
    public static ImmutableArray<Problem> Of(ApplyResult result, ApplyEvent.Judged? judged, PlanDocument? saved, DateTimeOffset now) =>
    [
        .. result.Plan.Guards.Where(g => g.Outcome == GuardOutcome.Fail).Select(g => new Problem(null, GuardText.Refusal(g))),
        .. judged is null ? [] : ApprovalText.Problems(saved, judged).Select(p => new Problem(null, p)),
        .. result.HeldBy is { } held ? [new Problem(null, LockText.Locked(result.Plan.Set, held, now))] : (Problem[])[],
        .. result.Failure?.SourceException is KfTenantsException failed ? failed.Problems : [],
        .. result.Report?.Results.Select(r => r.Outcome).Select(OfOutcome).OfType<string>().Select(m => new Problem(null, m)) ?? [],
    ];

    private static string? OfOutcome(Outcome outcome) => outcome is Outcome.Failed or Outcome.Stale or Outcome.Conflict ? OutcomeText.Of(outcome).Message : null;
}
