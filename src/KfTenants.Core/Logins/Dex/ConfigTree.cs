using System.Text.RegularExpressions;
using KfTenants.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Logins.Dex;

/// <summary>
/// The syntax of Dex's configuration: the tree, and where the dashes, commas and colons between its nodes stand. An editor that keeps
/// every other byte needs all of it; <see cref="YamlTreeBuilder"/> keeps values only, so that they share events and limits, not the tree.
/// </summary>
internal sealed partial class ConfigTree
{
    private static readonly YamlLimits Limits = YamlLimits.DexConfig;

    private readonly string _text;
    private readonly int _shift;
    private readonly TokenRecorder _tokens;
    private readonly YamlEvents _events;
    private readonly Dictionary<string, ConfigNode> _anchored = new(StringComparer.Ordinal);

    private int _visits;

    private ConfigTree(string text)
    {
        _text = text;
        // YamlDotNet takes a byte order mark in a string for the first letter of a key.
        _shift = text.StartsWith('\uFEFF') ? 1 : 0;
        _tokens = new TokenRecorder(text[_shift..]);
        _events = new YamlEvents(new Parser(_tokens));
    }

    public string Text => _text;

    /// <summary>Null when the document is empty.</summary>
    public ConfigNode? Root { get; private set; }

    /// <summary>Every anchor and where it is defined; a name may occur twice.</summary>
    public List<(string Name, ConfigNode Node)> Anchors { get; } = [];

    public List<ConfigAlias> Aliases { get; } = [];

    /// <summary>Where text and flow collections are, from the first character to behind the last, in the order of their ends.</summary>
    public List<(int Start, int End)> Opaque { get; } = [];

    /// <summary>Texts written as <c>|</c> or <c>&gt;</c>, with that sign.</summary>
    public List<(int Start, int End)> Blocks { get; } = [];

    /// <exception cref="FormatException">It is not one document of YAML; one sentence with line and column.</exception>
    public static ConfigTree Parse(string text)
    {
        if (text.Length > Limits.Size)
        {
            throw new FormatException("line 1, column 1: it is larger than any ConfigMap can be.");
        }

        var tree = new ConfigTree(text);
        tree.ReadDocument();
        DexTabs.Refuse(tree, tree._tokens, tree._shift);
        return tree;
    }

    /// <summary>The dash in front of an item of a block list.</summary>
    public int DashOf(ConfigNode item) => LastBefore(_tokens.Dashes, item.Start);

    /// <summary>The index after the colon between key and value; -1 when there is none.</summary>
    public int AfterColon(ConfigPair pair)
    {
        var colon = LastBefore(_tokens.Colons, Math.Max(pair.Value.Start, pair.Key.End + 1));
        return colon < pair.Key.End ? -1 : colon + 1;
    }

    /// <summary>The first comma in a range; -1 when there is none.</summary>
    public int CommaIn(int start, int end)
    {
        var i = FirstFrom(_tokens.Commas, start);
        return i < _tokens.Commas.Count && _tokens.Commas[i] + _shift < end ? _tokens.Commas[i] + _shift : -1;
    }

    /// <summary>The key is written as <c>? key</c>.</summary>
    public bool IsExplicit(ConfigPair pair)
    {
        var mark = LastBefore(_tokens.QuestionMarks, pair.Key.Start);
        return mark >= 0 && string.IsNullOrWhiteSpace(_text[(mark + 1)..pair.Key.Start]);
    }

    /// <summary>A pair whose key stands where a new key of the mapping would.</summary>
    public ConfigPair ModelKey(ConfigMapping mapping) =>
        mapping.Pairs.Find(pair => !IsExplicit(pair))
        ?? throw Error(mapping.Start, "all keys here are written with '?': write them as 'key: value', then this can be edited.");

