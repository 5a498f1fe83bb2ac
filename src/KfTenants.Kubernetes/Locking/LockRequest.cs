using KfTenants.Runs;

namespace KfTenants.Kubernetes.Locking;

/// <summary>Who wants the lock of a set, and how long they would wait for it.</summary>
/// <param name="Holder"><c>user@host/run-id</c>; unique to the run.</param>
/// <param name="Timeout">For a holder that is at work. One that is silent is watched for the time of its own lease in any case.</param>
public sealed record LockRequest(string Set, string Holder, string? RunUrl, TimeSpan Timeout)
{
    /// <summary>Where it is held together with others of a group; null: alone.</summary>
    public LeaseSeat? Seat { get; init; }

    public TimeSpan Duration { get; init; } = LeaseRecord.DefaultDuration;
}
