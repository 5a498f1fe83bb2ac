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
    /// Both values. What a reviewer decides by is whole; of a value that is there now, which others may have made long, as much as a screen holds. Other
    /// metadata is cut to a line, from where the two begin to differ.
    /// </summary>
    /// <param name="pointer">Of the field.</param>
    public static (string Before, string After) Values(string pointer, string? before, string? after)
    {
        var (old, now) = (Value(before), Value(after));
        var isMetadata = pointer.StartsWith("/metadata/", StringComparison.Ordinal) && !NamespaceSecurity.Decides(pointer);
        var (longest, longestNow) = isMetadata ? (Line, Line) : (Screen, int.MaxValue);
        if (old.Length <= longest && now.Length <= longestNow)
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
    public static StyledText AddValues(StyledText text, FieldDocument field)
    {
        var (before, after) = Values(field.Path, field.Old, field.New);
        return text.Add(before).Add(Tone.Faint, " -> ").Add(after);
    }

    private static string Value(string? json)
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
