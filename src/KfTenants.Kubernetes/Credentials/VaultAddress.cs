using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>Which Vault, and who we are there. A class, so that nothing prints the token.</summary>
/// <param name="server">An https address; http only on this machine.</param>
/// <param name="token">What Vault gave us.</param>
/// <param name="enterpriseNamespace">Of Vault itself; null for the root.</param>
/// <param name="authorities">The only trust anchors; empty for those of the system.</param>
public sealed class VaultAddress(Uri server, string token, string? enterpriseNamespace, ImmutableArray<X509Certificate2> authorities)
{
    public Uri Server { get; } = server;

    public string Token { get; } = token;

    public string? Namespace { get; } = enterpriseNamespace;

    public ImmutableArray<X509Certificate2> Authorities { get; } = authorities;

    /// <summary>Null for an address that cannot be one, or that anyone on the way could read.</summary>
    public static Uri? ServerOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 } &&
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : null;

    public override string ToString() => Server.ToString();
}
