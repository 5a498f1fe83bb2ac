namespace KfTenants.Logins.Dex;

/// <summary>
/// Finds tabs on which Dex's parser stops and ours does not: outside of text and of flow collections a tab is no blank where a key may
/// begin (yaml.v2, scannerc.go, yaml_parser_scan_to_next_token): at the beginning of a line, of an empty one and of a comment too, and
/// behind <c>-</c>, <c>?</c> and a <c>:</c> of its own.
/// </summary>
internal static class DexTabs
{
    /// <exception cref="FormatException">There is one; with its place.</exception>
    public static void Refuse(ConfigTree tree, TokenRecorder tokens, int shift)
    {
        var text = tree.Text;
        if (!text.Contains('\t', StringComparison.Ordinal))
        {
            return;
        }

        tree.Blocks.ForEach(block => RefuseInBlock(tree, block.Start, block.End));
        var opaque = Joined(tree.Opaque);
        for (var line = 0; line >= 0 && line < text.Length; line = NextLine(text, line))
        {
            if (!IsInside(opaque, line) && TabIn(text, line) is >= 0 and var tab)
            {
                throw tree.Error(tab, "a tab indents this line, and YAML takes only spaces.");
            }
        }

        var indicators = tokens.Dashes.Concat(tokens.QuestionMarks).Concat(tokens.Colons.Where(c => IsFirstOfItsLine(text, c + shift))).Select(i => i + shift);
        foreach (var indicator in indicators.Where(i => !IsInside(opaque, i)).Order())
        {
            if (TabIn(text, indicator + 1) is >= 0 and var tab)
            {
                throw tree.Error(tab, $"a tab stands behind \"{text[indicator]}\", and Dex stops on it: write a space.");
            }
        }
    }

    // A tab is text only behind the block's own indentation, which its first line of text decides (yaml_parser_scan_block_scalar_breaks).
    private static void RefuseInBlock(ConfigTree tree, int start, int end)
    {
        var text = tree.Text;
        var header = NextLine(text, start);
        if (header < 0 || text.AsSpan(start..header).ContainsAnyInRange('1', '9'))
        {
            return;
        }

        var indent = -1;
        for (var line = header; line >= 0 && line < end; line = NextLine(text, line))
        {
            var spaces = text.AsSpan(line).IndexOfAnyExcept(' ');
            if (spaces < 0 || text[line + spaces] is '\n' or '\r')
            {
                continue;
            }

            if (text[line + spaces] == '\t' && (indent < 0 || spaces < indent))
            {
                throw tree.Error(line + spaces, "a tab stands where this text is indented, and YAML takes only spaces.");
            }

            indent = indent < 0 ? spaces : indent;
        }
    }

    // The first tab among the blanks from here on; -1 for none.
    private static int TabIn(string text, int from)
    {
        for (var i = from; i < text.Length && text[i] is (' ' or '\t'); i++)
        {
            if (text[i] == '\t')
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsFirstOfItsLine(string text, int index) => text.AsSpan(ConfigEdits.LineStart(text, index)..index).IsWhiteSpace();

    private static int NextLine(string text, int from) => text.IndexOfAny(['\n', '\r'], from) is >= 0 and var end ? end + 1 : -1;

    // One inside another is one with it.
    private static List<(int Start, int End)> Joined(IEnumerable<(int Start, int End)> spans)
    {
        var joined = new List<(int Start, int End)>();
        foreach (var span in spans.Order())
        {
            if (joined is [.., var last] && span.Start < last.End)
            {
                joined[^1] = last with { End = Math.Max(last.End, span.End) };
            }
            else
            {
                joined.Add(span);
            }
        }

        return joined;
    }

    private static bool IsInside(List<(int Start, int End)> joined, int index)
    {
        var at = joined.BinarySearch((index, int.MinValue));
        var before = (at < 0 ? ~at : at) - 1;
        return before >= 0 && index < joined[before].End;
    }
}
