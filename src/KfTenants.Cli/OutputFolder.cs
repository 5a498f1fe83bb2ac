using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Kubernetes;

namespace KfTenants.Cli;

/// <summary>
/// A directory that a command fills with files of its own, again and again. One file in it, written last, lists the others: only what is listed there is ever
/// replaced or removed, and while files are written it says so, so that what a killed run left is never taken for the whole.
/// </summary>
internal sealed partial class OutputFolder
{
    private const string FilesKey = "files";
    private const string UnfinishedKey = "unfinished";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _directory;
    private readonly string _name;
    private readonly string _listing;
    private readonly string _version;
    private readonly bool _isPrivate;
    private readonly ImmutableArray<string> _listed;

    private OutputFolder(string directory, string name, string listing, string version, bool isPrivate, ImmutableArray<string> listed)
    {
        (_directory, _name, _listing, _version, _isPrivate, _listed) = (directory, name, listing, version, isPrivate, listed);
    }

    /// <param name="name">The directory as people named it.</param>
    /// <param name="listing">The name of the file that lists the others.</param>
    /// <param name="version">The <c>apiVersion</c> of that file.</param>
    /// <param name="isPrivate">Only this user may read the files.</param>
    /// <exception cref="KfTenantsException">It holds something else, or cannot be read.</exception>
    public static async Task<OutputFolder> OpenAsync(
        string directory, string name, string listing, string version, bool isPrivate, CancellationToken cancellationToken)
    {
        if (File.Exists(directory))
        {
            throw new KfTenantsException($"{name}: is a file; name a directory");
        }

        if (File.Exists(Path.Combine(directory, listing)))
        {
            var text = await TextFiles.ReadAsync(Path.Combine(directory, listing), Path.Combine(name, listing), cancellationToken);
            return new OutputFolder(directory, name, listing, version, isPrivate, Listed(Path.Combine(name, listing), version, text));
        }

        return IsEmpty(directory, name)
            ? new OutputFolder(directory, name, listing, version, isPrivate, [])
            : throw new KfTenantsException($"{name}: holds files, and no {listing} that lists them: nothing in it is touched; name a new or an empty directory");
    }

    /// <summary>Makes the directory hold exactly these files, and what others put there; a file that is as it should be is not touched.</summary>
    /// <param name="files">By path, with <c>/</c>.</param>
    /// <param name="listing">What the listing says; with its <c>apiVersion</c> and <c>files</c>.</param>
    /// <exception cref="KfTenantsException">A file in the way is not ours, or something cannot be written.</exception>
    public async Task WriteAsync(ImmutableSortedDictionary<string, string> files, JsonObject listing, CancellationToken cancellationToken)
    {
        foreach (var path in files.Keys.Where(p => !_listed.Contains(p, StringComparer.Ordinal) && Path.Exists(FullPath(p))))
        {
            throw new KfTenantsException($"{NameOf(path)}: is there and was not written by this command: nothing is touched; move it away, or name another directory");
        }

        foreach (var folder in files.Keys.Concat(_listed).Select(Path.GetDirectoryName).Where(f => !string.IsNullOrEmpty(f)).Distinct(StringComparer.Ordinal))
        {
            if (new DirectoryInfo(Path.Combine(_directory, folder!)) is { LinkTarget: not null })
            {
                throw new KfTenantsException($"{NameOf(folder!)}: is a link: nothing is touched; name another directory");
            }
        }

        ImmutableArray<string> gone = [.. _listed.Where(p => !files.ContainsKey(p) && File.Exists(FullPath(p)))];
        var changed = new List<string>();
        foreach (var (path, content) in files)
        {
            if (!await HoldsAsync(path, content, cancellationToken))
            {
                changed.Add(path);
            }
        }

        if (!gone.IsEmpty || changed.Count > 0)
        {
            await WriteFileAsync(_listing, Text(Unfinished(files.Keys)), cancellationToken);
        }

        foreach (var path in changed)
        {
            await WriteFileAsync(path, files[path], cancellationToken);
        }

        foreach (var path in gone)
        {
            Remove(path);
        }

        var listed = Text(listing);
        if (!await HoldsAsync(_listing, listed, cancellationToken))
        {
            await WriteFileAsync(_listing, listed, cancellationToken);
        }
    }

    // Whatever the run is stopped at, the next one knows every file that may be ours.
    private JsonObject Unfinished(IEnumerable<string> files) => new()
    {
        ["apiVersion"] = _version,
        [FilesKey] = new JsonObject(_listed.Union(files, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(f => KeyValuePair.Create(f, (JsonNode?)null))),
        [UnfinishedKey] = true,
    };

    private string FullPath(string path) => Path.Combine(_directory, path.Replace('/', Path.DirectorySeparatorChar));

    private string NameOf(string path) => Path.Combine(_name, path);

    private static string Text(JsonObject json) =>
        string.Concat(json.ToJsonString(Indented).ReplaceLineEndings("\n").Split('\n').Select(line => SafeText.OfJson(line) + "\n"));

    private async Task<bool> HoldsAsync(string path, string content, CancellationToken cancellationToken)
    {
        var file = new FileInfo(FullPath(path));
        return file.Exists && file.LinkTarget is null && file.Length == Encoding.UTF8.GetByteCount(content) &&
            (await TextFiles.ReadBytesAsync(file.FullName, NameOf(path), int.MaxValue, cancellationToken)).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(content));
    }

    private async Task WriteFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{NameOf(path)}: its directory cannot be made: {FileFailure.Of(e)}", e);
        }

        await TextFiles.WriteAsync(FullPath(path), NameOf(path), content, cancellationToken, _isPrivate);
    }

    private void Remove(string path)
    {
        try
        {
            File.Delete(FullPath(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{NameOf(path)}: cannot be removed: {FileFailure.Of(e)}", e);
        }
    }

    // Who can write the listing must not make us remove what is elsewhere.
    private static ImmutableArray<string> Listed(string name, string version, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TextMember("apiVersion") != version)
            {
                throw new KfTenantsException($"{name}: was not written by this command: nothing is touched; name another directory");
            }

            var files = document.RootElement.Member(FilesKey) switch
            {
                { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Select(f => f.Name).ToImmutableArray(),
                { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(f => f.ValueKind == JsonValueKind.String ? f.GetString()! : "")],
                _ => [],
            };
            return files.FirstOrDefault(f => !OwnPath().IsMatch(f)) is { } foreign
                ? throw new KfTenantsException($"{name}: lists {foreign}, which no command of kftenants writes: nothing is touched; name another directory")
                : files;
        }
        catch (JsonException e)
        {
            throw new KfTenantsException($"{name}: {e.Words()}: nothing is touched; name another directory", e);
        }
    }

    // What is hidden, as .git is, is not looked at.
    private static bool IsEmpty(string directory, string name)
    {
        try
        {
            return !Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any(e => !Path.GetFileName(e).StartsWith('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be read: {FileFailure.Of(e)}", e);
        }
    }

    [GeneratedRegex(@"^([a-z]+/)?[a-z0-9_][a-z0-9_.-]*\.yaml\z")]
    private static partial Regex OwnPath();
}
