using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Sandbox;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// One side of a <c>diff</c>, as it was named. A file is a document. A directory is one in fragments when a *.yaml or *.yml directly in it says at the beginning of a line that it
/// is of kftenants; else it holds manifests.
/// </summary>
internal abstract partial record ComparedSide
{
    private ComparedSide()
    {
    }

    /// <exception cref="KfTenantsException">It does not exist, or cannot be read.</exception>
    /// <exception cref="RefusedException">The directory holds documents and manifests.</exception>
    public static async Task<ComparedSide> ReadAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        if (DocumentFile.IsInput([path]) || !Directory.Exists(terminal.FullPath(path)))
        {
            return new Documents(await DocumentFile.ReadAsync([path], terminal, cancellationToken));
        }

        if (DocumentFile.Holds(path, terminal))
        {
            var files = await DocumentFile.ReadAsync([path], terminal, cancellationToken);
            var documents = files.Count(IsDocument);
            if (documents == files.Length)
            {
                return new Documents(files);
            }

            if (documents > 0)
            {
                throw new RefusedException(
                    ExitCode.Usage,
                    $"{path}: holds tenants files and others ({files.First(f => !IsDocument(f)).Name}); a side of diff is either a directory of fragments or one of manifests");
            }
        }

        var cluster = await DirectoryCluster.OpenAsync(terminal.FullPath(path), path, terminal.Time, cancellationToken);
        var live = await LiveStateReader.ReadAsync(cluster, ReadScope.Everything(DexPlatform.Kubeflow), cancellationToken);

        // A wrong path must not look like a cluster from which all access is gone.
        return live.All.Any() ? new Cluster(live) : throw new KfTenantsException($"{path}: holds neither a tenants file nor a manifest of a kind that is compared");
    }

    private static bool IsDocument(DocumentFile file) => OwnVersion().IsMatch(Encoding.UTF8.GetString(file.Bytes.AsSpan()));

    // Never inside a manifest, where what a key of a ConfigMap holds is indented.
    [GeneratedRegex("""^\uFEFF?(?:\{\s*)?"?apiVersion"?[ \t]*:[ \t]*["']?kftenants\.io/""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex OwnVersion();

    public sealed record Documents(ImmutableArray<DocumentFile> Files) : ComparedSide
    {
        public ImmutableArray<string> Names => [.. Files.Select(f => f.Name)];
    }

    public sealed record Cluster(LiveState Live) : ComparedSide;
}
