using System.Text;

namespace KfTenants.Logins.Dex;

/// <summary>Replacements in a text, collected in any order and made at once; everything between them stays as it is.</summary>
internal sealed class ConfigEdits
{
    private readonly List<(int Start, int End, string New)> _edits = [];
    private readonly string? _addedBreak;

    public ConfigEdits(string text)
    {
        var first = NextLine(text, 0);
        var newline = first > 0 && IsBreak(text[first - 1])
            ? first > 1 && text[first - 1] == '\n' && text[first - 2] == '\r' ? "\r\n" : text[(first - 1)..first]
            : "\n";
        // Whole lines are edited, so a last line without an end is given one here and loses it again in Apply.
        _addedBreak = text.Length > 0 && !IsBreak(text[^1]) ? newline : null;
        Text = text + _addedBreak;
        Newline = newline;
    }

    /// <summary>The text that the indexes mean; longer than the original when its last line had no end.</summary>
    public string Text { get; }

    /// <summary>The line end of the first line.</summary>
    public string Newline { get; }

    public bool IsEmpty => _edits.Count == 0;

    public IEnumerable<(int Start, int End)> Deleted => _edits.Where(e => e.End > e.Start).Select(e => (e.Start, e.End));

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    public static int LineStart(string text, int index)
    {
        while (index > 0 && !IsBreak(text[index - 1]))
        {
            index--;
        }

        return index;
    }

    /// <summary>The index of the first character after the next line end.</summary>
    public static int NextLine(string text, int index)
    {
        while (index < text.Length && !IsBreak(text[index]))
        {
            index++;
        }

        return index >= text.Length ? text.Length
            : text[index] == '\r' && index + 1 < text.Length && text[index + 1] == '\n' ? index + 2
            : index + 1;
    }

    public int LineStart(int index) => LineStart(Text, index);

    public int NextLine(int index) => NextLine(Text, index);

    /// <summary>The start of the line after a node that ends here: a block scalar already ends at the start of a line.</summary>
    public int LineAfter(int end) => end > 0 && IsBreak(Text[end - 1]) ? end : NextLine(end);

    /// <summary>How many characters stand before it on its line; a byte order mark is none.</summary>
    public int Column(int index)
    {
        var start = LineStart(index);
        return index - start - (start == 0 && Text.StartsWith('\uFEFF') ? 1 : 0);
    }

    /// <summary>After the last line of a node that ends here, and after the comments below it that are indented into it.</summary>
    public int BlockEnd(int end, int column)
    {
        var result = LineAfter(end);
        for (var line = result; line < Text.Length; line = NextLine(line))
        {
            var at = line;
            while (Text[at] is ' ' or '\t')
            {
                at++;
            }

            if (Text[at] == '#' && at - line > column)
            {
                result = NextLine(line);
            }
            else if (!IsBreak(Text[at]))
            {
                break;
            }
        }

        return result;
    }

    /// <summary>Only spaces stand between the start of the line and the index (a byte order mark counts as nothing).</summary>
    public bool IsFirstOnLine(int index)
    {
        var start = LineStart(index);
        return Text.AsSpan(start, index - start).TrimStart('\uFEFF').Trim(" \t").IsEmpty;
    }

    public void Insert(int index, string text) => _edits.Add((index, index, text));

    public void Replace(int start, int end, string text) => _edits.Add((start, end, text));

    public void Delete(int start, int end) => _edits.Add((start, end, ""));

    /// <summary>Deletes a range, and its lines when nothing else is on them.</summary>
    public void DeleteTidily(int start, int end)
    {
        var lineEnd = end;
        while (lineEnd < Text.Length && Text[lineEnd] is ' ' or '\t')
        {
            lineEnd++;
        }

        if (IsFirstOnLine(start) && LineStart(start) > 0 && lineEnd < Text.Length && IsBreak(Text[lineEnd]))
        {
            Delete(LineStart(start), NextLine(lineEnd));
        }
        else
        {
            Delete(start, end);
        }
    }

    public string Apply()
    {
        var result = new StringBuilder(Text.Length + 256);
        var at = 0;
        foreach (var (start, end, replacement) in _edits.OrderBy(e => e.Start))
        {
            if (start > at)
            {
                result.Append(Text, at, start - at);
                at = start;
            }

            result.Append(replacement);
            at = Math.Max(at, end);
        }

        result.Append(Text, at, Text.Length - at);
        if (_addedBreak is not null && result.Length >= _addedBreak.Length
            && result.ToString(result.Length - _addedBreak.Length, _addedBreak.Length) == _addedBreak)
        {
            result.Length -= _addedBreak.Length;
        }

        return result.ToString();
    }
}
