using System.Diagnostics.CodeAnalysis;

namespace KfTenants.Yaml;

/// <summary>Reads values out of the tree; what is not of the wanted kind counts as absent, because the schema has reported it.</summary>
public static class YamlAccess
{
    /// <summary>The value of a key; null when there is none, or when it is empty.</summary>
    public static YamlNode? Child(this YamlNode.Mapping? map, string key) =>
        map.TryEntry(key, out var entry) && entry.Value is not YamlNode.Scalar { Kind: ScalarKind.Null } ? entry.Value : null;

    public static bool Has(this YamlNode.Mapping? map, string key) => map is not null && map.TryGet(key, out _);

    public static YamlNode.Mapping? Map(this YamlNode.Mapping? map, string key) => map.Value<YamlNode.Mapping>(key);

    public static YamlNode.Sequence? List(this YamlNode.Mapping? map, string key) => map.Value<YamlNode.Sequence>(key);

    /// <summary>Text, in quotes or not.</summary>
    public static YamlNode.Scalar? Text(this YamlNode.Mapping? map, string key) =>
        map.Value<YamlNode.Scalar>(key) is { Kind: ScalarKind.Text } scalar ? scalar : null;

    /// <summary>Text, or a number or truth value as it is written.</summary>
    public static YamlNode.Scalar? AnyText(this YamlNode.Mapping? map, string key) => AnyText(map.Value<YamlNode.Scalar>(key));

    public static YamlNode.Scalar? AnyText(YamlNode? node) => node is YamlNode.Scalar { Kind: not ScalarKind.Null } scalar ? scalar : null;

    public static bool? Boolean(this YamlNode.Mapping? map, string key) =>
        map.Value<YamlNode.Scalar>(key) is { Kind: ScalarKind.Boolean } scalar ? CoreScalars.ToBoolean(scalar.Text) : null;

    public static int? Integer(this YamlNode.Mapping? map, string key) =>
        map.Value<YamlNode.Scalar>(key) is { Kind: ScalarKind.Integer } scalar && CoreScalars.ToNumber(scalar) is long and >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : null;

    public static IEnumerable<YamlNode.Mapping> Maps(this YamlNode.Sequence? list) => list is null ? [] : list.Items.OfType<YamlNode.Mapping>();

    /// <summary>The texts among the items.</summary>
    public static IEnumerable<YamlNode.Scalar> Texts(this YamlNode.Sequence? list) =>
        list is null ? [] : list.Items.OfType<YamlNode.Scalar>().Where(s => s.Kind == ScalarKind.Text);

    private static T? Value<T>(this YamlNode.Mapping? map, string key)
        where T : YamlNode => map.TryEntry(key, out var entry) ? entry.Value as T : null;

    private static bool TryEntry(this YamlNode.Mapping? map, string key, [NotNullWhen(true)] out YamlEntry? entry)
    {
        entry = null;
        return map is not null && map.TryGet(key, out entry);
    }
}
