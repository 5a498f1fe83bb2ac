using System.Collections.Immutable;
using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>
/// Makes the trees of a text from YamlDotNet's events, with a stack of its own: no input can exhaust the thread's. Every defence is
/// here (depth, expansion, tags, merge keys, duplicate keys), because the tree is what all later steps trust.
/// </summary>
/// <param name="whole">The same text once more, to look for the cause when it is not YAML.</param>
/// <param name="fits">Whether the value of a key of the root, or some entries of its list, have the form that the text must have; null: there is none.</param>
/// <param name="lastLine">The parser puts what is missing at the end on a line behind it; a finding stays at or before this one.</param>
internal sealed class YamlTreeBuilder(
    string fileName, TextReader text, Func<string> whole, int lastLine, Indentation indentation, YamlDialect dialect, List<Diagnostic> findings,
    Func<string, YamlNode, bool>? fits = null)
{
    private readonly YamlLimits _limits = dialect.Limits;
    private readonly Stack<YamlFrame> _open = new();
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly ImmutableArray<(string, SourceLocation)>.Builder _repeated = ImmutableArray.CreateBuilder<(string, SourceLocation)>();
    private readonly YamlEvents _events = new(new Parser(text), text as MeteredText);
    private readonly TextCache _texts = new();
    private readonly YamlTags _tags = new(dialect, findings);
    private readonly ValueBudget _values = new(dialect.Limits);
    private readonly Stack<YamlFrame> _free = new();
    private YamlNode? _root;
    private int _documents;
    private int _line;
    private int _properties;

    /// <summary>Not all of the text was read; an error is among the findings.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The documents that the dialect asks for; of a text that is not read to its end, those before.</summary>
    public ImmutableArray<YamlTree> Build()
    {
        var trees = ImmutableArray.CreateBuilder<YamlTree>();
        while (Next() is { } tree)
        {
            trees.Add(tree);
            if (dialect.Documents == YamlDocuments.First)
            {
                break;
            }
        }

        return trees.DrainToImmutable();
    }

    /// <summary>The next document; null behind the last, and when reading on is not possible or not safe.</summary>
    private YamlTree? Next()
    {
        while (!IsStopped && _events.Next() is { } parsed)
        {
            if (parsed is DocumentEnd)
            {
                return EndDocument(parsed.Start);
            }

            if (!Take(parsed))
            {
                IsStopped = true;
            }
            else if (findings.Count > DiagnosticBag.Most)
            {
                findings.Add(KnownDiagnostics.StoppedReading(PlaceOf(parsed.Start), DiagnosticBag.Most));
                IsStopped = true;
                return null;
            }
        }

        if (_events.IsCutOff)
        {
            findings.Add(KnownDiagnostics.TooLongValue(PlaceOf(_events.Reached), MeteredText.MostBetweenEvents));
            IsStopped = true;
            return null;
        }

        // The parser's own message for such a line names another one.
        if (!indentation.Report(findings) && _events.Fault is { } fault)
        {
            var (line, column, problem) = SyntaxCause.Of(whole(), fault);
            findings.Add(KnownDiagnostics.Syntax(new SourceLocation(fileName, Math.Min(line, lastLine), column), problem));
        }

        IsStopped |= _events.Fault is not null;
        return null;
    }

    /// <summary>False when reading on is not possible or not safe.</summary>
    private bool Take(ParsingEvent parsed)
    {
        switch (parsed)
        {
            case DocumentStart:
                return StartDocument(parsed.Start);
            case AnchorAlias alias:
                return TakeAlias(alias);
            case Scalar scalar:
                indentation.Skip(scalar);
                return Count(scalar) && CountProperties(scalar) && TakeScalar(scalar);
            case SequenceStart list:
                return Count(list) && CountProperties(list) && Open(list, isMapping: false);
            case MappingStart map:
                return Count(map) && CountProperties(map) && Open(map, isMapping: true);
            case SequenceEnd or MappingEnd:
                return Close(parsed);
            default:
                return true;
        }
    }

    private bool StartDocument(Mark at)
    {
        _line = PlaceOf(at).Line;
        if (++_documents > 1 && dialect.Documents == YamlDocuments.One)
        {
            findings.Add(KnownDiagnostics.SeveralDocuments(PlaceOf(at)));
            return false;
        }

        return true;
    }

    private YamlTree EndDocument(Mark at)
    {
        var tree = new YamlTree(_line, _root ?? new YamlNode.Scalar("", ScalarKind.Null, PlaceOf(at)), _repeated.DrainToImmutable());
        (_root, _properties) = (null, 0);
        _values.Clear();
        _anchors.Clear();
        return tree;
    }

    private bool Count(NodeEvent node)
    {
        _values.Write();
        return IsWithin(node.Start);
    }

    private bool IsWithin(Mark at)
    {
        if (!_values.IsExceeded || (_values.CanGrow && FinishedFits()))
        {
            return true;
        }

        findings.Add(KnownDiagnostics.TooManyNodes(PlaceOf(at), _values.Limit));
        return false;
    }

    /// <summary>What was finished since the last time has the form that the text must have: then it is no more than it says.</summary>
    private bool FinishedFits()
    {
        if (fits is null || findings.Count > 0 || _open.Reverse().Take(2).ToArray() is not [{ IsMapping: true } root, .. var inside])
        {
            return false;
        }

        if (!root.TakeFinished().All(e => fits(e.Key, e.Value)) ||
            (inside is [{ IsMapping: false } list] && root.Key is { } key && !fits(key.Text, list.TakeFinishedItems())))
        {
            return false;
        }

        _values.Fit();
        return true;
    }

    private bool CountProperties(NodeEvent node)
    {
        if ((node.Anchor.IsEmpty && node.Tag.IsEmpty) || ++_properties <= _limits.Properties)
        {
            return true;
        }

        findings.Add(KnownDiagnostics.TooManyProperties(PlaceOf(node.Start), _limits.Properties));
        return false;
    }

    private bool TakeAlias(AnchorAlias alias)
    {
        var place = PlaceOf(alias.Start);
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var node))
        {
            findings.Add(KnownDiagnostics.UnknownAnchor(place));
            return false;
        }

        if (node is null)
        {
            findings.Add(KnownDiagnostics.AliasInsideItself(place, name));
            return false;
        }

        _values.Expand(node.ExpandedSize);
        if (!IsWithin(alias.Start))
        {
            return false;
        }

        if (_open.TryPeek(out var frame) && frame.WantsKey)
        {
            return TakeKey(frame, node as YamlNode.Scalar, place);
        }

        // The depth of what an alias stands for adds to the depth where it stands.
        if (_open.Count + node.Depth > _limits.Depth)
        {
            findings.Add(KnownDiagnostics.TooDeep(place, _limits.Depth));
            return false;
        }

        Add(node);
        return true;
    }

    private bool TakeScalar(Scalar scalar)
    {
        var place = PlaceOf(scalar.Start);
        if (dialect.IsReviewed && YamlCharacters.FirstRefusedIn(scalar.Value) is { } refused)
        {
            findings.Add(KnownDiagnostics.RefusedCharacter(place, refused));
        }

        var node = new YamlNode.Scalar(_texts.Same(scalar.Value), _tags.KindOf(scalar, place), place);
        if (Anchored(scalar.Anchor) is { } anchor)
        {
            _anchors[anchor] = node;
        }

        if (_open.TryPeek(out var frame) && frame.WantsKey)
        {
            return scalar is { Value: "<<", Style: ScalarStyle.Plain } ? TakeMergeKey(frame, place) : TakeKey(frame, node, place);
        }

        Add(node);
        return true;
    }

    private bool Open(NodeEvent started, bool isMapping)
    {
        var place = PlaceOf(started.Start);
        if (_open.Count >= _limits.Depth)
        {
            findings.Add(KnownDiagnostics.TooDeep(place, _limits.Depth));
            return false;
        }

        _tags.Check(started, isMapping, place);
        var anchor = Anchored(started.Anchor);
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        var frame = _free.TryPop(out var used) ? used : new YamlFrame();
        frame.Open(isMapping, anchor, place);
        _open.Push(frame);
        return true;
    }

    private bool Close(ParsingEvent end)
    {
        var frame = _open.Pop();
        if (frame.Key is not null)
        {
            // YamlDotNet ends a map without a value for its last key in some broken texts.
            findings.Add(KnownDiagnostics.Syntax(PlaceOf(end.Start), "a value is missing here"));
            return false;
        }

        var node = frame.Close();
        _free.Push(frame);
        if (frame.Anchor is { } anchor)
        {
            _anchors[anchor] = node;
        }

        if (_open.TryPeek(out var outer) && outer.WantsKey)
        {
            return TakeKey(outer, null, node.Location);
        }

        Add(node);
        return true;
    }

    /// <summary>False when the map has too many keys.</summary>
    private bool TakeKey(YamlFrame frame, YamlNode.Scalar? key, SourceLocation place)
    {
        if (frame.KeyCount >= _limits.Keys)
        {
            findings.Add(KnownDiagnostics.TooManyKeys(place, _limits.Keys));
            return false;
        }

        if (key is null or { Kind: ScalarKind.Null })
        {
            findings.Add(KnownDiagnostics.KeyIsNotText(place));
            frame.Key = ("", place, YamlFrame.KeyUse.None);
            return true;
        }

        var use = YamlFrame.KeyUse.Entry;
        if (frame.TryAddKey(key.Text, place) is { } first)
        {
            if (dialect.LastKeyCounts)
            {
                _repeated.Add((key.Text, place));
                frame.Repeat();
            }
            else
            {
                findings.Add(KnownDiagnostics.DuplicateKey(place, key.Text, first));
                use = YamlFrame.KeyUse.None;
            }
        }

        frame.Key = (key.Text, place, use);
        return true;
    }

    private bool TakeMergeKey(YamlFrame frame, SourceLocation place)
    {
        if (dialect.IsReviewed)
        {
            findings.Add(KnownDiagnostics.MergeKey(place));
        }

        frame.Key = ("<<", place, dialect.IsReviewed ? YamlFrame.KeyUse.None : YamlFrame.KeyUse.Merge);
        return true;
    }

    private void Add(YamlNode node)
    {
        if (!_open.TryPeek(out var frame))
        {
            _root = node;
        }
        else if (!frame.Add(node))
        {
            findings.Add(KnownDiagnostics.Syntax(node.Location, "a merge key takes a map or a list of maps"));
        }
        else if (_open.Count == 1 || (_open.Count == 2 && !frame.IsMapping))
        {
            _values.Finish();
        }
    }

    private static string? Anchored(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private SourceLocation PlaceOf(Mark mark) => new(fileName, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
