using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>
/// Finds lines that are indented with tabs, outside of text in quotes or blocks: YAML forbids them, the parser even before a
/// comment, and its own message names another line.
/// </summary>
internal sealed class TabIndentation
{
    /// <summary>Of a text that may be indented so.</summary>
    public static readonly TabIndentation None = new("", "");

    private const int MostLines = 100_000;

    private readonly string _fileName;

    // In the order of lines; the column becomes 0 when the tab turns out to be inside a text.
    private readonly List<(int Line, int Column)> _lines = [];

    public TabIndentation(string fileName, string text)
    {
        _fileName = fileName;
        if (!text.Contains('\t', StringComparison.Ordinal))
        {
            return;
        }

        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indented = line.IndexOfAnyExcept(' ', '\t');
            if (indented > 0 && line[..indented].IndexOf('\t') is >= 0 and var tab)
            {
                _lines.Add((number, tab + 1));
                if (_lines.Count == MostLines)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Lines inside this text may begin with a tab.</summary>
    public void Skip(Scalar scalar)
    {
        if (_lines.Count == 0 || scalar.Style == ScalarStyle.Plain)
        {
            return;
        }

        // A block's end is the first column of the line behind it.
        var end = scalar.End.Column > 1 ? scalar.End.Line : scalar.End.Line - 1;
        var first = _lines.BinarySearch(((int)scalar.Start.Line + 1, 0));
        for (var i = first < 0 ? ~first : first; i < _lines.Count && _lines[i].Line <= end; i++)
        {
            _lines[i] = (_lines[i].Line, 0);
        }
    }

    /// <summary>True when there was one to report.</summary>
    public bool Report(List<Diagnostic> findings)
    {
        var before = findings.Count;
        findings.AddRange(_lines
            .Where(l => l.Column > 0)
            .Take(DiagnosticBag.Most + 1)
            .Select(l => KnownDiagnostics.TabIndentation(new SourceLocation(_fileName, l.Line, l.Column))));
        return findings.Count > before;
    }
}
