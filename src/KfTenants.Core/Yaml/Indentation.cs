using System.Buffers;
using System.Globalization;
using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>
/// Finds lines that are indented with tabs, or with what only looks like a space, outside of text in quotes or blocks: YAML forbids the one and takes the
/// other for a text. The parser's own message names another line.
/// </summary>
internal sealed class Indentation
{
    private const int MostLines = 100_000;

    private static readonly char[] OddOnes = [.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(IsOdd)];
    private static readonly SearchValues<char> Odd = SearchValues.Create(OddOnes);
    private static readonly SearchValues<char> Blanks = SearchValues.Create([' ', .. OddOnes]);

    /// <summary>Of a text that may be indented so.</summary>
    public static readonly Indentation None = new("");

    private readonly string _fileName;

    // In the order of lines; the column becomes 0 when the sign turns out to be inside a text.
    private readonly List<(int Line, int Column, char Sign)> _lines = [];

    public Indentation(string fileName) => _fileName = fileName;

    /// <summary>Looks at some whole lines of the text, which come in their order.</summary>
    /// <param name="firstLine">The number of the first of them.</param>
    public void Add(string text, int firstLine)
    {
        if (_lines.Count == MostLines || !text.AsSpan().ContainsAny(Odd))
        {
            return;
        }

        var number = firstLine - 1;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indented = line.IndexOfAnyExcept(Blanks);
            if ((indented < 0 ? line.IndexOfAnyExcept(' ', '\t') : line[..indented].IndexOfAnyExcept(' ')) is >= 0 and var odd)
            {
                _lines.Add((number, odd + 1, line[odd]));
                if (_lines.Count == MostLines)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Lines inside this text may begin with anything.</summary>
    public void Skip(Scalar scalar)
    {
        if (_lines.Count == 0 || scalar.Style == ScalarStyle.Plain)
        {
            return;
        }

        // A block's end is the first column of the line behind it.
        var end = scalar.End.Column > 1 ? scalar.End.Line : scalar.End.Line - 1;
        var first = _lines.BinarySearch(((int)scalar.Start.Line + 1, 0, '\0'));
        for (var i = first < 0 ? ~first : first; i < _lines.Count && _lines[i].Line <= end; i++)
        {
            _lines[i] = _lines[i] with { Column = 0 };
        }
    }

    /// <summary>True when there was one to report.</summary>
    public bool Report(List<Diagnostic> findings)
    {
        var before = findings.Count;
        findings.AddRange(_lines
            .Where(l => l.Column > 0)
            .Take(DiagnosticBag.Most + 1)
            .Select(l => (Place: new SourceLocation(_fileName, l.Line, l.Column), l.Sign))
            .Select(l => l.Sign == '\t' ? KnownDiagnostics.TabIndentation(l.Place) : KnownDiagnostics.NoSpace(l.Place, l.Sign)));
        return findings.Count > before;
    }

    // U+200B to U+200D and U+2060 have no width at all.
    private static bool IsOdd(char c) => c == '\t' || (c != ' ' && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator) || c is (>= '\u200B' and <= '\u200D') or '\u2060';
}
