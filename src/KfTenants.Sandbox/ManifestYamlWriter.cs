using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KfTenants.Sandbox;

/// <summary>
/// Writes one manifest as kubectl would: block style, lists at the indentation of their key, quotes only where some YAML reader
/// could take a text for something else, multi-line text as a literal block. Keys keep their order, but identity comes first and
/// <c>metadata.managedFields</c> last, one line an entry.
/// </summary>
internal sealed partial class ManifestYamlWriter
{
    private static readonly string[] IdentityFirst = ["apiVersion", "kind", "metadata"];
    private static readonly string[] NameFirst = ["name", "namespace", "labels", "annotations"];

    // What YAML 1.1 readers (kubectl among them) or YAML 1.2 readers take for a boolean or null.
    private static readonly HashSet<string> Words = new(
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null"], StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _text = new();

    public string Write(JsonObject document)
    {
        if (document.Count == 0)
        {
            return "{}\n";
        }

        WriteRoot(document, 0);
        return _text.ToString();
    }

    private void WriteRoot(JsonObject root, int indent)
    {
        foreach (var (key, value) in Ordered(root, IdentityFirst, last: "status"))
        {
            WriteKey(key, indent);
            if (key == "metadata" && value is JsonObject { Count: > 0 } metadata)
            {
                _text.Append('\n');
                WriteMetadata(metadata, indent + 2);
            }
            else if (key == "items" && value is JsonArray { Count: > 0 } items && items.All(i => i is JsonObject { Count: > 0 }))
            {
                _text.Append('\n');
                foreach (var item in items.OfType<JsonObject>())
                {
                    WriteItem(indent, () => WriteRoot(item, indent + 2));
                }
            }
            else
            {
                WriteValue(value, indent);
            }
        }
    }

    private void WriteMetadata(JsonObject metadata, int indent)
    {
        foreach (var (key, value) in Ordered(metadata, NameFirst, last: "managedFields"))
        {
            WriteKey(key, indent);
            if (key == "managedFields" && value is JsonArray { Count: > 0 } entries)
            {
                _text.Append('\n');
                foreach (var entry in entries)
                {
                    _text.Append(' ', indent).Append("- ");
                    WriteFlow(entry);
                    _text.Append('\n');
                }
            }
            else
            {
                WriteValue(value, indent);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Ordered(JsonObject map, string[] first, string last) =>
        map.OrderBy(p => p.Key == last ? first.Length + 1 : Array.IndexOf(first, p.Key) is var at && at < 0 ? first.Length : at);

    private void WriteKey(string key, int indent)
    {
        _text.Append(' ', indent);
        _text.Append(IsPlain(key) ? key : Quoted(key)).Append(':');
    }

    /// <summary>What follows <c>key:</c> or <c>-</c>.</summary>
    /// <param name="indent">The column of that key, or of that dash.</param>
    private void WriteValue(JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                _text.Append('\n');
                WriteMap(map, indent + 2);
                break;
            case JsonArray { Count: > 0 } list:
                _text.Append('\n');
                WriteList(list, indent);
                break;
            default:
                _text.Append(' ');
                WriteScalar(value, indent);
                break;
        }
    }

    private void WriteMap(JsonObject map, int indent)
    {
        foreach (var (key, value) in map)
        {
            WriteKey(key, indent);
            WriteValue(value, indent);
        }
    }

    private void WriteList(JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            switch (item)
            {
                case JsonObject { Count: > 0 } map:
                    WriteItem(indent, () => WriteMap(map, indent + 2));
                    break;
                case JsonArray { Count: > 0 } inner:
                    WriteItem(indent, () => WriteList(inner, indent + 2));
                    break;
                default:
                    _text.Append(' ', indent).Append("- ");
                    WriteScalar(item, indent);
                    break;
            }
        }
    }

    /// <summary>The content begins on the line of its dash.</summary>
    private void WriteItem(int indent, Action content)
    {
        var start = _text.Length;
        content();
        _text[start + indent] = '-';
    }

    private void WriteScalar(JsonNode? value, int indent)
    {
        if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String)
        {
            WriteText(text.GetValue<string>(), indent);
        }
        else
        {
            // Numbers, booleans, null and empty collections read the same in JSON.
            _text.Append(value?.ToJsonString() ?? "null").Append('\n');
        }
    }

    private void WriteText(string text, int indent)
    {
        if (!IsBlock(text))
        {
            _text.Append(IsPlain(text) ? text : Quoted(text)).Append('\n');
            return;
        }

        // No line end at the end: strip; one: clip; more: keep.
        _text.Append(text[^1] != '\n' ? "|-" : text[^2] != '\n' ? "|" : "|+").Append('\n');
        var lines = text.Split('\n');
        var count = text[^1] == '\n' ? lines.Length - 1 : lines.Length;
        foreach (var line in lines.Take(count))
        {
            if (line.Length > 0)
            {
                _text.Append(' ', indent + 2).Append(line);
            }

            _text.Append('\n');
        }
    }

    /// <summary>A literal block gives it back exactly; without an indentation indicator, which readers disagree about.</summary>
    private static bool IsBlock(string text)
    {
        if (!text.Contains('\n') || text.Any(c => c is not ('\n' or '\t') && !IsPrintable(c)))
        {
            return false;
        }

        var lines = text.Split('\n');
        var first = Array.Find(lines, l => l.Length > 0);
        var last = Array.FindLast(lines, l => l.Length > 0);
        return first is not null && first[0] is not (' ' or '\t') && last!.Trim(' ', '\t').Length > 0;
    }

    private static bool IsPlain(string text) =>
        Plain().IsMatch(text) && !text.EndsWith(':') && !text.Contains(": ", StringComparison.Ordinal) && !Words.Contains(text) &&
        (text[0] is < '0' or > '9' || Harmless().IsMatch(text));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when char.IsSurrogate(c) || IsPrintable(c) => c.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPrintable(char c) =>
        c is (>= ' ' and <= '~') or (>= '\u00A0' and not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'));

    /// <summary>JSON on one line, with the blanks that YAML readers want.</summary>
    private void WriteFlow(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                _text.Append('{');
                var separator = "";
                foreach (var (key, child) in map)
                {
                    _text.Append(separator).Append(Quoted(key)).Append(": ");
                    WriteFlow(child);
                    separator = ", ";
                }

                _text.Append('}');
                break;
            case JsonArray list:
                _text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    _text.Append(i == 0 ? "" : ", ");
                    WriteFlow(list[i]);
                }

                _text.Append(']');
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                _text.Append(Quoted(text.GetValue<string>()));
                break;
            default:
                _text.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    // Words that begin harmlessly and hold nothing that could end them or begin a comment; narrower than YAML allows.
    [GeneratedRegex(@"^[A-Za-z0-9/_$(][A-Za-z0-9/_.:@+$=()\[\],*-]*( [A-Za-z0-9/_$(][A-Za-z0-9/_.:@+$=()\[\],*-]*)*\z")]
    private static partial Regex Plain();

    // The texts that begin with a digit and can be nothing but text: 16Gi, 100m, 0.5Ti, and a uid.
    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|s|h)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\z")]
    private static partial Regex Harmless();
}
