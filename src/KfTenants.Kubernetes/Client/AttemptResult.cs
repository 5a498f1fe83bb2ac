namespace KfTenants.Kubernetes.Client;

/// <summary>How one attempt at a request ended; what <see cref="RetryPolicy"/> decides on.</summary>
public enum AttemptResult
{
    /// <summary>The server answered: with what was asked for, or with a status.</summary>
    Answered,

    /// <summary>Name resolution, connecting or the proxy failed: the server has seen nothing.</summary>
    NotSent,

    /// <summary>TLS, certificates, a wrong scheme, a proxy that refuses: another try would end the same way.</summary>
    Hopeless,

    /// <summary>The connection broke before an answer. The server may have done the work.</summary>
    Reset,

    /// <summary>The connection broke inside the answer.</summary>
    Truncated,

    /// <summary>200 without a body.</summary>
    Empty,

    /// <summary>The attempt's own time was up.</summary>
    TimedOut,
}
