namespace KfTenants.Kubernetes;

/// <summary>Whether a server takes a token; a closed hierarchy.</summary>
public abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>It does.</summary>
    /// <param name="User">Whom it takes its holder for; null where it does not say.</param>
    public sealed record Accepted(string? User) : TokenVerdict;

    /// <summary>It does not: the token is over, revoked, or for others.</summary>
    public sealed record Refused : TokenVerdict;

    /// <summary>It cannot be told.</summary>
    /// <param name="Why">The end of a sentence.</param>
    public sealed record Unknown(string Why) : TokenVerdict;
}
