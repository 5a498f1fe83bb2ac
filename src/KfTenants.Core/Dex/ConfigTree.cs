using KfTenants.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Tokens = YamlDotNet.Core.Tokens;

namespace KfTenants.Dex;

/// <summary>The syntax of Dex's configuration: the tree, and where the dashes, commas and colons between its nodes stand.</summary>
internal sealed class ConfigTree
{
    /// <summary>Far above what a configuration needs, far below what the stack bears.</summary>
    private const int MaxDepth = 200;

    private readonly string _text;
    private readonly int _shift;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchored = new(StringComparer.Ordinal);
    private readonly List<int> _dashes = [];
    private readonly List<int> _commas = [];
    private readonly List<int> _colons = [];
    private readonly List<int> _questionMarks = [];

    private ConfigTree(string text)
    {
        _text = text;
        // YamlDotNet takes a byte order mark in a string for the first letter of a key.
        _shift = text.StartsWith('\uFEFF') ? 1 : 0;
        _parser = new Parser(new StringReader(text[_shift..]));
    }

    public string Text => _text;

    /// <summary>Null when the document is empty.</summary>
    public ConfigNode? Root { get; private set; }

    /// <summary>Every anchor and where it is defined; a name may occur twice.</summary>
    public List<(string Name, ConfigNode Node)> Anchors { get; } = [];

    public List<ConfigAlias> Aliases { get; } = [];

    /// <exception cref="FormatException">It is not one document of YAML; one sentence with line and column.</exception>
    public static ConfigTree Parse(string text)
    {
        var tree = new ConfigTree(text);
        try
        {
            tree.ReadTokens();
            tree.ReadDocument();
        }
        catch (YamlException e)
        {
            // The start is that of the construct, the end is where it breaks.
            var at = e.End.Index > e.Start.Index ? e.End : e.Start;
            var reason = e.Message.Trim().TrimEnd('.');
            throw new FormatException($"line {at.Line}, column {at.Column}: it is not YAML: {char.ToLowerInvariant(reason[0])}{reason[1..]}.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"it is not YAML: {UnclosedBracket.Problem}.", e);
        }

        return tree;
    }

    /// <summary>The dash in front of an item of a block list.</summary>
    public int DashOf(ConfigNode item) => LastBefore(_dashes, item.Start);

    /// <summary>The index after the colon between key and value; -1 when there is none.</summary>
    public int AfterColon(ConfigPair pair)
    {
        var colon = LastBefore(_colons, Math.Max(pair.Value.Start, pair.Key.End + 1));
        return colon < pair.Key.End ? -1 : colon + 1;
    }

    /// <summary>The first comma in a range; -1 when there is none.</summary>
    public int CommaIn(int start, int end)
    {
        var i = _commas.BinarySearch(start);
        i = i < 0 ? ~i : i;
        return i < _commas.Count && _commas[i] < end ? _commas[i] : -1;
    }

    /// <summary>The key is written as <c>? key</c>.</summary>
    public bool IsExplicit(ConfigPair pair)
    {
        var mark = LastBefore(_questionMarks, pair.Key.Start);
        return mark >= 0 && string.IsNullOrWhiteSpace(_text[(mark + 1)..pair.Key.Start]);
    }

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

    private static int LastBefore(List<int> sorted, int index)
    {
        var i = sorted.BinarySearch(index);
        i = i < 0 ? ~i : i;
        return i == 0 ? -1 : sorted[i - 1];
    }

    private int At(Mark mark) => (int)mark.Index + _shift;

    private void ReadTokens()
    {
        var scanner = new Scanner(new StringReader(_text[_shift..]));
        while (scanner.MoveNext())
        {
            switch (scanner.Current)
            {
                case Tokens.BlockEntry dash:
                    _dashes.Add(At(dash.Start));
                    break;
                case Tokens.FlowEntry comma:
                    _commas.Add(At(comma.Start));
                    break;
                case Tokens.Value colon:
                    _colons.Add(At(colon.Start));
                    break;
                // A simple key has a token of no width in front of it.
                case Tokens.Key key when key.End.Index > key.Start.Index:
                    _questionMarks.Add(At(key.Start));
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadDocument()
    {
        Next();
        var first = Next();
        if (first is StreamEnd)
        {
            return;
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

    private ParsingEvent Next() =>
        _parser.MoveNext() && _parser.Current is { } current
            ? current
            : throw new FormatException("line 1, column 1: it is not YAML: the text ends too early.");

    private ConfigNode ReadNode(ParsingEvent at, int depth, int parentStart)
    {
        if (depth > MaxDepth)
        {
            throw Error(At(at.Start), $"it is nested more than {MaxDepth} levels deep.");
        }

        ConfigNode node = at switch
        {
            Scalar scalar => Anchored(scalar, new ConfigScalar
            {
                Start = At(scalar.Start),
                End = Math.Max(At(scalar.Start), At(scalar.End)),
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
        return node;
    }

    private ConfigAlias ReadAlias(AnchorAlias at)
    {
        if (!_anchored.TryGetValue(at.Value.Value, out var target))
        {
            throw Error(At(at.Start), "no anchor of this name stands before the alias.");
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
            if (!sequence.IsFlow)
            {
                RefuseTabBefore(DashOf(item));
            }
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
            mapping.Pairs.Add(new ConfigPair(key, ReadNode(Next(), depth + 1, -1)));
            if (!mapping.IsFlow)
            {
                RefuseTabBefore(key.Start);
            }
        }
    }

    /// <summary>YamlDotNet lets a tab indent a key; the parser in Dex (libyaml's rules) does not.</summary>
    private void RefuseTabBefore(int index)
    {
        for (var i = ConfigEdits.LineStart(_text, index); i < index && _text[i] is ' ' or '\t'; i++)
        {
            if (_text[i] == '\t')
            {
                throw Error(i, "a tab indents this line, and YAML takes only spaces.");
            }
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

    private static string? Name(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private static string? Name(TagName tag) => tag.IsEmpty ? null : tag.Value;
}
