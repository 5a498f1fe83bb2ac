using Newtonsoft.Json;

namespace KfTenants.Yaml;

/// <summary>
/// Reads the tree as JSON tokens whose line numbers are those of the YAML text, so that whatever the schema validator finds is
/// located in the user's file (NJsonSchema takes places from the tokens' line information).
/// </summary>
internal sealed class YamlJsonReader : JsonReader, IJsonLineInfo
{
    private readonly Stack<Cursor> _open = new();
    private readonly YamlNode _root;
    private Diagnostics.SourceLocation _place;

    public YamlJsonReader(YamlNode root)
    {
        _root = root;
        MaxDepth = root.Depth + 1;
    }

    /// <summary>A list or map and how far it is read; <see cref="KeyRead"/>: the key of <see cref="Next"/> is out, its value is not.</summary>
    private sealed class Cursor(YamlNode node)
    {
        public YamlNode Node { get; } = node;

        public int Next { get; set; }

        public bool KeyRead { get; set; }
    }

    public int LineNumber => _place.Line;

    public int LinePosition => _place.Column;

    public bool HasLineInfo() => true;

    public override bool Read()
    {
        if (!_open.TryPeek(out var cursor))
        {
            return TokenType == JsonToken.None && Start(_root);
        }

        switch (cursor.Node)
        {
            case YamlNode.Sequence list when cursor.Next < list.Items.Length:
                return Start(list.Items[cursor.Next++]);
            case YamlNode.Mapping map when cursor.Next < map.Entries.Length:
                var entry = map.Entries[cursor.Next];
                cursor.KeyRead = !cursor.KeyRead;
                if (cursor.KeyRead)
                {
                    _place = entry.KeyLocation;
                    SetToken(JsonToken.PropertyName, entry.Key);
                    return true;
                }

                cursor.Next++;
                return Start(entry.Value);
            default:
                _open.Pop();
                SetToken(cursor.Node is YamlNode.Mapping ? JsonToken.EndObject : JsonToken.EndArray);
                return true;
        }
    }

    private bool Start(YamlNode node)
    {
        _place = node.Location;
        switch (node)
        {
            case YamlNode.Scalar scalar:
                SetScalar(scalar);
                break;
            default:
                _open.Push(new Cursor(node));
                SetToken(node is YamlNode.Mapping ? JsonToken.StartObject : JsonToken.StartArray);
                break;
        }

        return true;
    }

    private void SetScalar(YamlNode.Scalar scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null:
                SetToken(JsonToken.Null);
                break;
            case ScalarKind.Boolean:
                SetToken(JsonToken.Boolean, CoreScalars.ToBoolean(scalar.Text));
                break;
            case ScalarKind.Integer or ScalarKind.Float when CoreScalars.ToNumber(scalar) is var number:
                SetToken(number is long ? JsonToken.Integer : JsonToken.Float, number);
                break;
            default:
                SetToken(JsonToken.String, scalar.Text);
                break;
        }
    }
}
