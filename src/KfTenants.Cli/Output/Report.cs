using System.Collections.Immutable;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>An <see cref="ExecutionReport"/> as text and JSON show it, with the exit code it means.</summary>
internal sealed record Report(PlanView Plan, ImmutableArray<(ChangeView Change, OutcomeView Outcome)> Results, bool Interrupted, PlanView? Remaining, bool Converged)
{
    /// <summary>How the run ended, when the results do not say it: before any write, or without the lock.</summary>
    public ExitCode? Ended { get; init; }

    /// <summary>Null when nothing was written, and so there is no run to be found again.</summary>
    public string? RunId { get; init; }

    /// <summary>The command that goes on after an interruption.</summary>
    public string? Resume { get; init; }

    /// <summary>Why the lock was lost on the way; null when it was not.</summary>
    public string? LostLock { get; init; }

    public ExitCode Code => this switch
    {
        { Ended: { } early } => early,
        { Interrupted: true } => ExitCode.Cancelled,
        _ => ExitCode.Of(Results.Select(r => r.Outcome.Code).Append(Converged ? ExitCode.Ok : ExitCode.Failed)),
    };

    /// <summary>What planning again still found, but for conflicts that the plan itself had shown; empty when it was not done.</summary>
    public ImmutableArray<ChangeView> Left => Remaining is null ? [] : [.. Remaining.Changes.Where(c => c.Action != "conflict")];

    /// <summary>Of a run that wrote nothing.</summary>
    public static Report Unwritten(PlanView plan, ExitCode code) => new(plan, [], Interrupted: false, Remaining: null, Converged: true) { Ended = code };

    public static Report Of(ExecutionReport report, PlanView plan) => new(
        plan,
        [.. report.Results.Select(r => (ChangeView.Of(r.Change), OutcomeView.Of(r.Outcome)))],
        report.Interrupted,
        report.Remaining is { } remaining ? PlanView.Of(remaining, plan.Files) : null,
        report.Converged);

    public int Count(string word) => Results.Count(r => r.Outcome.Word == word);
}
