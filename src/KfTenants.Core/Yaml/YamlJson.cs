using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KfTenants.Yaml;

/// <summary>The tree as JSON for System.Text.Json, as the objects of Kubernetes are kept; an alias becomes a copy.</summary>
public static partial class YamlJson
{
    public static JsonNode? ToJson(this YamlNode node) => node switch
    {
        YamlNode.Mapping map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, e.Value.ToJson()))),
        YamlNode.Sequence list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlNode.Scalar scalar => ToJson(scalar),
        _ => throw new InvalidOperationException("A node is a scalar, a list or a map."),
    };

    private static JsonValue? ToJson(YamlNode.Scalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Boolean => JsonValue.Create(CoreScalars.ToBoolean(scalar.Text)),
        ScalarKind.Integer or ScalarKind.Float => Number(scalar.Text),
        _ => JsonValue.Create(scalar.Text),
    };

    private static JsonValue Number(string text)
    {
        if (JsonNumber().IsMatch(text))
        {
            // Kept as written: 1.50 stays 1.50.
            return (JsonValue)JsonNode.Parse(text)!;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal)
                ? JsonValue.Create(hexadecimal)
                : JsonValue.Create(text);
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            const int LongestOctal = 22;
            return text.Length <= LongestOctal ? JsonValue.Create(Convert.ToInt64(text[2..], 8)) : JsonValue.Create(text);
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return JsonValue.Create(integer);
        }

        // JSON has no word for infinity.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
