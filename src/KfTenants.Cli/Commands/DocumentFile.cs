using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes;
using KfTenants.Yaml;

namespace KfTenants.Cli.Commands;

/// <summary>One document as read, before the line begins; whether its bytes are text is a finding of the first step.</summary>
/// <param name="Name">As a message shows it: the path as written, the directory's with the file's name, or <see cref="InputName"/>.</param>
/// <param name="Bytes">Of a file that is too large no more than shows that it is.</param>
internal sealed record DocumentFile(string Name, ImmutableArray<byte> Bytes)
{
    /// <summary>How messages and plans call standard input.</summary>
    public const string InputName = "standard input";

    private const string Input = "-";

    private static readonly int Most = YamlLimits.TenantsFile.Size + 1;

    /// <summary>Reads files and, in the order of their names, the <c>*.yaml</c> and <c>*.yml</c> of directories, and standard input for <c>-</c>; each once.</summary>
    /// <exception cref="KfTenantsException">A path does not exist, cannot be read, or is a directory without documents.</exception>
    public static async Task<ImmutableArray<DocumentFile>> ReadAsync(ImmutableArray<string> paths, Terminal terminal, CancellationToken cancellationToken)
    {
        var documents = ImmutableArray.CreateBuilder<DocumentFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in paths.SelectMany(path => Expand(path, terminal)))
        {
            var fullPath = name == Input ? Input : terminal.FullPath(name);
            if (seen.Add(fullPath))
            {
                documents.Add(name == Input
                    ? new DocumentFile(InputName, await terminal.ReadInputAsync(Most, cancellationToken))
                    : new DocumentFile(name, await TextFiles.ReadBytesAsync(fullPath, name, Most, cancellationToken)));
            }
        }

        return documents.ToImmutable();
    }

    /// <summary>One of them is standard input: then no question can be asked there.</summary>
    public static bool IsInput(IEnumerable<string> paths) => paths.Contains(Input, StringComparer.Ordinal);

    /// <summary>The directory has documents by their names; false for one that cannot be read, too.</summary>
    public static bool Holds(string directory, Terminal terminal)
    {
        try
        {
            return Directory.GetFiles(terminal.FullPath(directory)).Any(IsNamedAsOne);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Their lines, to be shown with findings.</summary>
    public static SourceLines LinesOf(ImmutableArray<DocumentFile> documents) =>
        new(documents.DistinctBy(d => d.Name).ToImmutableDictionary(d => d.Name, d => d.Bytes, StringComparer.Ordinal));

    private static ImmutableArray<string> Expand(string path, Terminal terminal)
    {
        var fullPath = terminal.FullPath(path);
        if (path == Input || !Directory.Exists(fullPath))
        {
            return path == PlanRequest.DefaultPath && !File.Exists(fullPath)
                ? throw new KfTenantsException($"{path}: no such file; name yours with -f, or begin with kftenants init")
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
            .Where(IsNamedAsOne)
            .Order(StringComparer.Ordinal)
            .Select(file => Path.Combine(path, file))
            .ToImmutableArray();
        return documents.IsEmpty ? throw new KfTenantsException($"{path}: holds no *.yaml or *.yml file") : documents;
    }

    private static bool IsNamedAsOne(string file) => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal);
}
