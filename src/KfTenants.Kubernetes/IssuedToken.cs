using KfTenants.Credentials;

namespace KfTenants.Kubernetes;

/// <summary>A token that was just issued. A class, so that nothing prints it.</summary>
public sealed class IssuedToken(string token, DateTimeOffset expires)
{
    /// <summary>The secret.</summary>
    public string Token { get; } = token;

    /// <summary>When it ends, by the server's word: less than what was asked for is usual.</summary>
    public DateTimeOffset Expires { get; } = expires;

    /// <summary>Null when it is no JSON Web Token.</summary>
    public TokenClaims? Claims { get; } = TokenClaims.Read(token);

    public override string ToString() => nameof(IssuedToken);
}
