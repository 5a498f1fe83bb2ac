using System.Runtime.ExceptionServices;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>What came of an apply.</summary>
/// <param name="Plan">The last plan that was made before the first write, with its guards as they were judged.</param>
public sealed record ApplyResult(RunEnd End, PlanDocument Plan)
{
    /// <summary>One outcome per change; null when nothing was written.</summary>
    public ExecutionReport? Report { get; init; }

    /// <summary>What planning again afterwards found; null when that was not done.</summary>
    public PlanDocument? Remaining { get; init; }

    /// <summary>Null when nothing was written, and so there is no run to record.</summary>
    public string? RunId { get; init; }

    /// <summary>Why the lock was lost on the way; null when it was not.</summary>
    public string? LostLock { get; init; }

    /// <summary>The run that has the lock, when that is why nothing was written.</summary>
    public LeaseRecord? HeldBy { get; init; }

    /// <summary>What ended the run in the middle; null when it came to its end. The report holds what was done before.</summary>
    public ExceptionDispatchInfo? Failure { get; init; }

    /// <summary>What is still to do, but for conflicts that the plan itself had shown; empty when this was not checked.</summary>
    public IEnumerable<ChangeDocument> Left =>
        Remaining is null ? [] : Remaining.Changes.Where(c => c.Action != "conflict" || Report?.NewConflicts.Any(n => n.Id == c.Id) == true);

    /// <summary>Grants that the file does not know and that the plan did not show: they came while this ran.</summary>
    public IEnumerable<UnmanagedDocument> Appeared => Remaining is null ? [] : Remaining.Unmanaged.Except(Plan.Unmanaged);

    public int Count<T>()
        where T : Outcome => Report?.Results.Count(r => r.Outcome is T) ?? 0;
}
