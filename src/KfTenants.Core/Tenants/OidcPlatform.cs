using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>By which issuer people sign in to the API server itself: what their kubeconfigs say.</summary>
/// <param name="IssuerUrl">As the API server has it in <c>--oidc-issuer-url</c>, byte for byte.</param>
/// <param name="ExtraScopes">Beside <c>openid</c>.</param>
public sealed record OidcPlatform(string IssuerUrl, string ClientId, ImmutableArray<string> ExtraScopes);
