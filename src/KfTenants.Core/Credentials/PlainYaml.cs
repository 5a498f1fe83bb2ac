using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Credentials;

/// <summary>Writes a tree as kubectl writes a kubeconfig: blocks, and lists at the height of their key; members in the order of the tree.</summary>
internal static class PlainYaml
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./~@+=:");
    private static readonly SearchValues<char> Marks = SearchValues.Create("@+=:");

    public static string Of(JsonObject tree)
    {
        var text = new StringBuilder();
        Members(text, tree, 0);
        return text.ToString();
    }

    /// <summary>One item of a list, its dash at this height.</summary>
    public static string Item(JsonObject item, int indent)
    {
        var text = new StringBuilder();
        Item(text, item, indent);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject map, int indent)
    {
        foreach (var (name, value) in map)
        {
            text.Append(' ', indent);
            Member(text, name, value, indent);
        }
    }

    private static void Member(StringBuilder text, string name, JsonNode? value, int indent)
    {
        text.Append(Scalar(name)).Append(':');
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Members(text, map, indent + 2);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                {
                    Item(text, item, indent);
                }

                break;
            default:
                text.Append(' ').Append(Leaf(value)).Append('\n');
                break;
        }
    }

    private static void Item(StringBuilder text, JsonNode? item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        if (item is not JsonObject { Count: > 0 } map)
        {
            text.Append(Leaf(item)).Append('\n');
            return;
        }

        var isFirst = true;
        foreach (var (name, value) in map)
        {
            text.Append(' ', isFirst ? 0 : indent + 2);
            Member(text, name, value, indent + 2);
            isFirst = false;
        }
    }

    private static string Leaf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => Scalar(scalar.GetValue<string>()),
        var other => other.ToJsonString(),
    };

    /// <summary>One scalar, which every YAML parser takes for this text.</summary>
    internal static string Scalar(string text)
    {
        // Marks that cannot make a word of YAML: addresses, base64 and the options of programs stay as people know them.
        var isMarked = text.AsSpan().ContainsAny(Marks) || text.StartsWith("--", StringComparison.Ordinal);
        var isPlain = text.Length > 2 && (char.IsAsciiLetter(text[0]) || text[0] == '/' || (text.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(text[2]))) &&
            text[^1] != ':' && !text.AsSpan().ContainsAnyExcept(Plain);
        return isMarked && isPlain ? text : PasteText.Yaml(text);
    }
}
