using KfTenants.Credentials;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>A token that was issued, with what ends it. A class, so that nothing prints it.</summary>
public sealed class IssuedCredential(CredentialOrder order, CredentialAnchor anchor, string token, TokenVerdict verdict)
{
    public CredentialOrder Order { get; } = order;

    public CredentialAnchor Anchor { get; } = anchor;

    /// <summary>The secret.</summary>
    public string Token { get; } = token;

    /// <summary>Whether the server takes it; never that it does not.</summary>
    public TokenVerdict Verdict { get; } = verdict;

    public override string ToString() => nameof(IssuedCredential);
}
