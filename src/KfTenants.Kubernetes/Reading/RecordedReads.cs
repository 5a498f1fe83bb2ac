using System.Collections.Concurrent;
using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Reading;

/// <summary>
/// Remembers what was asked of a cluster and what it would not tell. So a snapshot knows what was not there from what was not looked at: who plans on it must
/// not take one for the other.
/// </summary>
public sealed class RecordedReads(IClusterReader inner) : IClusterReader
{
    private readonly ConcurrentDictionary<string, string?> _reads = new(StringComparer.Ordinal);

    public string Address => inner.Address;

    public string? Source => inner.Source;

    public bool IsDirectory => inner.IsDirectory;

    public ClusterSnapshot? Snapshot => inner.Snapshot;

    /// <summary>Each question, in words, with null where it was answered, else why not.</summary>
    public ImmutableSortedDictionary<string, string?> Reads => _reads.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The question for an object; its answer may be that there is none.</summary>
    public static string QuestionOf(ObjectKey key) => key.ToString();

    /// <summary>The question for all objects of a kind.</summary>
    /// <param name="inNamespace">Null: everywhere.</param>
    public static string QuestionOf(ObjectKind kind, string? inNamespace) => UnreadPart.ListOf(kind, inNamespace);

    public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        RememberAsync(QuestionOf(kind, inNamespace), () => inner.ListAsync(kind, inNamespace, cancellationToken));

    public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        RememberAsync(QuestionOf(key), () => inner.GetAsync(key, cancellationToken));

    public Task<ImmutableArray<KubeObject>> ListEndlessTokensAsync(CancellationToken cancellationToken) => inner.ListEndlessTokensAsync(cancellationToken);

    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(pod, container, previous, cancellationToken);

    public Task<string?> WhoAmIAsync(CancellationToken cancellationToken) => inner.WhoAmIAsync(cancellationToken);

    private async Task<T> RememberAsync<T>(string question, Func<Task<T>> ask)
    {
        try
        {
            var answer = await ask();
            _reads[question] = null;
            return answer;
        }
        catch (KfTenantsException e)
        {
            _reads[question] = e.Message;
            throw;
        }
    }
}
