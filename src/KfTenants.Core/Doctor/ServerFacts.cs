using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>How a TCP connection to the server ended.</summary>
public enum ReachOutcome
{
    /// <summary>It was made.</summary>
    Connected,

    /// <summary>The host is there, and nothing listens.</summary>
    Refused,

    /// <summary>Nothing came back.</summary>
    TimedOut,

    /// <summary>There is no way there, or it was broken off.</summary>
    Unreachable,
}

/// <summary>Why a server's certificate was not accepted.</summary>
public enum CertificateFlaw
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>Who signed it is not trusted.</summary>
    Authority,

    /// <summary>It is for other names.</summary>
    Name,

    /// <summary>It has expired, or is not valid yet.</summary>
    Time,

    /// <summary>Anything else about the handshake.</summary>
    Other,
}

/// <summary>How the TLS handshake ended.</summary>
/// <param name="Problem">One line; null when it succeeded.</param>
/// <param name="Names">What the certificate is for; empty where it was not seen.</param>
public sealed record TlsFacts(CertificateFlaw Flaw, string? Problem, ImmutableArray<string> Names, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter);

/// <summary>What the server answered.</summary>
/// <param name="Problem">Why there is no answer that an API server gives; one line, null when there is one.</param>
public sealed record AnswerFacts(string? Problem)
{
    /// <summary><c>v1.30.1</c>; null when it did not say.</summary>
    public string? Version { get; init; }

    /// <summary>The server's clock.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Ours at that moment.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>What of it is not ready; null when it is, or does not say.</summary>
    public string? Unready { get; init; }

    /// <summary>How it took the credential: the HTTP status of a question that every authenticated user may ask; null when it was not asked.</summary>
    public int? Authentication { get; init; }

    /// <summary>Who we are there, by the server's own word; null when it does not say.</summary>
    public string? User { get; init; }

    /// <summary>In which groups.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];
}

/// <summary>The way to the server, as far as it was gone: what is null was not reached.</summary>
/// <param name="Source">Where it is configured, for people.</param>
public sealed record ServerFacts(string Server, string Host, int Port, bool IsHttps, string Source)
{
    /// <summary>The proxy before it, without its password; null for none.</summary>
    public string? Proxy { get; init; }

    /// <summary>The identity of the server is not checked.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>What stands for trust, for people.</summary>
    public string Trust { get; init; } = "";

    /// <summary>Why the name cannot be resolved; null when it can.</summary>
    public string? NameProblem { get; init; }

    /// <summary>How connecting ended.</summary>
    public ReachOutcome? Reach { get; init; }

    /// <summary>In words; null when it was made.</summary>
    public string? ReachProblem { get; init; }

    public TlsFacts? Tls { get; init; }

    public AnswerFacts? Answer { get; init; }
}
