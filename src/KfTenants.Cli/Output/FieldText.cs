using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>Paths and values of fields for people.</summary>
internal static class FieldText
{
    private const int Line = 72;
    private const int Screen = 2000;
    private const int Context = 12;

    // Who is let in, and to what: the fields of the objects that grant.
    private static readonly ImmutableArray<string> Access = ["/subjects", "/roleRef", "/spec/rules", "/spec/owner"];

    /// <summary><c>/spec/hard/requests.nvidia.com~1gpu</c> as <c>spec.hard["requests.nvidia.com/gpu"]</c>.</summary>
    public static string Path(string pointer)
    {
        var path = "";
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            var isPlain = segment.Length > 0 && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
            path += isPlain ? (path.Length == 0 ? segment : "." + segment) : $"[\"{segment}\"]";
        }

        return path;
    }

    /// <summary>
    /// Both values. Who is let in is always whole, and so is what the plan writes, but for metadata, which is cut to a line from where the two begin to differ; of
    /// a value that is there now, which others may have made long, as much as a screen holds.
    /// </summary>
    /// <param name="pointer">Of the field.</param>
    /// <param name="isWhole">Nothing is cut.</param>
    public static (string Before, string After) Values(string pointer, string? before, string? after, bool isWhole = false)
    {
        var (old, now) = (Value(before), Value(after));
        var isMetadata = pointer.StartsWith("/metadata/", StringComparison.Ordinal) && !NamespaceSecurity.Decides(pointer);
        var (longest, longestNow) = isMetadata ? (Line, Line) : (Screen, int.MaxValue);
        if (isWhole || LetsIn(pointer) || (old.Length <= longest && now.Length <= longestNow))
        {
            return (old, now);
        }

        var same = 0;
        while (same < Math.Min(old.Length, now.Length) && old[same] == now[same])
        {
            same++;
        }

        var from = before is null || after is null ? 0 : Math.Max(0, same - Context);
        return (Cut(old, from, longest), Cut(now, from, longestNow));
    }

    /// <summary><c>8 -> 16</c></summary>
    public static StyledText AddValues(StyledText text, FieldDocument field, bool isWhole = false)
    {
        var (before, after) = Values(field.Path, field.Old, field.New, isWhole);
        return text.Add(before).Add(Tone.Faint, " -> ").Add(after);
    }

    /// <summary>The fields of one change, a line each; a list by its elements.</summary>
    public static void AddTo(StyledText text, ImmutableArray<FieldDocument> fields, bool isWhole)
    {
        var paths = Columns.Width(fields.Select(f => Path(f.Path)));
        foreach (var field in fields)
        {
            if (ListText.Of(field.Old, field.New) is { } elements)
            {
                text.Line($"        {Path(field.Path)}");
                AddTo(text, elements);
            }
            else
            {
                AddValues(text.Add("        ").AddPadded(Tone.Plain, Path(field.Path), paths).Add("  "), field, isWhole).EndLine();
            }
        }
    }

    /// <summary>A value as people write it.</summary>
    public static string Value(string? json)
    {
        if (json is null)
        {
            return "(none)";
        }

        if (!json.StartsWith('"'))
        {
            return json;
        }

        using var document = JsonDocument.Parse(json);
        var text = document.RootElement.GetString() ?? "";
        var isSimple = json == FieldChange.Hidden || (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "._@/:+-%".Contains(c, StringComparison.Ordinal)));
        return isSimple ? text : json;
    }

    private static void AddTo(StyledText text, IReadOnlyList<ListText.Element> elements)
    {
        var paths = Columns.Width(elements.Select(e => e.Path));
        foreach (var element in elements)
        {
            text.Add("          ").AddPadded(element.Symbol == "+" ? Tone.Good : Tone.Bad, element.Symbol, 2);
            text.AddPadded(Tone.Plain, element.Path, paths).Add(paths == 0 ? "" : "  ").Add(Value(element.Json)).EndLine();
        }
    }

    private static bool LetsIn(string pointer) =>
        Access.Any(field => pointer == field || JsonPointer.IsBelow(pointer, field));

    private static string Cut(string text, int from, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        from = Math.Min(from, text.Length - longest);
        var rest = text.Length - from - longest;
        return $"{(from > 0 ? "..." : "")}{text.AsSpan(from, longest)}{(rest > 0 ? $"... ({rest} more)" : "")}";
    }
}