    public FormatException Error(int index, string sentence)
    {
        var start = ConfigEdits.LineStart(_text, index);
        return new FormatException($"line {Line(index)}, column {index - start + 1 - (start == 0 ? _shift : 0)}: {sentence}");
    }

    public int Line(int index)
    {
        var line = 1;
        for (var at = ConfigEdits.NextLine(_text, 0); at <= index && at > 0; at = ConfigEdits.NextLine(_text, at))
        {
            if (at == _text.Length && !ConfigEdits.IsBreak(_text[at - 1]))
            {
                break;
            }

            line++;
            if (at == _text.Length)
            {
                break;
            }
        }

        return line;
    }

    /// <exception cref="FormatException">A short text stands for too many values.</exception>
    public void Visit(ConfigNode node, int values)
    {
        _visits += values;
        if (_visits > Limits.Values)
        {
            throw Error(node.Start, "aliases and merge keys expand to more values up to here than are read.");
        }
    }

    private int LastBefore(List<int> sorted, int index)
    {
        var i = FirstFrom(sorted, index);
        return i == 0 ? -1 : sorted[i - 1] + _shift;
    }

    private int FirstFrom(List<int> sorted, int index)
    {
        var i = sorted.BinarySearch(index - _shift);
        return i < 0 ? ~i : i;
    }

    private int At(Mark mark) => (int)mark.Index + _shift;

    private void ReadDocument()
    {
        Next();
        var first = Next();
        if (first is StreamEnd)
        {
            return;
        }

        // yaml.v2, which Dex reads with (parserc.go, yaml_parser_process_directives): "found incompatible YAML document".
        if (first is DocumentStart { Version.Version: { } version } && (version.Major, version.Minor) is not (1, 1))
        {
            throw Error(At(first.Start), $"this says that it is YAML {version.Major}.{version.Minor}, and Dex stops on anything but 1.1: remove the %YAML line.");
        }

        var root = ReadNode(Next(), depth: 0, parentStart: -1);
        Root = root is ConfigScalar { Value: "", Style: ScalarStyle.Plain, Anchor: null, Tag: null } ? null : root;
        Next();
        var after = Next();
        if (after is not StreamEnd)
        {
            throw Error(At(after.Start), "a second document starts here, and Dex reads only the first: keep one.");
        }
    }

    private ParsingEvent Next() => _events.Next() ?? throw NotYaml();

    private FormatException NotYaml()
    {
        if (_events.Fault is not { } fault)
        {
            var reached = _tokens.CurrentPosition;
            return new FormatException($"line {reached.Line}, column {reached.Column}: it is not YAML from about here on.");
        }

        var (line, column, problem) = SyntaxCause.Of(_text[_shift..], fault);
        return new FormatException($"line {line}, column {column}: it is not YAML: {problem}.");
    }

    private ConfigNode ReadNode(ParsingEvent at, int depth, int parentStart)
    {
        if (depth > Limits.Depth)
        {
            throw Error(At(at.Start), $"it is nested more than {Limits.Depth} levels deep.");
        }

        ConfigNode node = at switch
        {
            Scalar scalar => Anchored(scalar, new ConfigScalar
            {
                Start = At(scalar.Start),
                End = EndOf(scalar),
                Anchor = Name(scalar.Anchor),
                Tag = Name(scalar.Tag),
                Value = scalar.Value,
                Style = scalar.Style,
            }),
            AnchorAlias alias => ReadAlias(alias),
            SequenceStart sequence => ReadSequence(sequence, depth),
            MappingStart mapping => ReadMapping(mapping, depth, parentStart),
            _ => throw Error(At(at.Start), "it is not YAML: a value is expected here."),
        };
        if (node is ConfigScalar or ConfigSequence { IsFlow: true } or ConfigMapping { IsFlow: true })
        {
            Opaque.Add((node.Start, node.End));
        }

        if (node is ConfigScalar { Style: ScalarStyle.Literal or ScalarStyle.Folded })
        {
            Blocks.Add((node.Start, node.End));
        }

        return node;
    }

