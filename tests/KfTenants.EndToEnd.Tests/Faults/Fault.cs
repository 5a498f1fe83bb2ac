namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>What the proxy does with one request.</summary>
/// <param name="IsForwarded">The server gets the request, whatever becomes of the answer.</param>
/// <param name="Name">For the statistics.</param>
public abstract record Fault(bool IsForwarded, string Name)
{
    /// <summary>Request and answer pass.</summary>
    public static readonly Fault None = new Untouched();

    /// <summary>The connection is reset, with everything else that is on it.</summary>
    public static readonly Fault ResetBefore = new Reset(IsForwarded: false, OfStream: false);
    public static readonly Fault ResetAfter = new Reset(IsForwarded: true, OfStream: false);

    /// <summary>HTTP/2: only this request is reset. HTTP/1.1: as above.</summary>
    public static readonly Fault StreamResetBefore = new Reset(IsForwarded: false, OfStream: true);
    public static readonly Fault StreamResetAfter = new Reset(IsForwarded: true, OfStream: true);

    public sealed record Untouched() : Fault(true, "none");

    public sealed record Reset(bool IsForwarded, bool OfStream)
        : Fault(IsForwarded, $"{(OfStream ? "stream" : "connection")} reset {(IsForwarded ? "after" : "before")} the server worked");

    /// <summary>The answer breaks off in the middle.</summary>
    public sealed record HalfBody(bool HasLength) : Fault(true, HasLength ? "half a body of known length" : "half a body of unknown length");

    /// <summary>Something between program and server answers instead of it.</summary>
    public sealed record Refusal(int Status, string? RetryAfter, bool IsForwarded, string MediaType, string Body)
        : Fault(IsForwarded, $"{Status}{(RetryAfter is null ? "" : " with Retry-After: " + RetryAfter)}{(IsForwarded ? " after the server worked" : "")}");

    /// <summary>The server works, nothing comes back for a while, then the connection is reset.</summary>
    public sealed record Pause(TimeSpan Time) : Fault(true, "answer withheld, then a reset");

    /// <summary>The server works and nothing comes back, until the program has had enough.</summary>
    public sealed record Silence() : Fault(true, "answer withheld until the program gave up");

    /// <summary>The answer comes, and the connection is closed in order (HTTP/2: GOAWAY; HTTP/1.1: Connection: close).</summary>
    public sealed record GoAway() : Fault(true, "GOAWAY");

    /// <summary>The end of the program: this is done (when forwarded: after the server worked), and no request passes any more.</summary>
    public sealed record Cut(bool IsForwarded, Action Kill) : Fault(IsForwarded, "killed");
}
