using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Documents;

/// <summary>Finds lines that are indented with tabs, outside of text in quotes or blocks: YAML forbids them, the parser even before a comment, and its own message names another line.</summary>
internal sealed class TabIndentation
{
    private readonly SortedDictionary<long, SourceLocation> _lines = [];

    public TabIndentation(string fileName, string text)
    {
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
                _lines[number] = new SourceLocation(fileName, number, tab + 1);
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

        for (var line = scalar.Start.Line + 1; line <= scalar.End.Line; line++)
        {
            // A block's end is the first column of the line behind it.
            if (line < scalar.End.Line || scalar.End.Column > 1)
            {
                _lines.Remove(line);
            }
        }
    }

    /// <summary>True when there was one to report.</summary>
    public bool Report(List<Diagnostic> findings)
    {
        findings.AddRange(_lines.Values.Select(KnownDiagnostics.TabIndentation));
        return _lines.Count > 0;
    }
}
