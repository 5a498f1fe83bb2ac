using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Documents;

/// <summary>
/// Makes the tree from YamlDotNet's events, with a stack of its own: no input can exhaust the thread's. Every defence is here
/// (depth, expansion, tags, merge keys, duplicate keys), because the tree is what all later steps trust.
/// </summary>
internal sealed class YamlTreeBuilder(string fileName, string text, List<Diagnostic> findings)
{
    /// <summary>Deeper than any document of this format by far, and shallow enough for recursion in what reads the tree.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many nodes a walk may visit, aliases expanded.</summary>
    public const long MaxNodes = 1_000_000;

    private readonly Stack<Frame> _open = new();
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly TabIndentation _tabs = new(fileName, text);
    private YamlNode? _root;
    private long _nodes;
    private int _documents;

    /// <summary>A list or a map that is being read; <see cref="Key"/> is the key that waits for its value.</summary>
    private sealed class Frame(bool isMapping, string? anchor, SourceLocation location)
    {
        public bool IsMapping { get; } = isMapping;

        public string? Anchor { get; } = anchor;

        public SourceLocation Location { get; } = location;

        public List<YamlNode> Items { get; } = [];

        public List<YamlEntry> Entries { get; } = [];

        /// <summary>Key to place, of every key so far: duplicates are refused but the rest is read on.</summary>
        public Dictionary<string, SourceLocation> Keys { get; } = new(StringComparer.Ordinal);

        public (string Text, SourceLocation Place, bool IsUsable)? Key { get; set; }
    }

