using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;

namespace KfTenants.Sandbox;

/// <summary>A directory that is a snapshot answers what was asked when it was taken, and nothing else, and takes no write.</summary>
public sealed partial class DirectoryCluster
{
    private readonly Dictionary<string, string> _sums = new(StringComparer.Ordinal);
    private SnapshotMark? _mark;

    /// <inheritdoc/>
    public ClusterSnapshot? Snapshot => field ??= _mark?.ToSnapshot(_sums);

    // Before the manifests: what flaws objects have must be known before they are loaded.
    private async Task ReadMarkAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_directory, SnapshotMark.FileName);
        if (File.Exists(path))
        {
            _mark = SnapshotMark.Parse(Path.Combine(Address, SnapshotMark.FileName), await ReadAsync(path, cancellationToken));
        }
    }

    private bool IsMark(string path, byte[] bytes)
    {
        if (_mark is null)
        {
            return false;
        }

        var name = Path.GetRelativePath(_directory, path).Replace(Path.DirectorySeparatorChar, '/');
        if (name == SnapshotMark.FileName)
        {
            return true;
        }

        _sums[name] = SnapshotMark.SumOf(bytes);
        return false;
    }

    private KubeObject Flawed(KubeObject o) => _mark?.Flawed(o) ?? o;

    private void CheckRead(ObjectKind kind, string? inNamespace)
    {
        if (_mark is not null && !_mark.HasAnswer(RecordedReads.QuestionOf(kind, null)))
        {
            _mark.Require(Address, RecordedReads.QuestionOf(kind, inNamespace));
        }
    }

    private void CheckRead(ObjectKey key)
    {
        if (_mark is not null && !_mark.HasAnswer(RecordedReads.QuestionOf(key.Kind, null)) && !_mark.HasAnswer(RecordedReads.QuestionOf(key.Kind, key.Namespace)))
        {
            _mark.Require(Address, RecordedReads.QuestionOf(key));
        }
    }

    private void CheckWritable()
    {
        if (_mark is not null)
        {
            throw new KfTenantsException($"{Address}: is a snapshot of {_mark.Server}, and never written to");
        }
    }
}
