namespace KfTenants.Runs;

/// <summary>How an apply ended, mildest first: of several the last counts.</summary>
public enum RunEnd
{
    /// <summary>Everything that was asked for is so.</summary>
    Ok,

    /// <summary>API, network or permissions; or planning again still found something.</summary>
    Failed,

    /// <summary>Another field manager, or a decision that a person must make, is in the way.</summary>
    Conflict,

    /// <summary>The plan no longer matches the file or the cluster.</summary>
    Stale,

    /// <summary>Another run has the lock, from the beginning or on the way.</summary>
    Locked,

    /// <summary>A guard refused.</summary>
    Guarded,

    /// <summary>Interrupted, or declined.</summary>
    Cancelled,
}
