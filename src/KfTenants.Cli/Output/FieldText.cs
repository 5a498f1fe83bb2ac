using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>Paths and values of fields for people.</summary>
internal static class FieldText
{
    private const int Longest = 72;
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

    /// <summary>Both values, cut to a line: long ones from where they begin to differ.</summary>
    public static (string Before, string After) Values(string? before, string? after)
    {
        var (old, now) = (Value(before), Value(after));
        if (old.Length <= Longest && now.Length <= Longest)
        {
            return (old, now);
        }

        var same = 0;
        while (same < Math.Min(old.Length, now.Length) && old[same] == now[same])
        {
            same++;
        }

        var from = before is null || after is null ? 0 : Math.Max(0, same - Context);
        return (Cut(old, from), Cut(now, from));
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

    private static string Cut(string text, int from)
    {
        from = text.Length <= Longest ? 0 : Math.Min(from, text.Length - Longest);
        var rest = text.Length - from - Longest;
        return $"{(from > 0 ? "..." : "")}{text.AsSpan(from, Math.Min(Longest, text.Length - from))}{(rest > 0 ? $"... ({rest} more)" : "")}";
    }
}
