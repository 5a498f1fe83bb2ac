using System.Globalization;
using System.Text.RegularExpressions;
using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>
/// Says in people's words why a text is not YAML, at the bracket, quote, key or line that is wrong: the parser names what it wanted next, and the place
/// where it gave up. Of the text only keys are quoted: a value may be a secret.
/// </summary>
internal static partial class SyntaxCause
{
    /// <param name="text">As the parser read it.</param>
    public static (int Line, int Column, string Problem) Of(string text, YamlFault fault)
    {
        var (line, column) = ((int)Math.Max(1, fault.Start.Line), (int)Math.Max(1, fault.Start.Column));
        var said = fault.Problem;
        if (said.Contains("quoted scalar", StringComparison.Ordinal))
        {
            return said.Contains("escape", StringComparison.Ordinal)
                ? ((int)fault.End.Line, (int)fault.End.Column, "\"\\\" begins an escape in double quotes, and this is none; write \"\\\\\" for a backslash, or use single quotes")
                : (line, column, "the quote that opens here is not closed; add one at the end of the text");
        }

        if (said.Contains(" tab ", StringComparison.Ordinal))
        {
            // Some of these faults have no place.
            var (tabLine, tabColumn) = fault.End.Index > 0 ? ((int)fault.End.Line, (int)fault.End.Column) : FirstTab(text);
            return (tabLine, tabColumn, "this line is indented with a tab; YAML allows spaces only");
        }

        var scan = SyntaxScan.Of(text, fault);
        if (scan.Unclosed is { } open && (!fault.IsExact || (open.Line, open.Column).CompareTo((line, column)) <= 0))
        {
            return (open.Line, open.Column, $"the \"{open.Sign}\" that opens here is not closed; add \"{open.Closing}\" where its entries end");
        }

        if (scan.Stray is { } stray)
        {
            return (stray.Line, stray.Column, $"this \"{stray.Sign}\" does not close the {Named(stray.Open)}; add \"{stray.Open.Closing}\" before it");
        }

        return AtFault(text, scan, fault, line, column) is { } problem
            ? (line, column, problem)
            : OfLines(scan, line, column, said.Contains("invalid mapping", StringComparison.Ordinal));
    }

    /// <summary>What is wrong at the very place where the parser gave up; null when it is not the place that is wrong.</summary>
    private static string? AtFault(string text, SyntaxScan scan, YamlFault fault, int line, int column) => fault.Problem switch
    {
        var said when !fault.IsExact => said,
        _ when SignAt(text, line, column) == '!' => "a text cannot begin with \"!\"; put it in quotes",
        _ when scan.Around is { } around => $"\",\" is missing before this, between two entries of the {Named(around)}",
        _ when SignAt(text, line, column) is (']' or '}') and var sign => $"this \"{sign}\" closes nothing; remove it, or put the text in quotes",
        var said when said.Contains("cannot start any token", StringComparison.Ordinal) =>
            $"a text cannot begin with {QuotedText.Of(SignAt(text, line, column).ToString())}; put it in quotes",
        var said when said.Contains("block scalar", StringComparison.Ordinal) => "the text of \"|\" or \">\" begins in the next line",
        var said when said.Contains("not allowed in this context", StringComparison.Ordinal) => "a list cannot begin in the line of its key; begin it in the next line",
        _ when scan.Quoted is { } quoted && quoted.Line == line && IsNextTo(text, line, quoted.End, column) => quoted.Sign == '"'
            ? "text follows the closing quote; write \\\" for a quote inside of double quotes"
            : "text follows the closing quote; write '' for a quote inside of single quotes",
        _ => null,
    };

    /// <param name="isSecondColon">The parser met a colon behind a text that is a value already.</param>
    private static (int Line, int Column, string Problem) OfLines(SyntaxScan scan, int line, int column, bool isSecondColon) => (scan.Broken, scan.Before) switch
    {
        ({ } broken, _) when isSecondColon && Key().Match(broken.Text) is { Success: true } key && broken.Indent + key.Length < column =>
            (line, column, "this line has a second \": \"; put the value in quotes, or write each key in a line of its own"),
        (_, { } before) when isSecondColon => OfRow(before) ?? (Key().Match(before.Text) is { Success: true } key
            ? (line, 1 + (scan.Broken?.Indent ?? 0), $"this line is indented more than {Name(key)} above, which has its value already; " +
                $"begin it in column {before.Indent + key.Groups["key"].Index + 1}")
            : (before.Line, before.Indent + 1, NoColon)),
        ({ } broken, _) when OfRow(broken) is { } found => found,
        ({ } broken, { } before) when BlockText().IsMatch(before.Text) =>
            (line, broken.Indent + 1, "the text of \"|\" or \">\" is indented more than its key"),
        ({ } broken, _) when Key().IsMatch(broken.Text) || IsEntry(broken) => (line, broken.Indent + 1, OfColumns(scan, broken)),
        ({ } broken, _) => (line, broken.Indent + 1, NoColon),
        _ => (line, column, Unknown),
    };

