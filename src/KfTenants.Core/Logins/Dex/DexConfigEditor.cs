using System.Collections.Immutable;

namespace KfTenants.Logins.Dex;

/// <summary>Finds the places in the text where entries of <c>staticPasswords</c> go in, go out or change.</summary>
internal sealed class DexConfigEditor
{
    private readonly DexConfig _config;
    private readonly ConfigTree _tree;
    private readonly ConfigEdits _edits;
    private readonly ImmutableArray<DexUser> _added;
    private readonly ImmutableArray<(DexEntry Entry, DexUser User)> _changed;
    private readonly IReadOnlySet<string> _removed;
    private readonly bool _enable;

    private DexConfigEditor(DexConfig config, IReadOnlyDictionary<string, DexUser> wanted, IReadOnlySet<string> removed)
    {
        _config = config;
        _tree = config.Tree;
        _edits = new ConfigEdits(config.Text);
        _removed = removed;
        var found = wanted.Values.Select(user => (Entry: config.FindEntry(user.Email), User: user)).ToList();
        _added = [.. found.Where(x => x.Entry is null).Select(x => x.User).OrderBy(user => user.Email, StringComparer.Ordinal)];
        _changed = [.. from x in found
                       where x.Entry is not null && !DexFields.AreEqual(x.Entry.User, x.User)
                       select (x.Entry, x.User)];
        _enable = wanted.Count > 0 && !config.EnablePasswordDb;
    }

    /// <param name="wanted">By <see cref="DexEntry.Key"/>.</param>
    /// <param name="removed">Keys, none of them wanted.</param>
    /// <exception cref="FormatException">Anchors, aliases or merge keys stand in the way.</exception>
    public static string Edit(DexConfig config, IReadOnlyDictionary<string, DexUser> wanted, IReadOnlySet<string> removed)
    {
        var editor = new DexConfigEditor(config, wanted, removed);
        editor.Enable();
        editor.EditList();
        if (editor._edits.IsEmpty)
        {
            return config.Text;
        }

        editor.RefuseColonKeys();
        editor.KeepAnchors();
        return editor._edits.Apply();
    }

    /// <summary>Dex exits with "cannot specify static passwords without enabling password db" otherwise.</summary>
    private void Enable()
    {
        if (!_enable)
        {
            return;
        }

        if (_config.Root.TryGetValue(DexReader.EnablePasswordDb, out var pair))
        {
            RefuseMerged(pair);
            EntryEdits.SetValue(_tree, _edits, pair, "true");
        }
        else if (_config.Root.TryGetValue(DexReader.StaticPasswords, out var list) && _tree.Root is ConfigMapping root)
        {
            RefuseMerged(list);
            if (root.IsFlow)
            {
                _edits.Insert(list.Start, $"{RootKey(root, DexReader.EnablePasswordDb)}: true, ");
            }
            else if (_edits.IsFirstOnLine(list.Start) && !_tree.IsExplicit(list))
            {
                // At the key, not at the start of its line: a byte order mark may stand there.
                _edits.Insert(list.Start, $"{DexReader.EnablePasswordDb}: true{_edits.Newline}{Indentation(list.Start)}");
            }
            else
            {
                _edits.Insert(EndOfRoot(root), $"{Indentation(_tree.ModelKey(root).Start)}{DexReader.EnablePasswordDb}: true{_edits.Newline}");
            }
        }
    }

    private void EditList()
    {
        if (_added.IsEmpty && _changed.IsEmpty && !_config.Entries.Any(IsRemoved))
        {
            return;
        }

        if (!_config.Root.TryGetValue(DexReader.StaticPasswords, out var pair))
        {
            AddList();
            return;
        }

        RefuseMerged(pair);
        if (pair.Value is ConfigAlias)
        {
            throw _tree.Error(pair.Value.Start, $"{DexReader.StaticPasswords} is an alias: write the list out here, then it can be edited.");
        }

        if (pair.Value.Anchor is { } anchor && _tree.Aliases.Any(alias => alias.Name == anchor))
        {
            throw _tree.Error(pair.Value.Start, $"the list of {DexReader.StaticPasswords} is used again through its anchor: write it out in both places.");
        }

        foreach (var (entry, user) in _changed)
        {
            EntryEdits.Change(_tree, _edits, entry, user);
        }

        switch (pair.Value)
        {
            case ConfigSequence { IsFlow: false } list:
                EditBlockList(pair, list);
                break;
            case ConfigSequence { Items.Count: > 0 } list:
                EditFlowList(list);
                break;
            case ConfigSequence list when _tree.Root is ConfigMapping { IsFlow: true } || MayHoldComment(list.Start, list.End):
                EditFlowList(list);
                break;
            default:
                FillEmpty(pair);
                break;
        }
    }

