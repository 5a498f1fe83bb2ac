using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>What only a real API server can do: issue tokens of service accounts, and say whether it takes one. A directory of manifests issues none.</summary>
public interface ITokenCluster
{
    /// <summary>A TokenRequest (authentication.k8s.io/v1) for this account.</summary>
    /// <exception cref="KfTenantsException">The account or the anchor does not exist, or the server refuses.</exception>
    Task<IssuedToken> IssueAsync(ObjectKey account, TokenWish wish, CancellationToken cancellationToken);

    /// <summary>Whether the server takes this token: it is asked as who has it. No right is needed.</summary>
    /// <exception cref="KfTenantsException">The server does not answer.</exception>
    Task<TokenVerdict> TryAsync(string token, CancellationToken cancellationToken);

    /// <summary>Whether the server takes this token for these audiences, which it says of others' tokens to who may ask (TokenReview).</summary>
    /// <exception cref="KfTenantsException">The server does not answer.</exception>
    Task<TokenVerdict> ReviewAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellationToken);

    /// <summary>The objects of a kind in a namespace without their content: only their metadata leaves the server.</summary>
    /// <param name="selector">Of labels; null for all.</param>
    /// <exception cref="KfTenantsException">The list could not be read completely.</exception>
    Task<ImmutableArray<KubeObject>> ListMetadataAsync(ObjectKind kind, string inNamespace, string? selector, CancellationToken cancellationToken);
}
