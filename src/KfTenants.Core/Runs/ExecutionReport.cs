using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>What a run did: one outcome per change, in the plan's order.</summary>
/// <param name="Remaining">What planning again afterwards still finds; null when that was not done (interrupted, or nothing was written).</param>
public sealed record ExecutionReport(ImmutableArray<(Change Change, Outcome Outcome)> Results, bool Interrupted, Plan? Remaining)
{
    /// <summary>Folds the events of a run; a change without an event was not reached.</summary>
    public static ExecutionReport Of(Plan plan, IEnumerable<RunEvent> events, bool interrupted)
    {
        var outcomes = events.OfType<RunEvent.Finished>().ToDictionary(e => e.Change.Id, e => e.Outcome, StringComparer.Ordinal);
        return new ExecutionReport(
            [.. plan.Pending.Select(change => (change, outcomes.GetValueOrDefault(change.Id) ?? new Outcome.Skipped("interrupted")))],
            interrupted,
            Remaining: null);
    }

    /// <summary>How the run ended, as far as its changes tell.</summary>
    public RunEnd End => Interrupted
        ? RunEnd.Cancelled
        : Results.Select(r => RunEnds.Of(r.Outcome)).Append(Converged ? RunEnd.Ok : RunEnd.Failed).Append(NewConflicts.Any() ? RunEnd.Conflict : RunEnd.Ok).Max();

    /// <summary>What came into the way after the plan was made: another writer was at work at the same time.</summary>
    public IEnumerable<Change.Conflict> NewConflicts => Remaining?.Pending.OfType<Change.Conflict>().Where(c => Results.All(r => r.Change.Id != c.Id)) ?? [];

    /// <summary>Everything asked for was done, and planning again found nothing but conflicts.</summary>
    public bool Converged => Remaining is null || Remaining.Pending.All(c => c is Change.Conflict);
}
