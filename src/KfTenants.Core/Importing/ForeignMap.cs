using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>
/// A map in another system's file, read strictly: a key that this reader does not know may be one that decides about access, misspelled. What is wrong goes
/// into the bag, with its place.
/// </summary>
internal sealed class ForeignMap(YamlNode.Mapping map, DiagnosticBag findings)
{
    public SourceLocation Location => map.Location;

    public IEnumerable<YamlEntry> Entries => map.Entries;

    /// <summary>Reports every other key.</summary>
    public ForeignMap Only(params string[] known)
    {
        foreach (var entry in map.Entries.Where(e => !known.Contains(e.Key, StringComparer.Ordinal)))
        {
            findings.Add(KnownDiagnostics.UnknownKey(entry.KeyLocation, entry.Key, findings.Hint(entry.Key, known), known, known.Where(k => !map.Has(k))));
        }

        return this;
    }

    /// <summary>Text; null when it is absent or something else, which is then reported.</summary>
    public YamlNode.Scalar? Text(string key, bool isRequired) =>
        Value<YamlNode.Scalar>(key, "text", isRequired) is { } scalar && (scalar.Kind == ScalarKind.Text || Wrong(key, "text", scalar)) ? scalar : null;

    public bool? Flag(string key) =>
        Value<YamlNode.Scalar>(key, "true or false", isRequired: false) is { } scalar && (scalar.Kind == ScalarKind.Boolean || Wrong(key, "true or false", scalar))
            ? CoreScalars.ToBoolean(scalar.Text)
            : null;

    /// <summary>Null when it is absent, null or something else, which is then reported.</summary>
    public ForeignMap? Map(string key, bool isRequired = false) =>
        Value<YamlNode.Mapping>(key, "a map", isRequired) is { } inner ? new ForeignMap(inner, findings) : null;

    /// <summary>The items of a list that are maps; null when it is absent or null. Others are reported.</summary>
    public IReadOnlyList<ForeignMap>? Maps(string key, bool isRequired = false) => Value<YamlNode.Sequence>(key, "a list", isRequired) is { } list
        ? [.. from item in list.Items
              let inner = item as YamlNode.Mapping
              where inner is not null || Wrong(key, "a list of maps", item)
              select new ForeignMap(inner, findings)]
        : null;

    /// <summary>The items of a list that are text.</summary>
    public IReadOnlyList<YamlNode.Scalar> Texts(string key) => Value<YamlNode.Sequence>(key, "a list", isRequired: false) is { } list
        ? [.. from item in list.Items
              let text = item as YamlNode.Scalar
              where text is { Kind: ScalarKind.Text } || Wrong(key, "a list of texts", item)
              select text]
        : [];

    public bool Has(string key) => map.Has(key);

    /// <summary>All of it, as it is.</summary>
    public JsonNode ToJson() => map.ToJson() ?? new JsonObject();

    /// <summary>There is a value with something in it.</summary>
    public bool Says(string key) => map.Child(key) switch
    {
        null => false,
        YamlNode.Sequence list => !list.Items.IsEmpty,
        YamlNode.Mapping inner => !inner.Entries.IsEmpty,
        YamlNode.Scalar scalar => scalar.Text.Length > 0,
        _ => true,
    };

    // A key without a value is absent.
    private T? Value<T>(string key, string expected, bool isRequired)
        where T : YamlNode
    {
        var child = map.Child(key);
        if (child is null && isRequired)
        {
            findings.Add(KnownDiagnostics.MissingKey(map.Location, key));
        }

        if (child is not null and not T)
        {
            Wrong(key, expected, child);
        }

        return child as T;
    }

    // Always false, so that it can stand in a condition.
    private bool Wrong(string key, string expected, YamlNode found)
    {
        findings.Add(KnownDiagnostics.WrongKind(found.Location, QuotedText.Of(key), expected, found switch
        {
            YamlNode.Mapping => "a map",
            YamlNode.Sequence => "a list",
            YamlNode.Scalar { Kind: ScalarKind.Null } => "nothing",
            YamlNode.Scalar { Kind: ScalarKind.Boolean } => "true or false",
            YamlNode.Scalar { Kind: ScalarKind.Integer or ScalarKind.Float } => "a number",
            _ => "text",
        }));
        return false;
    }
}
