using System.Collections.Immutable;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>Which token is asked for.</summary>
/// <param name="Tenant">The namespace.</param>
/// <param name="Name">The name of the credential, by which it is listed, rotated and revoked.</param>
/// <param name="Audiences">Empty: the API server itself.</param>
public sealed record CredentialOrder(string Tenant, string Name, string Account, TimeSpan Lifetime, ImmutableArray<string> Audiences)
{
    /// <summary>A token that never ends, for who cannot rotate.</summary>
    public bool NeverExpires { get; init; }
}
