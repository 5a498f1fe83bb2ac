using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>Passes everything on to another cluster, remembers the writes, and can die like a killed program: after a write, before the next.</summary>
internal sealed class RecordingCluster(ICluster inner) : ICluster
{
    private readonly Lock _lock = new();

    public List<string> Writes { get; } = [];

    /// <summary>How many writes are let through; the one after them kills the run.</summary>
    public int Lives { get; init; } = int.MaxValue;

    /// <summary>Happens before a write that begins so.</summary>
    public Func<string, WriteAnswer?> Before { get; init; } = _ => null;

    public string Address => inner.Address;

    public bool IsDirectory => inner.IsDirectory;

    public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        inner.ListAsync(kind, inNamespace, cancellationToken);

    public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(pod, container, previous, cancellationToken);

    public Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
        WriteAsync($"apply {intent.Key}", () => inner.ApplyAsync(intent, live, force, cancellationToken));

    public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
        WriteAsync($"patch {key}", () => inner.MergePatchAsync(key, patch, live, cancellationToken));

    public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) =>
        WriteAsync($"delete {key}", () => inner.DeleteAsync(key, live, cancellationToken));

    private Task<WriteAnswer> WriteAsync(string what, Func<Task<WriteAnswer>> write)
    {
        lock (_lock)
        {
            if (Writes.Count >= Lives)
            {
                throw new KilledException();
            }

            Writes.Add(what);
            return Before(what) is { } answer ? Task.FromResult(answer) : write();
        }
    }

    public sealed class KilledException : Exception;
}
