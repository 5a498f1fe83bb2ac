using System.Text.RegularExpressions;

namespace KfTenants.Logins.Dex;

/// <summary>Changes one entry field by field: equal fields, unknown keys and comments keep their bytes.</summary>
internal static partial class EntryEdits
{
    /// <exception cref="FormatException">The entry is an alias or merges others.</exception>
    public static void Change(ConfigTree tree, ConfigEdits edits, DexEntry entry, DexUser user)
    {
        if (entry.Node is not ConfigMapping mapping || entry.HasMergeKey)
        {
            throw tree.Error(entry.Node.Start, $"the entry of {entry.User.Email} uses an alias or a merge key: write it out, then it can be edited.");
        }

        var asJson = tree.Root is ConfigMapping { IsFlow: true };
        var before = DexFields.Texts(entry.User, asJson).ToDictionary(x => x.Field, x => x.Text, StringComparer.Ordinal);
        var differing = DexFields.Texts(user, asJson).Where(x => x.Text != before[x.Field]).ToList();
        var added = differing.Where(x => x.Text is not null && !entry.Pairs.Contains(x.Field)).ToList();
        var removed = differing.Where(x => x.Text is null).SelectMany(x => entry.Pairs[x.Field]).ToList();

        // From hash to hashFromEnv or back: in place, so that the comment on the line stays where it was.
        var hash = added.FindIndex(x => x.Field is "hash" or "hashFromEnv");
        if (hash >= 0 && removed.Find(pair => DexReader.IsHashField(pair.Key)) is { } switched && !tree.IsExplicit(switched))
        {
            edits.Replace(switched.Key.Start, switched.Key.End, asJson ? ConfigText.Quoted(added[hash].Field) : added[hash].Field);
            SetValue(tree, edits, switched, added[hash].Text ?? "");
            removed.Remove(switched);
            added.RemoveAt(hash);
        }

        foreach (var (field, text) in differing)
        {
            if (text is not null && entry.Pairs.Contains(field))
            {
                SetValue(tree, edits, entry.Winners[field], text);
            }
        }

        if (mapping.IsFlow)
        {
            DeleteFromFlow(tree, edits, [.. mapping.Pairs.Select(pair => (pair.Start, pair.End))], [.. mapping.Pairs.Select(removed.Contains)], mapping.End);
            edits.Insert(
                mapping.Pairs.FindLast(pair => !removed.Contains(pair))?.End ?? mapping.Pairs[^1].End,
                string.Concat(added.Select(x => $", {(asJson ? ConfigText.Quoted(x.Field) : x.Field)}: {x.Text}")));
        }
        else
        {
            DeleteLines(tree, edits, mapping, removed);
            var line = edits.LineAfter(mapping.End);
            var indentation = new string(' ', edits.Column(tree.ModelKey(mapping).Start));
            edits.Insert(line, string.Concat(added.Select(x => $"{indentation}{x.Field}: {x.Text}{edits.Newline}")));
        }
    }

    /// <summary>Puts another value behind a key.</summary>
    public static void SetValue(ConfigTree tree, ConfigEdits edits, ConfigPair pair, string text)
    {
        var value = pair.Value;
        var colon = tree.AfterColon(pair);
        if (colon < 0)
        {
            edits.Insert(pair.Key.End, $": {text}");
        }
        else if (value.End == value.Start)
        {
            edits.Insert(colon, $" {text}");
        }
        else if (value is ConfigScalar { IsBlock: true })
        {
            var header = value.Start + BlockHeader().Match(edits.Text[value.Start..value.End]).Length;
            edits.Replace(value.Start, header, text);
            edits.Delete(edits.NextLine(header), edits.LineAfter(value.End));
        }
        else if (value is ConfigSequence { IsFlow: false, Items: [var first, ..] })
        {
            if (value.Anchor is not null || value.Tag is not null)
            {
                throw tree.Error(value.Start, "this list has an anchor or a tag: write it without, then it can be edited.");
            }

            edits.Insert(colon, $" {text}");
            edits.Delete(edits.LineStart(tree.DashOf(first)), edits.LineAfter(value.End));
        }
        else
        {
            // 'quoted'# is a comment to the parser, bare# is not.
            edits.Replace(value.Start, value.End, value.End < edits.Text.Length && edits.Text[value.End] == '#' ? $"{text} " : text);
        }
    }

    /// <summary>Deletes items or pairs between brackets, each with one comma.</summary>
    public static void DeleteFromFlow(
        ConfigTree tree, ConfigEdits edits, IReadOnlyList<(int Start, int End)> parts, IReadOnlyList<bool> removed, int end)
    {
        int CommaAfter(int i) => tree.CommaIn(parts[i].End, i + 1 < parts.Count ? parts[i + 1].Start : end);
        for (var i = 0; i < parts.Count; i++)
        {
            if (!removed[i])
            {
                continue;
            }

            var comma = CommaAfter(i);
            if (comma >= 0)
            {
                var after = AfterComma(edits, comma);
                if (edits.Text.AsSpan(parts[i].End, comma - parts[i].End).IndexOfAnyExcept(' ', '\t') >= 0)
                {
                    // A comment or a line end stands before the comma.
                    edits.Delete(comma, comma + 1);
                    edits.DeleteTidily(parts[i].Start, parts[i].End);
                }
                else
                {
                    edits.DeleteTidily(parts[i].Start, after);
                }

                continue;
            }

            edits.DeleteTidily(parts[i].Start, parts[i].End);
            var kept = i - 1;
            while (kept >= 0 && removed[kept])
            {
                kept--;
            }

            if (kept >= 0 && CommaAfter(kept) is >= 0 and var before)
            {
                edits.Delete(before, AfterComma(edits, before));
            }
        }
    }

    /// <summary>After a comma and its spaces; a comment keeps the spaces that it needs in front of it.</summary>
    private static int AfterComma(ConfigEdits edits, int comma)
    {
        var after = comma + 1;
        while (edits.Text[after] is ' ' or '\t')
        {
            after++;
        }

        return edits.Text[after] == '#' || ConfigEdits.IsBreak(edits.Text[after]) ? comma + 1 : after;
    }

    private static void DeleteLines(ConfigTree tree, ConfigEdits edits, ConfigMapping mapping, List<ConfigPair> removed)
    {
        foreach (var pair in removed)
        {
            if (tree.IsExplicit(pair))
            {
                throw tree.Error(pair.Start, "this key is written with '?': write it as 'key: value', then it can be edited.");
            }
        }

        var first = mapping.Pairs.FindIndex(pair => !removed.Contains(pair));
        var whole = removed;
        if (first > 0 && !edits.IsFirstOnLine(mapping.Pairs[0].Start))
        {
            // The dash stands on the line of the first key: the first key that stays moves up behind it.
            var start = mapping.Pairs[0].Start;
            var next = mapping.Pairs[first].Start;
            if (!edits.Text.AsSpan(start, next - start).Contains('#'))
            {
                edits.Delete(start, next);
                whole = [.. removed.Except(mapping.Pairs.Take(first))];
            }
            else
            {
                var end = mapping.Pairs[0].End;
                while (ConfigEdits.IsBreak(edits.Text[end - 1]))
                {
                    end--;
                }

                edits.Delete(start, end);
                whole = [.. removed.Except(mapping.Pairs.Take(1))];
            }
        }

        foreach (var pair in whole)
        {
            edits.Delete(edits.LineStart(pair.Start), edits.LineAfter(pair.End));
        }
    }

    [GeneratedRegex(@"^(?:[&!]\S*\s+)*[|>][0-9+-]*")]
    private static partial Regex BlockHeader();
}
