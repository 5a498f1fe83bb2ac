using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>The half of a cluster that <c>plan</c> gets: it can only read.</summary>
public interface IClusterReader
{
    /// <summary>Where the objects come from, for people: a server URL or a directory.</summary>
    string Address { get; }

    /// <summary>Where its address and credentials are configured, for people: <c>kubeconfig ~/.kube/config, context prod</c>; null for a directory.</summary>
    string? Source => null;

    /// <summary>The cluster is simulated by a directory of manifests.</summary>
    bool IsDirectory { get; }

    /// <summary>The directory is a snapshot of another cluster; null when it is none.</summary>
    ClusterSnapshot? Snapshot => null;

    /// <summary>All objects of a kind, in one namespace or (null) everywhere; whole or not at all.</summary>
    /// <exception cref="KfTenantsException">The list could not be read completely, or the cluster does not serve the kind.</exception>
    Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken);

    /// <summary>Every Secret that holds a token that never ends, without what it holds.</summary>
    /// <exception cref="KfTenantsException">The list could not be read completely.</exception>
    async Task<ImmutableArray<KubeObject>> ListEndlessTokensAsync(CancellationToken cancellationToken) =>
    [
        .. (await ListAsync(ObjectKind.Secret, null, cancellationToken)).Where(s => s.Text("type") == CredentialAnchor.LegacyType).Select(CredentialAnchor.WithoutContent),
    ];

    /// <summary>One object; null when it does not exist.</summary>
    /// <exception cref="KfTenantsException">It could not be read.</exception>
    Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>The end of a container's log; null when it cannot be had, for whatever reason: it only helps to explain a failure.</summary>
    /// <param name="previous">Of the run before, which crashed.</param>
    Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken);

    /// <summary>Who we are to the cluster: by its own word, else by what the credential says unproven; null when neither tells, as in a directory.</summary>
    Task<string?> WhoAmIAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
