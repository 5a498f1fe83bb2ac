using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KfTenants.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// One value of a kubeconfig or of an exec plugin's output, with its place. Read from parser events because kubectl takes the
/// last of two equal keys, which YamlDotNet's own tree refuses. JSON is read as the YAML that it is.
/// </summary>
internal sealed partial class KubeconfigNode
{
    private const int MaxDepth = 64;

    // Each alias counts as all that it stands for: an exec plugin is given its part of the file written out.
    private const int MaxNodes = 200_000;

    private KubeconfigNode(int line, string? text, bool isQuoted, ImmutableDictionary<string, KubeconfigNode>? map, ImmutableArray<KubeconfigNode> items)
    {
        Line = line;
        Scalar = text;
        IsQuoted = isQuoted;
        Map = map;
        Items = items;
        Size = 1 + (map?.Values.Sum(n => n.Size + 1) ?? 0) + (items.IsDefault ? 0 : items.Sum(n => n.Size));
    }

    private int Size { get; }

    public int Line { get; }

    public string? Scalar { get; }

    public bool IsQuoted { get; }

    /// <summary>Null unless this is a mapping.</summary>
    public ImmutableDictionary<string, KubeconfigNode>? Map { get; }

    /// <summary>Default unless this is a list.</summary>
    public ImmutableArray<KubeconfigNode> Items { get; }

    public bool IsNull => Scalar is ("" or "~" or "null" or "Null" or "NULL") && !IsQuoted;

    /// <summary>A plain word that YAML reads as a number or a truth value, where kubectl wants text.</summary>
    public bool IsPlainNumberOrFlag => Scalar is { } text && !IsQuoted && (IsFlag(text, out _) || Number().IsMatch(text));

    /// <summary>The first document of a text; null when there is none.</summary>
    /// <param name="notes">Gets a line for every key that is there twice.</param>
    /// <exception cref="YamlException">Not YAML.</exception>
    public static KubeconfigNode? Parse(string text, List<string> notes)
    {
        var parser = new Parser(new StringReader(text));
        return UnclosedBracket.ToldBy(parser, () =>
        {
            parser.Consume<StreamStart>();
            return parser.TryConsume<DocumentStart>(out _)
                ? Read(parser, new Reading(notes), depth: 0)
                : null;
        });
    }

    public KubeconfigNode? Child(string name) => Map is not null && Map.TryGetValue(name, out var child) && !child.IsNull ? child : null;

    public bool TryFlag(out bool value)
    {
        value = false;
        return Scalar is { } text && !IsQuoted && IsFlag(text, out value);
    }

    /// <summary>The same value as JSON, for the extension that an exec plugin is given.</summary>
    public JsonNode? ToJson()
    {
        if (Map is not null)
        {
            return new JsonObject(Map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value.ToJson())));
        }

        if (!Items.IsDefault)
        {
            return new JsonArray([.. Items.Select(i => i.ToJson())]);
        }

        if (IsNull)
        {
            return null;
        }

        if (TryFlag(out var flag))
        {
            return JsonValue.Create(flag);
        }

        if (IsPlainNumberOrFlag && decimal.TryParse(Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return JsonValue.Create(number);
        }

        return JsonValue.Create(Scalar);
    }

    private static bool IsFlag(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE";
        return value || text is "false" or "False" or "FALSE";
    }

    /// <summary>What one document has shown so far.</summary>
    private sealed class Reading(List<string> notes)
    {
        private int _nodes;

        public Dictionary<string, KubeconfigNode> Anchors { get; } = new(StringComparer.Ordinal);

        public List<string> Notes { get; } = notes;

        public void Count(IParser parser, int nodes)
        {
            _nodes += nodes;
            if (_nodes > MaxNodes)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, $"more than {MaxNodes} values, aliases counted as what they stand for");
            }
        }
    }

    private static KubeconfigNode Read(IParser parser, Reading reading, int depth)
    {
        reading.Count(parser, 1);
        if (depth > MaxDepth)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested more than {MaxDepth} deep");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!reading.Anchors.TryGetValue(alias.Value.Value, out var target))
            {
                throw new YamlException(alias.Start, alias.End, "an alias without its anchor");
            }

            reading.Count(parser, target.Size);
            return target;
        }

        // YamlDotNet ends a map without a value for its last key in some broken texts.
        var start = parser.Current as NodeEvent ?? throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing here");
        var line = (int)start.Start.Line;
        KubeconfigNode node;
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            node = new KubeconfigNode(line, scalar.Value, scalar.Style != ScalarStyle.Plain, null, default);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = ImmutableArray.CreateBuilder<KubeconfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Read(parser, reading, depth + 1));
            }

            node = new KubeconfigNode(line, null, false, null, items.ToImmutable());
        }
        else
        {
            parser.Consume<MappingStart>();
            var map = ImmutableDictionary.CreateBuilder<string, KubeconfigNode>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = Read(parser, reading, depth + 1);
                var value = Read(parser, reading, depth + 1);
                var name = key.Scalar ?? throw new YamlException(start.Start, start.End, "a key that is not text");
                if (map.ContainsKey(name))
                {
                    reading.Notes.Add($"line {key.Line}: key \"{name}\" is there twice; the last one counts");
                }

                map[name] = value;
            }

            node = new KubeconfigNode(line, null, false, map.ToImmutable(), default);
        }

        if (!start.Anchor.IsEmpty)
        {
            reading.Anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|^0x[0-9a-fA-F]+$|^0o?[0-7]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
