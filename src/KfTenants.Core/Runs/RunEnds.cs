using System.Diagnostics;
using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>The words for <see cref="RunEnd"/>, in the run history and in every output; and what ends how.</summary>
public static class RunEnds
{
    public static string ToWord(this RunEnd end) => end switch
    {
        RunEnd.Ok => "ok",
        RunEnd.Failed => "failed",
        RunEnd.Conflict => "conflict",
        RunEnd.Stale => "stale",
        RunEnd.Locked => "locked",
        RunEnd.Guarded => "guarded",
        RunEnd.Cancelled => "cancelled",
        _ => throw new UnreachableException(),
    };

    /// <summary>Of a plan of which nothing is written.</summary>
    public static RunEnd Of(PlanDocument plan) => !plan.GuardsAllow ? RunEnd.Guarded : plan.HasConflicts ? RunEnd.Conflict : RunEnd.Ok;

    public static RunEnd Of(Outcome outcome) => outcome switch
    {
        Outcome.Done or Outcome.AlreadyDone => RunEnd.Ok,
        Outcome.Failed or Outcome.Skipped => RunEnd.Failed,
        Outcome.Stale => RunEnd.Stale,
        Outcome.Conflict => RunEnd.Conflict,
        _ => throw new UnreachableException(),
    };
}