    /// <summary>The root, or null when it cannot be read; errors may be among the findings in both cases.</summary>
    public YamlNode? Build()
    {
        var start = new SourceLocation(fileName, 1, 1);
        var reached = Mark.Empty;
        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext())
            {
                if (parser.Current is { } current)
                {
                    reached = current.End;
                    if (!Take(current))
                    {
                        _tabs.Report(findings);
                        return null;
                    }
                }
            }
        }
        catch (YamlException e)
        {
            return Refuse(e.Start, e.Message);
        }
        catch (InvalidOperationException)
        {
            return Refuse(reached, UnclosedBracket.Problem);
        }

        _tabs.Report(findings);
        if (_root is null or YamlNode.Scalar { Kind: ScalarKind.Null })
        {
            findings.Add(KnownDiagnostics.Empty(start));
            return null;
        }

        return _root;
    }

    private YamlNode? Refuse(Mark at, string problem)
    {
        // The parser's own message for a tab names another line.
        if (!_tabs.Report(findings))
        {
            findings.Add(KnownDiagnostics.Syntax(PlaceOf(at), problem));
        }

        return null;
    }

    /// <summary>False when reading on is not possible or not safe.</summary>
    private bool Take(ParsingEvent parsed)
    {
        switch (parsed)
        {
            case DocumentStart when ++_documents > 1:
                findings.Add(KnownDiagnostics.SeveralDocuments(PlaceOf(parsed.Start)));
                return false;
            case AnchorAlias alias:
                return TakeAlias(alias);
            case Scalar scalar:
                _tabs.Skip(scalar);
                return Count(scalar.Start, 1) && TakeScalar(scalar);
            case SequenceStart list:
                return Count(list.Start, 1) && Open(list, isMapping: false);
            case MappingStart map:
                return Count(map.Start, 1) && Open(map, isMapping: true);
            case SequenceEnd or MappingEnd:
                return Close();
            default:
                return true;
        }
    }

    private bool Count(Mark at, long nodes)
    {
        _nodes += nodes;
        if (_nodes <= MaxNodes)
        {
            return true;
        }

        findings.Add(KnownDiagnostics.TooManyNodes(PlaceOf(at), MaxNodes));
        return false;
    }

    private bool TakeAlias(AnchorAlias alias)
    {
        var place = PlaceOf(alias.Start);
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var node))
        {
            findings.Add(KnownDiagnostics.UnknownAnchor(place, name));
            return false;
        }

        if (node is null)
        {
            findings.Add(KnownDiagnostics.AliasInsideItself(place, name));
            return false;
        }

        if (!Count(alias.Start, node.ExpandedSize))
        {
            return false;
        }

        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
        {
            TakeKey(frame, node as YamlNode.Scalar, place);
            return true;
        }

        // The depth of what an alias stands for adds to the depth where it stands.
        if (_open.Count + node.Depth > MaxDepth)
        {
            findings.Add(KnownDiagnostics.TooDeep(place, MaxDepth));
            return false;
        }

        Add(node);
        return true;
    }

    private bool TakeScalar(Scalar scalar)
    {
        var place = PlaceOf(scalar.Start);
        if (YamlCharacters.FirstRefusedIn(scalar.Value) is { } refused)
        {
            findings.Add(KnownDiagnostics.RefusedCharacter(place, refused));
        }

        var node = new YamlNode.Scalar(scalar.Value, KindOf(scalar, place), place);
        if (Anchored(scalar.Anchor) is { } anchor)
        {
            _anchors[anchor] = node;
        }

        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
        {
            TakeKey(frame, scalar.Value == "<<" && scalar.Style == ScalarStyle.Plain ? null : node, place, isMerge: scalar.Value == "<<");
            return true;
        }

        Add(node);
        return true;
    }

    private ScalarKind KindOf(Scalar scalar, SourceLocation place)
    {
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == ScalarStyle.Plain ? CoreScalars.KindOf(scalar.Value) : ScalarKind.Text;
        }

        var tag = scalar.Tag.IsNonSpecific ? "!" : scalar.Tag.Value;
        var kind = tag switch
        {
            "!" or "tag:yaml.org,2002:str" => ScalarKind.Text,
            "tag:yaml.org,2002:null" => ScalarKind.Null,
            "tag:yaml.org,2002:bool" => ScalarKind.Boolean,
            "tag:yaml.org,2002:int" => ScalarKind.Integer,
            "tag:yaml.org,2002:float" => ScalarKind.Float,
            _ => (ScalarKind?)null,
        };
        if (kind is null)
        {
            findings.Add(KnownDiagnostics.RefusedTag(place, tag));
            return ScalarKind.Text;
        }

        var natural = CoreScalars.KindOf(scalar.Value);
        if (kind != ScalarKind.Text && natural != kind && !(kind == ScalarKind.Float && natural == ScalarKind.Integer))
        {
            findings.Add(KnownDiagnostics.TagDoesNotFit(place, tag, scalar.Value));
        }

        return kind == ScalarKind.Text ? ScalarKind.Text : natural;
    }

    private bool Open(NodeEvent started, bool isMapping)
    {
        var place = PlaceOf(started.Start);
        if (_open.Count >= MaxDepth)
        {
            findings.Add(KnownDiagnostics.TooDeep(place, MaxDepth));
            return false;
        }

        var expected = isMapping ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq";
        if (!started.Tag.IsEmpty && !started.Tag.IsNonSpecific && started.Tag.Value != expected)
        {
            findings.Add(KnownDiagnostics.RefusedTag(place, started.Tag.Value));
        }

        var anchor = Anchored(started.Anchor);
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        _open.Push(new Frame(isMapping, anchor, place));
        return true;
    }

    private bool Close()
    {
        var frame = _open.Pop();
        YamlNode node = frame.IsMapping
            ? new YamlNode.Mapping([.. frame.Entries], frame.Location)
            : new YamlNode.Sequence([.. frame.Items], frame.Location);
        if (frame.Anchor is { } anchor)
        {
            _anchors[anchor] = node;
        }

        if (_open.TryPeek(out var outer) && outer is { IsMapping: true, Key: null })
        {
            TakeKey(outer, null, node.Location);
            return true;
        }

        Add(node);
        return true;
    }

    private void TakeKey(Frame frame, YamlNode.Scalar? key, SourceLocation place, bool isMerge = false)
    {
        if (key is null or { Kind: ScalarKind.Null })
        {
            findings.Add(isMerge ? KnownDiagnostics.MergeKey(place) : KnownDiagnostics.KeyIsNotText(place));
            frame.Key = ("", place, IsUsable: false);
            return;
        }

        if (!frame.Keys.TryAdd(key.Text, place))
        {
            findings.Add(KnownDiagnostics.DuplicateKey(place, key.Text, frame.Keys[key.Text]));
            frame.Key = (key.Text, place, IsUsable: false);
            return;
        }

        frame.Key = (key.Text, place, IsUsable: true);
    }

    private void Add(YamlNode node)
    {
        if (!_open.TryPeek(out var frame))
        {
            _root = node;
            return;
        }

        if (!frame.IsMapping)
        {
            frame.Items.Add(node);
            return;
        }

        if (frame.Key is { IsUsable: true } key)
        {
            frame.Entries.Add(new YamlEntry(key.Text, key.Place, node));
        }

        frame.Key = null;
    }

    private static string? Anchored(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private SourceLocation PlaceOf(Mark mark) => new(fileName, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
