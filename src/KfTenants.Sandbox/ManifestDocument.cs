using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace KfTenants.Sandbox;

/// <summary>One document of a file, with the comments around it: an object, a List of objects, or anything else.</summary>
/// <param name="text">As written, from its <c>---</c> to the next.</param>
/// <param name="envelope">For a List: all of it but the items.</param>
internal sealed class ManifestDocument(string text, int line, JsonObject? envelope, ImmutableArray<ManifestEntry> entries)
{
    public string Text { get; private set; } = text;

    public int Line => line;

    public ImmutableArray<ManifestEntry> Entries => entries;

    /// <summary>Its one object was deleted; the List around several stays.</summary>
    public bool IsWhollyGone => envelope is null && entries.Length > 0 && entries.All(e => e.IsGone);

    /// <summary>Only comments and blank lines.</summary>
    public bool IsBlank => Lines(Text).All(l => IsCommentOrBlank(l) || (IsMarker(l) && IsCommentOrBlank(l[3..])));

    /// <summary>The texts from <c>---</c> to <c>---</c>: at the beginning of a line those mean the same everywhere in YAML.</summary>
    public static ImmutableArray<(string Text, int Line)> Split(string text)
    {
        var parts = ImmutableArray.CreateBuilder<(string, int)>();
        var (start, at, line, startLine) = (0, 0, 1, 1);
        var isBegun = false;
        foreach (var current in Lines(text))
        {
            if (IsMarker(current) && isBegun)
            {
                parts.Add((text[start..at], startLine));
                (start, startLine) = (at, line);
            }

            isBegun |= !IsCommentOrBlank(current) && !current.StartsWith('%');
            at += current.Length;
            line++;
        }

        parts.Add((text[start..], startLine));
        return parts.DrainToImmutable();
    }

    public static ManifestDocument Of(ManifestFile file, string text, int line, ImmutableArray<YamlContent> contents)
    {
        if (contents is not [{ Content: JsonObject content } only])
        {
            return new ManifestDocument(text, line, null, []);
        }

        if (content["items"] is not JsonArray items || content["kind"]?.ToString().EndsWith("List", StringComparison.Ordinal) != true ||
            !items.All(i => i is JsonObject))
        {
            return new ManifestDocument(text, line, null, [new ManifestEntry(file, only.Line, content)]);
        }

        var envelope = content.DeepClone().AsObject();
        envelope.Remove("items");
        return new ManifestDocument(text, line, envelope, [.. items.OfType<JsonObject>().Select(i => new ManifestEntry(file, only.Line, i))]);
    }

    /// <summary>The document's content with these changes; null when its object is deleted.</summary>
    public JsonObject? Content(IReadOnlyDictionary<ManifestEntry, JsonObject?> changes)
    {
        var bodies = entries.Where(e => !e.IsGone).Select(e => changes.TryGetValue(e, out var changed) ? changed : e.Body).OfType<JsonObject>();
        if (envelope is null)
        {
            return bodies.FirstOrDefault();
        }

        var list = envelope.DeepClone().AsObject();
        list["items"] = new JsonArray([.. bodies.Select(b => b.DeepClone())]);
        return list;
    }

    /// <summary>New content between the marker and comments that stood before it and the comments that stood after it.</summary>
    /// <param name="needsMarker">Another document stands before this one in the file.</param>
    public string Around(string content, bool needsMarker)
    {
        var lines = Lines(Text).ToArray();
        var head = lines.TakeWhile(l => IsCommentOrBlank(l) || l.StartsWith('%') || IsMarker(l)).ToArray();
        var tail = lines.Skip(head.Length).Reverse().TakeWhile(IsCommentOrBlank).Reverse().SkipWhile(string.IsNullOrWhiteSpace);
        var before = string.Concat(head.Select(l => IsMarker(l) && !IsCommentOrBlank(l[3..]) ? "---\n" : l));
        var marker = needsMarker && !head.Any(l => IsMarker(l)) ? "---\n" : "";
        return marker + before + content + string.Concat(tail);
    }

    /// <summary>Makes the written state the present one.</summary>
    public void Accept(IReadOnlyDictionary<ManifestEntry, JsonObject?> changes, string text)
    {
        foreach (var entry in entries.Where(e => !e.IsGone && changes.ContainsKey(e)))
        {
            entry.IsGone = changes[entry] is null;
            entry.Body = changes[entry] ?? entry.Body;
        }

        Text = text;
    }

    private static bool IsMarker(string line) =>
        line.StartsWith("---", StringComparison.Ordinal) && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    private static bool IsCommentOrBlank(string line) => string.IsNullOrWhiteSpace(line) || line.TrimStart('\uFEFF').TrimStart(' ').StartsWith('#');

    private static IEnumerable<string> Lines(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