    /// <summary>The event of an empty value with an anchor or a tag ends at the next token, lines further down.</summary>
    private int EndOf(Scalar scalar) => scalar is { Value: "", Style: ScalarStyle.Plain }
        ? At(scalar.Start) + Properties().Match(_text, At(scalar.Start)).Length
        : Math.Max(At(scalar.Start), At(scalar.End));

    private ConfigAlias ReadAlias(AnchorAlias at)
    {
        if (!_anchored.TryGetValue(at.Value.Value, out var target))
        {
            throw Error(At(at.Start), "the alias has no anchor of this name before it.");
        }

        var alias = new ConfigAlias { Start = At(at.Start), End = At(at.End), Name = at.Value.Value, Target = target };
        Aliases.Add(alias);
        return alias;
    }

    private ConfigSequence ReadSequence(SequenceStart at, int depth)
    {
        var sequence = Anchored(at, new ConfigSequence
        {
            Start = At(at.Start),
            End = At(at.Start),
            Anchor = Name(at.Anchor),
            Tag = Name(at.Tag),
            IsFlow = at.Style == SequenceStyle.Flow,
        });
        for (var next = Next(); ; next = Next())
        {
            if (next is SequenceEnd end)
            {
                // The end token of a flow collection has no width.
                sequence.End = sequence.IsFlow ? At(end.Start) + 1 : sequence.Items.Count == 0 ? sequence.Start : sequence.Items[^1].End;
                return sequence;
            }

            var item = ReadNode(next, depth + 1, sequence.IsFlow ? sequence.Start : -1);
            sequence.Items.Add(item);
        }
    }

    private ConfigMapping ReadMapping(MappingStart at, int depth, int parentStart)
    {
        // [a: b] is a list of one mapping without braces: its event carries no place.
        var bare = at.Style == MappingStyle.Flow && parentStart >= 0 && At(at.Start) <= parentStart;
        var first = bare ? Next() : null;
        var mapping = Anchored(at, new ConfigMapping
        {
            Start = At((first ?? at).Start),
            End = At((first ?? at).Start),
            Anchor = Name(at.Anchor),
            Tag = Name(at.Tag),
            IsFlow = at.Style == MappingStyle.Flow,
        });
        for (var next = first ?? Next(); ; next = Next())
        {
            if (next is MappingEnd end)
            {
                mapping.End = mapping.IsFlow && !bare ? At(end.Start) + 1
                    : mapping.Pairs.Count == 0 ? mapping.Start : mapping.Pairs[^1].End;
                return mapping;
            }

            var key = ReadNode(next, depth + 1, -1);
            if (key.Resolved is not ConfigScalar scalar || ConfigText.KindOf(scalar) == ConfigText.Kind.Null)
            {
                // ghodss/yaml, convertToJSONableObject: "Unsupported map key".
                throw Error(key.Start, "a key must be a single word or text.");
            }

            var pair = new ConfigPair(key, ReadNode(Next(), depth + 1, -1));
            // A key without a colon: its absent value is reported at the next token, lines further down.
            mapping.Pairs.Add(AfterColon(pair) >= 0 ? pair : pair with
            {
                Value = new ConfigScalar { Start = key.End, End = key.End, Value = "", Style = ScalarStyle.Plain },
            });
        }
    }

    private T Anchored<T>(NodeEvent at, T node)
        where T : ConfigNode
    {
        if (!at.Anchor.IsEmpty)
        {
            _anchored[at.Anchor.Value] = node;
            Anchors.Add((at.Anchor.Value, node));
        }

        return node;
    }

    [GeneratedRegex(@"\G(?:[&!]\S*(?:[ \t]+[&!]\S*)*)?")]
    private static partial Regex Properties();

    private static string? Name(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private static string? Name(TagName tag) => tag.IsEmpty ? null : tag.Value;
}
