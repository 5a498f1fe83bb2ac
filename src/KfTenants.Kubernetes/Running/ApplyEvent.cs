using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>What an <see cref="ApplyRunner"/> says while it works, in this order; a closed hierarchy.</summary>
public abstract record ApplyEvent
{
    private ApplyEvent()
    {
    }

    /// <summary>The plan that is about to be judged: nothing is written that was not in it.</summary>
    public sealed record Planned(PlanDocument Plan) : ApplyEvent;

    /// <summary>What the approval says of the plan, before the question or, of the plan made again, under the lock.</summary>
    /// <param name="CoversSome">The tenants that need no more than was approved are written.</param>
    public sealed record Judged(PlanDocument Plan, ApprovalVerdict Verdict, bool CoversSome, bool IsUnderLock) : ApplyEvent;

    /// <summary>Another run has the lock and is waited for.</summary>
    public sealed record WaitingForLock(LeaseRecord Held) : ApplyEvent;

    /// <summary>The first write is about to be made.</summary>
    /// <param name="Changes">How many there are.</param>
    public sealed record Begun(int Changes) : ApplyEvent;

    /// <summary>Something was done, or is waited for.</summary>
    public sealed record Happened(RunEvent Event) : ApplyEvent;

    /// <summary>Nothing is written any more.</summary>
    public sealed record Finished : ApplyEvent;

    /// <summary>The work is done, and its end is not in the run history.</summary>
    public sealed record NotRecorded(string Problem) : ApplyEvent;

    /// <summary>Not every Kubernetes Event of this run was written.</summary>
    public sealed record NotAnnounced(string Problem) : ApplyEvent;

    /// <summary>The lock could not be released.</summary>
    /// <param name="Expiry">After its last renewal it is free by itself.</param>
    public sealed record LockKept(TimeSpan Expiry) : ApplyEvent;
}
