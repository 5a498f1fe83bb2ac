using KfTenants.Runs;

namespace KfTenants.Kubernetes.Locking;

/// <summary>What came of asking for a lock; a closed hierarchy.</summary>
public abstract record LockAnswer
{
    private LockAnswer()
    {
    }

    /// <summary>It is ours until it is released or lost.</summary>
    /// <param name="Found">The Lease that it was taken from; null: there was none.</param>
    public sealed record Taken(LeaseLock Lock, LeaseRecord? Found) : LockAnswer;

    /// <summary>Another run holds it, and was at work for as long as we would wait.</summary>
    public sealed record Held(LeaseRecord By) : LockAnswer;
}
