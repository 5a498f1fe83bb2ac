using System.Collections.Concurrent;
using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>
/// Reads as far as it may: what cannot be read is noted and is empty. Only for answers that say what they could not look at; no plan is ever made of what
/// it gives.
/// </summary>
internal sealed class TolerantReader(IClusterReader cluster) : IClusterReader
{
    private readonly ConcurrentQueue<UnreadPart> _unread = new();
    private readonly ConcurrentQueue<ObjectKind> _notServed = new();

    public string Address => cluster.Address;

    public string? Source => cluster.Source;

    public bool IsDirectory => cluster.IsDirectory;

    public ClusterSnapshot? Snapshot => cluster.Snapshot;

    /// <summary>What could not be read, in the order of its names.</summary>
    public ImmutableArray<UnreadPart> Unread => [.. _unread.Distinct().OrderBy(u => u.What, StringComparer.Ordinal)];

    /// <summary>Kinds that the cluster does not know.</summary>
    public ImmutableHashSet<ObjectKind> NotServed => [.. _notServed];

    public async Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        await TryAsync(() => cluster.ListAsync(kind, inNamespace, cancellationToken), kind, inNamespace, null) is { IsDefault: false } list ? list : [];

    public async Task<ImmutableArray<KubeObject>> ListEndlessTokensAsync(CancellationToken cancellationToken) =>
        await TryAsync(() => cluster.ListEndlessTokensAsync(cancellationToken), ObjectKind.Secret, null, $"type={CredentialAnchor.LegacyType}") is { IsDefault: false } list
            ? list
            : [];

    public async Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await TryAsync(() => cluster.GetAsync(key, cancellationToken), key.Kind, key.Namespace, key.Name);

    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
        cluster.ReadLogAsync(pod, container, previous, cancellationToken);

    private async Task<T?> TryAsync<T>(Func<Task<T>> read, ObjectKind kind, string? inNamespace, string? name)
    {
        try
        {
            return await read();
        }
        catch (NotServedException)
        {
            _notServed.Enqueue(kind);
        }
        catch (KfTenantsException e)
        {
            _unread.Enqueue(new UnreadPart(kind, inNamespace, name, string.Join("; ", e.Problems.Select(p => p.Text))));
        }

        return default;
    }
}
