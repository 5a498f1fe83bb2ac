namespace KfTenants.Runs;

/// <summary>What became of one change; a closed hierarchy.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Written, and the cluster shows it.</summary>
    public sealed record Done : Outcome;

    /// <summary>The cluster was already so when the write came.</summary>
    public sealed record AlreadyDone : Outcome;

    /// <summary>The write failed; the message begins with the object.</summary>
    public sealed record Failed(string Message) : Outcome;

    /// <summary>Not tried, because something it builds on failed, or the run was interrupted.</summary>
    public sealed record Skipped(string Because) : Outcome;

    /// <summary>The object moved since the plan in a way that changes the work.</summary>
    public sealed record Stale(string Message) : Outcome;

    /// <summary>A person is needed, as the plan said, or a field manager took a field since.</summary>
    public sealed record Conflict(string Message) : Outcome;
}
