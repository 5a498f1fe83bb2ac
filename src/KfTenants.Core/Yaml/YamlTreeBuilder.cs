using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>
/// Makes the tree from YamlDotNet's events, with a stack of its own: no input can exhaust the thread's. Every defence is here
/// (depth, expansion, tags, merge keys, duplicate keys), because the tree is what all later steps trust.
/// </summary>
internal sealed class YamlTreeBuilder(string fileName, TextReader text, int lastLine, TabIndentation tabs, List<Diagnostic> findings)
{
    /// <summary>Deeper than any document of this format by far, and shallow enough for recursion in what reads the tree.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many nodes a walk may visit, aliases expanded: 5,000 tenants of 20 contributors each are 550,000.</summary>
    public const long MaxNodes = 750_000;

    /// <summary>How many keys one map may have: tiers, labels and quotas have some dozens.</summary>
    public const int MaxKeys = 10_000;

    /// <summary>How many values may carry an anchor or a tag.</summary>
    public const int MaxProperties = 10_000;

    private readonly Stack<Frame> _open = new();
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly YamlEvents _events = new(fileName, text, lastLine);
    private readonly TextCache _texts = new();
    private YamlNode? _root;
    private long _nodes;
    private int _documents;
    private int _properties;

    /// <summary>A list or a map that is being read; <see cref="Key"/> is the key that waits for its value.</summary>
    private sealed class Frame(bool isMapping, string? anchor, SourceLocation location)
    {
        public bool IsMapping { get; } = isMapping;

        public string? Anchor { get; } = anchor;

        public SourceLocation Location { get; } = location;

        public List<YamlNode> Items { get; } = [];

        public List<YamlEntry> Entries { get; } = [];

        private Dictionary<string, SourceLocation>? _keys;

        /// <summary>The place of the same key before; null when this is the first. Of duplicates only the first is an entry.</summary>
        public SourceLocation? TryAddKey(string key, SourceLocation place)
        {
            const int FewKeys = 10;
            if (_keys is null && Entries.Count < FewKeys)
            {
                return Entries.Find(e => e.Key == key)?.KeyLocation;
            }

            _keys ??= Entries.ToDictionary(e => e.Key, e => e.KeyLocation, StringComparer.Ordinal);
            return _keys.TryAdd(key, place) ? null : _keys[key];
        }

        public (string Text, SourceLocation Place, bool IsUsable)? Key { get; set; }
    }

    /// <summary>The root, or null when it cannot be read; errors may be among the findings in both cases.</summary>
    public YamlNode? Build()
    {
        while (_events.Next() is { } parsed)
        {
            if (!Take(parsed))
            {
                tabs.Report(findings);
                return null;
            }

            if (findings.Count > FirstFindings.Most)
            {
                findings.Add(KnownDiagnostics.StoppedReading(PlaceOf(parsed.Start), FirstFindings.Most));
                return null;
            }
        }

        var hasTabs = tabs.Report(findings);
        if (_events.Error is { } error)
        {
            // The parser's own message for a tab names another line.
            if (!hasTabs)
            {
                findings.Add(error);
            }

            return null;
        }

        if (_root is null or YamlNode.Scalar { Kind: ScalarKind.Null })
        {
            findings.Add(KnownDiagnostics.Empty(new SourceLocation(fileName, 1, 1)));
            return null;
        }

        return _root;
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
                tabs.Skip(scalar);
                return Count(scalar.Start, 1) && CountProperties(scalar) && TakeScalar(scalar);
            case SequenceStart list:
                return Count(list.Start, 1) && CountProperties(list) && Open(list, isMapping: false);
            case MappingStart map:
                return Count(map.Start, 1) && CountProperties(map) && Open(map, isMapping: true);
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

    private bool CountProperties(NodeEvent node)
    {
        if ((node.Anchor.IsEmpty && node.Tag.IsEmpty) || ++_properties <= MaxProperties)
        {
            return true;
        }

        findings.Add(KnownDiagnostics.TooManyProperties(PlaceOf(node.Start), MaxProperties));
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
            return TakeKey(frame, node as YamlNode.Scalar, place);
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

        var node = new YamlNode.Scalar(_texts.Same(scalar.Value), KindOf(scalar, place), place);
        if (Anchored(scalar.Anchor) is { } anchor)
        {
            _anchors[anchor] = node;
        }

        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
        {
            return TakeKey(frame, scalar.Value == "<<" && scalar.Style == ScalarStyle.Plain ? null : node, place, isMerge: scalar.Value == "<<");
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
            return TakeKey(outer, null, node.Location);
        }

        Add(node);
        return true;
    }

    /// <summary>False when the map has too many keys.</summary>
    private bool TakeKey(Frame frame, YamlNode.Scalar? key, SourceLocation place, bool isMerge = false)
    {
        if (frame.Entries.Count >= MaxKeys)
        {
            findings.Add(KnownDiagnostics.TooManyKeys(place, MaxKeys));
            return false;
        }

        if (key is null or { Kind: ScalarKind.Null })
        {
            findings.Add(isMerge ? KnownDiagnostics.MergeKey(place) : KnownDiagnostics.KeyIsNotText(place));
            frame.Key = ("", place, IsUsable: false);
            return true;
        }

        if (frame.TryAddKey(key.Text, place) is { } first)
        {
            findings.Add(KnownDiagnostics.DuplicateKey(place, key.Text, first));
            frame.Key = (key.Text, place, IsUsable: false);
            return true;
        }

        frame.Key = (key.Text, place, IsUsable: true);
        return true;
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

    private SourceLocation PlaceOf(Mark mark) => _events.PlaceOf(mark);
}
