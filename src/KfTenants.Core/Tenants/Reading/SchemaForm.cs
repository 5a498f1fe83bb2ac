using System.Collections.Frozen;
using System.Text.RegularExpressions;
using KfTenants.Yaml;
using NJsonSchema;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Says of a node that it surely fits a schema, without the tree that NJsonSchema wants: nearly every entry of nearly every file does. What it is not
/// sure of it leaves to NJsonSchema, which alone knows what is wrong and where; a test holds that nothing it lets through is an error there.
/// </summary>
internal sealed class SchemaForm
{
    // A power of two. The same few amounts stand in every tenant; a text that has lost its place is merely matched twice.
    private const int MatchedTexts = 1024;

    private JsonObjectType _type;
    private FrozenDictionary<string, SchemaForm> _properties = FrozenDictionary<string, SchemaForm>.Empty;
    private SchemaForm? _others;
    private bool _allowsOthers;
    private SchemaForm? _item;
    private string[] _required = [];
    private string[][] _oneOf = [];
    private SchemaForm[] _anyOf = [];
    private string?[] _words = [];
    private Regex? _pattern;
    private string?[] _matched = [];
    private int _minLength;
    private decimal? _minimum;
    private decimal? _maximum;

    // Another way to say the same, which schemas/tenants.schema.json does not use.
    private bool _isUnknown;

    private SchemaForm()
    {
    }

    public static SchemaForm Of(JsonSchema schema) => Of(schema, []);

    /// <summary>The form of the entries of this list; null where the schema has none of the name.</summary>
    public SchemaForm? EntriesOf(string key) => _properties.GetValueOrDefault(key)?._item;

    /// <summary>The value of a key of the map that this is the form of surely fits.</summary>
    public bool Fits(string key, YamlNode value) => FormOf(key) is { } form ? form.Fits(value) : _allowsOthers;

    /// <summary>False also where it is not sure.</summary>
    public bool Fits(YamlNode node) => !_isUnknown && node switch
    {
        YamlNode.Mapping map => Allows(JsonObjectType.Object) && _words.Length == 0 && FitsMap(map),
        YamlNode.Sequence list => Allows(JsonObjectType.Array) && IsOfScalars && FitsList(list),
        YamlNode.Scalar scalar => IsOfScalars && scalar.Kind switch
        {
            ScalarKind.Text => Allows(JsonObjectType.String) && FitsText(scalar.Text),
            ScalarKind.Boolean => Allows(JsonObjectType.Boolean) && _words.Length == 0,
            ScalarKind.Integer => (Allows(JsonObjectType.Integer) || Allows(JsonObjectType.Number)) && _words.Length == 0 && IsInside(scalar),
            ScalarKind.Float => Allows(JsonObjectType.Number) && _words.Length == 0 && IsInside(scalar),
            _ => false,
        },
        _ => false,
    };

    // What is asked of maps only is not asked of anything else; where it is, NJsonSchema decides.
    private bool IsOfScalars => _required.Length == 0 && _oneOf.Length == 0 && _anyOf.Length == 0;

    private bool Allows(JsonObjectType type) => _type == JsonObjectType.None || _type.HasFlag(type);

    private SchemaForm? FormOf(string key) => _properties.TryGetValue(key, out var property) ? property : _others;

    private bool FitsMap(YamlNode.Mapping map)
    {
        foreach (var entry in map.Entries)
        {
            if (!Fits(entry.Key, entry.Value))
            {
                return false;
            }
        }

        return HasAll(map, _required) && (_oneOf.Length == 0 || _oneOf.Count(keys => HasAll(map, keys)) == 1) && (_anyOf.Length == 0 || _anyOf.Any(way => way.Fits(map)));
    }

    private bool FitsList(YamlNode.Sequence list)
    {
        if (_item is not null)
        {
            foreach (var item in list.Items)
            {
                if (!_item.Fits(item))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool FitsText(string text) =>
        text.Length >= _minLength && (_words.Length == 0 || _words.Contains(text, StringComparer.Ordinal)) && (_pattern is null || Matches(_pattern, text));

    private bool Matches(Regex pattern, string text)
    {
        ref var known = ref _matched[string.GetHashCode(text) & (MatchedTexts - 1)];
        if (known == text)
        {
            return true;
        }

        if (!pattern.IsMatch(text))
        {
            return false;
        }

        known = text;
        return true;
    }

    private bool IsInside(YamlNode.Scalar scalar) => (_minimum is null && _maximum is null) || CoreScalars.ToNumber(scalar) switch
    {
        long whole => !(whole < _minimum) && !(whole > _maximum),
        double number => (_minimum is null || number >= (double)_minimum) && (_maximum is null || number <= (double)_maximum),
        _ => false,
    };

    private static bool HasAll(YamlNode.Mapping map, string[] keys)
    {
        foreach (var key in keys)
        {
            if (!map.TryGet(key, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static SchemaForm Of(JsonSchema schema, Dictionary<JsonSchema, SchemaForm> known)
    {
        schema = schema.ActualSchema;
        if (known.TryGetValue(schema, out var form))
        {
            return form;
        }

        known[schema] = form = new SchemaForm();
        form._type = schema.Type;
        form._properties = schema.Properties.ToFrozenDictionary(p => p.Key, p => Of(p.Value, known), StringComparer.Ordinal);
        form._others = schema.AdditionalPropertiesSchema is { } others ? Of(others, known) : null;
        form._allowsOthers = schema.AllowAdditionalProperties;
        form._item = schema.Item is { } item ? Of(item, known) : null;
        form._required = [.. schema.RequiredProperties];
        form._oneOf = [.. schema.OneOf.Select(way => way.RequiredProperties.ToArray())];
        form._anyOf = [.. schema.AnyOf.Select(way => Of(way, known))];
        form._words = [.. schema.Enumeration.Select(word => word as string)];
        (form._pattern, form._matched) = schema.Pattern is { } pattern ? (new Regex(pattern), new string?[MatchedTexts]) : (null, []);
        form._minLength = schema.MinLength ?? 0;
        (form._minimum, form._maximum) = (schema.Minimum, schema.Maximum);
        form._isUnknown = schema.OneOf.Any(way => !OnlyRequires(way));
        return form;
    }

    private static bool OnlyRequires(JsonSchema way) =>
        way is { Type: JsonObjectType.None, AllowAdditionalProperties: true, AdditionalPropertiesSchema: null, Item: null } &&
        way.Properties.Count + way.OneOf.Count + way.AnyOf.Count + way.Enumeration.Count == 0;
}
