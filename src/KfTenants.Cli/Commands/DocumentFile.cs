using System.Collections.Immutable;
using KfTenants.Kubernetes;
using KfTenants.Yaml;

namespace KfTenants.Cli.Commands;

/// <summary>One document as read, before the line begins; whether its bytes are text is a finding of the first step.</summary>
/// <param name="Name">As a message shows it: the path as written, or the directory's with the file's name.</param>
/// <param name="Bytes">Of a file that is too large no more than shows that it is.</param>
internal sealed record DocumentFile(string Name, ImmutableArray<byte> Bytes)
{
    /// <summary>Reads files and, in the order of their names, the <c>*.yaml</c> and <c>*.yml</c> of directories; each file once.</summary>
    /// <exception cref="KfTenantsException">A path does not exist, cannot be read, or is a directory without documents.</exception>
    public static async Task<ImmutableArray<DocumentFile>> ReadAsync(ImmutableArray<string> paths, Terminal terminal, CancellationToken cancellationToken)
    {
        var documents = ImmutableArray.CreateBuilder<DocumentFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in paths.SelectMany(path => Expand(path, terminal)))
        {
            var fullPath = terminal.FullPath(name);
            if (seen.Add(fullPath))
            {
                documents.Add(new DocumentFile(name, await TextFiles.ReadBytesAsync(fullPath, name, YamlLimits.TenantsFile.Size + 1, cancellationToken)));
            }
        }

        return documents.ToImmutable();
    }

    private static ImmutableArray<string> Expand(string path, Terminal terminal)
    {
        var fullPath = terminal.FullPath(path);
        if (path == "-" && !File.Exists(fullPath))
        {
            throw new KfTenantsException("-: standard input is not supported; name a file");
        }

        if (!Directory.Exists(fullPath))
        {
            return path == PlanRequest.DefaultPath && !File.Exists(fullPath)
                ? throw new KfTenantsException($"{path}: no such file; name yours with -f")
                : [path];
        }

        string[] names;
        try
        {
            names = Directory.GetFiles(fullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{path}: cannot be read: {FileFailure.Of(e)}", e);
        }

        var documents = names
            .Select(file => Path.GetFileName(file))
            .Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => Path.Combine(path, file))
            .ToImmutableArray();
        return documents.IsEmpty ? throw new KfTenantsException($"{path}: holds no *.yaml or *.yml file") : documents;
    }
}