    private const string NoColon = "this line has no colon; a key is written as KEY: VALUE";

    private const string Unknown = "it cannot be read on from here; look at the brackets, quotes and indentation of this line and the one above";

    /// <summary>What is wrong with the line by itself.</summary>
    private static (int Line, int Column, string Problem)? OfRow(SyntaxScan.Row row)
    {
        if (GluedDash().Match(row.Text) is { Success: true } dash)
        {
            return (row.Line, row.Indent + 1, $"a space is missing after the dash before {Name(dash)}");
        }

        if (GluedKey().Match(row.Text) is not { Success: true } glued || Key().IsMatch(row.Text))
        {
            return null;
        }

        var after = row.Text[glued.Length - 1];
        return (row.Line, row.Indent + glued.Groups["key"].Index + 1, char.IsWhiteSpace(after)
            ? string.Create(CultureInfo.InvariantCulture, $"after the colon of {Name(glued)} stands U+{(int)after:X4}, which only looks like a space; write a space")
            : $"a space is missing after the colon of {Name(glued)}");
    }

    private static string OfColumns(SyntaxScan scan, SyntaxScan.Row row)
    {
        var same = scan.Blocks.Where(b => b.Column == row.Indent).ToArray();
        if (IsEntry(row) && same.Any(b => !b.IsList))
        {
            return "an entry of a list stands among the keys of a map; indent it below the key that it belongs to";
        }

        if (!IsEntry(row) && same.Any(b => b.IsList))
        {
            var keys = scan.Blocks.FirstOrDefault(b => b.Column > row.Indent) ?? new SyntaxScan.Block(row.Indent + 2, IsList: false);
            return $"this line begins in the column of a list's dashes and has none; begin it in column {keys.Column + 1}, as the keys of the entry above";
        }

        string[] columns = [.. scan.Blocks.Select(b => b.Column + 1).Distinct().Order().Select(c => c.ToString(CultureInfo.InvariantCulture))];
        return same.Length > 0 || columns.Length == 0
            ? Unknown
            : $"this line begins in column {row.Indent + 1}; what it can belong to begins in column {NameList.Or(columns)}";
    }

    private static (int Line, int Column) FirstTab(string text) => Tab().Match(text) is { Success: true } tab
        ? (1 + text.AsSpan(0, tab.Index).Count('\n'), tab.Length)
        : (1, 1);

    private static bool IsEntry(SyntaxScan.Row row) => row.Text == "-" || row.Text.StartsWith("- ", StringComparison.Ordinal);

    private static string Name(Match key) => QuotedText.Of(key.Groups["key"].Value.Trim('"', '\''));

    private static string Named(SyntaxScan.Bracket bracket) => $"\"{bracket.Sign}\" in line {bracket.Line}, column {bracket.Column}";

    private static char SignAt(string text, int line, int column)
    {
        var at = StartOf(text, line) + column - 1;
        return at < text.Length ? text[at] : '\n';
    }

    private static bool IsNextTo(string text, int line, int end, int column) =>
        end < column && StartOf(text, line) is var start && start + column - 1 <= text.Length && string.IsNullOrWhiteSpace(text[(start + end)..(start + column - 1)]);

    private static int StartOf(string text, int line)
    {
        var at = 0;
        for (; line > 1 && text.IndexOf('\n', at) is >= 0 and var end; line--)
        {
            at = end + 1;
        }

        return at;
    }

    [GeneratedRegex("""^(?:[-?] +)*(?<key>"[^"]*"|'[^']*'|[^\s"'#\[{][^#:]*(?::[^\s#:][^#:]*)*):(?=[ \t]|\z)""", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"^(?:- +)*(?<key>[A-Za-z_][\w./-]*):(?!//)\S|^(?:- +)*(?<key>[A-Za-z_][\w./-]*):[^\S \t]", RegexOptions.CultureInvariant)]
    private static partial Regex GluedKey();

    [GeneratedRegex("""^-(?<key>[A-Za-z_"'][^\s:]*):""", RegexOptions.CultureInvariant)]
    private static partial Regex GluedDash();

    [GeneratedRegex(@"^ *\t", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Tab();

    [GeneratedRegex(@":\s+[|>][-+0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlockText();
}