    private bool IsRemoved(DexEntry entry) => _removed.Contains(entry.Key);

    private void EditBlockList(ConfigPair pair, ConfigSequence list)
    {
        if (_tree.IsExplicit(pair))
        {
            throw _tree.Error(pair.Start, $"{DexReader.StaticPasswords} is written with '?': write it as 'staticPasswords:', then it can be edited.");
        }

        var dashes = list.Items.Select(_tree.DashOf).ToList();
        var ends = list.Items.Select((item, i) => _edits.BlockEnd(item.End, _edits.Column(dashes[i]))).ToList();
        for (var i = 0; i < dashes.Count; i++)
        {
            if (IsRemoved(_config.Entries[i]))
            {
                _edits.Delete(_edits.LineStart(dashes[i]), ends[i]);
            }
        }

        if (_added.IsEmpty)
        {
            if (_config.Entries.All(IsRemoved))
            {
                _edits.Insert(AfterProperties(pair, list), " []");
            }

            return;
        }

        var model = list.Items.FindIndex(item => item is ConfigMapping { IsFlow: false, Anchor: null, Tag: null, Pairs.Count: > 0 } mapping
            && _edits.LineStart(mapping.Start) == _edits.LineStart(_tree.DashOf(item)));
        var gap = model < 0 ? 1 : list.Items[model].Start - dashes[model] - 1;
        _edits.Insert(ends[^1], BlockEntries(Indentation(dashes[0]), gap, LineEnd(ends[^1])));
    }

    private void EditFlowList(ConfigSequence list)
    {
        var removed = _config.Entries.Select(IsRemoved).ToList();
        if (_added.IsEmpty && removed.TrueForAll(r => r) && !MayHoldComment(list.Start, list.End) && list.Anchor is null && list.Tag is null)
        {
            _edits.Replace(list.Start, list.End, "[]");
            return;
        }

        EntryEdits.DeleteFromFlow(_tree, _edits, [.. list.Items.Select(item => (item.Start, item.End))], removed, list.End);
        if (_added.IsEmpty)
        {
            return;
        }

        var asJson = _tree.Root is ConfigMapping { IsFlow: true };
        var texts = string.Join(", ", _added.Select(user => FlowEntry(user, asJson)));
        var last = removed.LastIndexOf(false);
        if (last >= 0)
        {
            _edits.Insert(list.Items[last].End, $", {texts}");
        }
        else
        {
            var bracket = _edits.Text.IndexOf('[', list.Start);
            _edits.Insert(bracket + 1, texts);
        }
    }

    /// <summary><c>staticPasswords:</c> with nothing, null or [] behind it becomes a list in the manner of the Kubeflow manifests.</summary>
    private void FillEmpty(ConfigPair pair)
    {
        var value = pair.Value;
        var asJson = _tree.Root is ConfigMapping { IsFlow: true };
        var colon = _tree.AfterColon(pair);
        if (asJson || colon < 0 || _tree.IsExplicit(pair))
        {
            EntryEdits.SetValue(_tree, _edits, pair, $"[{string.Join(", ", _added.Select(user => FlowEntry(user, asJson)))}]");
            return;
        }

        var indentation = Indentation(pair.Start);
        var line = _edits.LineAfter(value.End);
        if (string.IsNullOrWhiteSpace(_edits.Text[colon..value.Start]) && _edits.LineStart(colon) == _edits.LineStart(value.Start))
        {
            _edits.Delete(colon, value.End);
        }
        else
        {
            _edits.DeleteTidily(value.Start, value.End);
        }

        _edits.Insert(line, BlockEntries(indentation, 1, LineEnd(line)));
    }

    private void AddList()
    {
        var root = _tree.Root as ConfigMapping;
        if (root is { IsFlow: true })
        {
            var list = $"[{string.Join(", ", _added.Select(user => FlowEntry(user, asJson: true)))}]";
            var enable = NeedsEnableKey ? $"{RootKey(root, DexReader.EnablePasswordDb)}: true, " : "";
            var text = $"{enable}{RootKey(root, DexReader.StaticPasswords)}: {list}";
            if (root.Pairs.Count > 0)
            {
                _edits.Insert(root.Pairs[^1].End, $", {text}");
            }
            else
            {
                _edits.Insert(_edits.Text.IndexOf('{', root.Start) + 1, text);
            }

            return;
        }

        if (_tree.Root is not null && root is null)
        {
            throw _tree.Error(_tree.Root.Start, "the configuration must be written as a mapping here to be edited.");
        }

        var line = root is null ? EndOfDocument() : EndOfRoot(root);
        var indentation = root is null ? "" : Indentation(_tree.ModelKey(root).Start);
        var newline = LineEnd(line);
        _edits.Insert(
            line,
            (NeedsEnableKey ? $"{indentation}{DexReader.EnablePasswordDb}: true{newline}" : "")
            + $"{indentation}{DexReader.StaticPasswords}:{newline}"
            + BlockEntries(indentation, 1, newline));
    }

