using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kubernetes;

namespace KfTenants.Sandbox;

/// <summary>A file of manifests, by document: one that does not change keeps its text.</summary>
internal sealed class ManifestFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        MaxDepth = 1000,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<ManifestDocument> _documents = [];
    private string _text;

    private ManifestFile(string path, string text)
    {
        Path = path;
        _text = text;
    }

    public string Path { get; }

    public IEnumerable<ManifestEntry> Entries => _documents.SelectMany(d => d.Entries);

    private bool IsJson => Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>A file that is yet to be written.</summary>
    public static ManifestFile New(string path) => new(path, "");

    /// <exception cref="KfTenantsException">It is not UTF-8, or neither YAML nor JSON.</exception>
    public static ManifestFile Parse(string path, byte[] bytes)
    {
        try
        {
            var file = new ManifestFile(path, StrictUtf8.GetString(bytes));
            file.ReadDocuments();
            return file;
        }
        catch (DecoderFallbackException problem)
        {
            throw new KfTenantsException($"{path}: is not UTF-8 text", problem);
        }
        catch (JsonException problem)
        {
            throw new KfTenantsException($"{path}:{(problem.LineNumber ?? 0) + 1}: is not valid JSON, or has a duplicate key", problem);
        }
    }

    public ManifestEntry Add(JsonObject body)
    {
        var entry = new ManifestEntry(this, 1, body);
        _documents.Add(new ManifestDocument("", 1, null, [entry]));
        return entry;
    }

    /// <summary>Writes the file with these objects in place of their present ones, and deletes it when nothing is left in it.</summary>
    /// <param name="changes">By entry; a null body removes it.</param>
    /// <exception cref="KfTenantsException">It cannot be written; it has its old text then.</exception>
    public void Write(IReadOnlyDictionary<ManifestEntry, JsonObject?> changes)
    {
        var hasWindowsLines = _text.Contains("\r\n", StringComparison.Ordinal);
        var whole = new StringBuilder();
        var isEmpty = true;
        var texts = new List<(ManifestDocument Document, string Text)>();
        foreach (var document in _documents)
        {
            var text = document.IsWhollyGone ? "" : document.Text;
            if (document.Entries.Any(e => !e.IsGone && changes.ContainsKey(e)))
            {
                var content = document.Content(changes);
                text = content is null ? ""
                    : IsJson ? content.ToJsonString(Indented) + "\n"
                    : document.Around(ManifestYaml.Write(content), needsMarker: whole.Length > 0);
                text = hasWindowsLines ? text.ReplaceLineEndings("\r\n") : text;
                isEmpty &= content is null;
                texts.Add((document, text));
            }
            else
            {
                isEmpty &= document.IsWhollyGone || document.IsBlank;
            }

            if (whole.Length > 0 && text.Length > 0 && whole[^1] != '\n')
            {
                whole.Append('\n');
            }

            whole.Append(text);
        }

        Replace(isEmpty ? null : whole.ToString(), changes.Values.Any(b => b?["kind"]?.ToString() == "Secret"));
        foreach (var (document, text) in texts)
        {
            document.Accept(changes, text);
        }
    }

    /// <summary>Replaces the file in one step: a reader sees the old text or the new one.</summary>
    private void Replace(string? text, bool isSecret)
    {
        var temporary = Path + ".tmp";
        try
        {
            var present = File.Exists(Path) ? StrictUtf8.GetString(File.ReadAllBytes(Path)) : "";
            if (present != _text)
            {
                throw new KfTenantsException($"{Path}: another process changed it; run the command again");
            }

            if (text is null)
            {
                File.Delete(Path);
                _text = "";
                return;
            }

            var target = (File.Exists(Path) ? File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName : null) ?? Path;
            temporary = target + ".tmp";
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!);
            File.Delete(temporary);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = File.Exists(target) ? File.GetUnixFileMode(target)
                    : isSecret ? UnixFileMode.UserRead | UnixFileMode.UserWrite
                    : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            }

            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(StrictUtf8.GetBytes(text));
            }

            File.Move(temporary, target, overwrite: true);
            _text = text;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            RemoveTemporary(temporary);
            var why = problem is DecoderFallbackException ? "it would not be UTF-8" : FileFailure.Of(problem);
            throw new KfTenantsException($"{Path}: cannot be written, its old content is untouched: {why}", problem);
        }
    }

    private static void RemoveTemporary(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Left behind; no reader takes *.tmp, and the next write replaces it.
        }
    }

    private void ReadDocuments()
    {
        if (IsJson)
        {
            var content = JsonNode.Parse(_text.TrimStart('\uFEFF'), documentOptions: new JsonDocumentOptions { MaxDepth = 500, AllowDuplicateProperties = false });
            _documents.Add(ManifestDocument.Of(this, _text, 1, [new YamlContent(1, 1, content)]));
            return;
        }

        var segments = ManifestDocument.Split(_text);
        var contents = ManifestYaml.Read(Path, _text.TrimStart('\uFEFF'));
        var at = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            // Both are in the order of their lines.
            var next = i + 1 < segments.Length ? segments[i + 1].Line : int.MaxValue;
            var first = at;
            while (at < contents.Length && contents[at].Start < next)
            {
                at++;
            }

            _documents.Add(ManifestDocument.Of(this, segments[i].Text, segments[i].Line, contents[first..at]));
        }
    }
}