    private bool NeedsEnableKey => _enable && !_config.Root.ContainsKey(DexReader.EnablePasswordDb);

    private int EndOfRoot(ConfigMapping root) => _edits.BlockEnd(root.End, Indentation(_tree.ModelKey(root).Start).Length);

    /// <summary>In a document without content: before the line of three dots that ends it, else at the end.</summary>
    private int EndOfDocument()
    {
        for (var line = 0; line < _edits.Text.Length; line = _edits.NextLine(line))
        {
            if (_edits.Text.AsSpan(line).StartsWith("...", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return _edits.Text.Length;
    }

    private string BlockEntries(string indentation, int gap, string newline) => string.Concat(_added.Select(user => string.Concat(
        DexFields.Texts(user, asJson: false)
            .Where(x => x.Text is not null)
            .Select((x, i) => $"{indentation}{(i == 0 ? "-" : " ")}{new string(' ', gap)}{x.Field}: {x.Text}{newline}"))));

    private static string FlowEntry(DexUser user, bool asJson) =>
        $"{{{string.Join(", ", DexFields.Texts(user, asJson).Where(x => x.Text is not null)
            .Select(x => $"{(asJson ? ConfigText.Quoted(x.Field) : x.Field)}: {x.Text}"))}}}";

    private static string RootKey(ConfigMapping root, string key) =>
        root.Pairs.Count == 0 || root.Pairs[0].Key is ConfigScalar { Style: not YamlDotNet.Core.ScalarStyle.Plain } ? ConfigText.Quoted(key) : key;

    /// <summary>What stands before a key or dash on its line, as spaces.</summary>
    private string Indentation(int index) => new(' ', _edits.Column(index));

    /// <summary>The line end before this line: files with both kinds exist.</summary>
    private string LineEnd(int line) =>
        line == 0 || !ConfigEdits.IsBreak(_edits.Text[line - 1]) ? _edits.Newline
            : line > 1 && _edits.Text[line - 1] == '\n' && _edits.Text[line - 2] == '\r' ? "\r\n"
            : _edits.Text[(line - 1)..line];

    /// <summary>Behind the colon, or behind the tag and anchor that follow it.</summary>
    private int AfterProperties(ConfigPair pair, ConfigSequence list)
    {
        if (list.Anchor is null && list.Tag is null)
        {
            return _tree.AfterColon(pair);
        }

        var end = _tree.DashOf(list.Items[0]);
        var comment = _edits.Text.IndexOf('#', list.Start, end - list.Start);
        return list.Start + _edits.Text[list.Start..(comment < 0 ? end : comment)].TrimEnd().Length;
    }

    private bool MayHoldComment(int start, int end) => _edits.Text.AsSpan(start, end - start).Contains('#');

    private void RefuseMerged(ConfigPair pair)
    {
        if (_tree.Root is not ConfigMapping root || !root.Pairs.Contains(pair))
        {
            throw _tree.Error(pair.Start, "this key reaches the configuration through a merge key: write it out at the top level, then it can be edited.");
        }
    }

    /// <summary>After a quoted value YamlDotNet takes a colon at the start of the next line for the value's own, so the result could not be proved.</summary>
    private void RefuseColonKeys()
    {
        var mappings = _config.Entries.Select(entry => entry.Node).Append(_tree.Root).OfType<ConfigMapping>();
        var key = mappings.SelectMany(mapping => mapping.Pairs).Select(pair => pair.Key).OfType<ConfigScalar>()
            .FirstOrDefault(scalar => scalar is { Style: YamlDotNet.Core.ScalarStyle.Plain } && scalar.Value.StartsWith(':'));
        if (key is not null)
        {
            throw _tree.Error(key.Start, "this key begins with a colon: put it in quotes, then the configuration can be edited.");
        }
    }

    /// <summary>What is deleted must not define an anchor that is used elsewhere, and what is changed must not be shown twice.</summary>
    private void KeepAnchors()
    {
        var deleted = _edits.Deleted.ToList();
        bool IsDeleted(int index) => deleted.Exists(range => index >= range.Start && index < range.End);
        foreach (var (name, node) in _tree.Anchors)
        {
            var user = _tree.Aliases.Find(alias => alias.Name == name && !IsDeleted(alias.Start));
            if (user is null)
            {
                continue;
            }

            if (IsDeleted(node.Start) || _changed.Any(x => ReferenceEquals(x.Entry.Node, node)))
            {
                throw _tree.Error(
                    node.Start,
                    $"the anchor &{name} defined here is used again in line {_tree.Line(user.Start)}: write the value out there, then this can be edited.");
            }
        }
    }
}
