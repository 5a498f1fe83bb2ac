using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>Comma-separated values as RFC 4180 has them: lines end with LF or CRLF, a field in double quotes may hold commas, line ends, and quotes doubled.</summary>
internal sealed class CsvRecords
{
    private readonly string _file;
    private readonly string _text;
    private readonly DiagnosticBag _findings;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private CsvRecords(string file, string text, DiagnosticBag findings) => (_file, _text, _findings) = (file, text, findings);

    /// <summary>The lines that are not empty, each field with its place.</summary>
    public static IReadOnlyList<ImmutableArray<YamlNode.Scalar>> Read(string file, string text, DiagnosticBag findings)
    {
        var reader = new CsvRecords(file, text, findings);
        var lines = new List<ImmutableArray<YamlNode.Scalar>>();
        while (reader._at < text.Length && !findings.IsFull)
        {
            var fields = reader.Line();
            if (fields is not [{ Text.Length: 0 }])
            {
                lines.Add(fields);
            }
        }

        return lines;
    }

    private SourceLocation Here => new(_file, _line, _at - _lineStart + 1);

    private ImmutableArray<YamlNode.Scalar> Line()
    {
        var fields = ImmutableArray.CreateBuilder<YamlNode.Scalar>();
        while (true)
        {
            var place = Here;
            var text = _at < _text.Length && _text[_at] == '"' ? Quoted(place) : Bare();
            fields.Add(new YamlNode.Scalar(text, ScalarKind.Text, place));
            if (_at < _text.Length && _text[_at] == ',')
            {
                _at++;
                continue;
            }

            EndLine();
            return fields.ToImmutable();
        }
    }

    private string Bare()
    {
        var end = _text.AsSpan(_at).IndexOfAny(",\r\n");
        var text = end < 0 ? _text[_at..] : _text.Substring(_at, end);
        if (text.Contains('"', StringComparison.Ordinal))
        {
            _findings.Add(KnownDiagnostics.CsvLine(Here, "has a double quote inside a field: put the whole field in double quotes, and write each of its own twice"));
        }

        _at += text.Length;
        return text;
    }

    private string Quoted(SourceLocation place)
    {
        var result = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '"' && _at + 1 < _text.Length && _text[_at + 1] == '"')
            {
                _at++;
            }
            else if (c == '"')
            {
                _at++;
                if (_at < _text.Length && _text[_at] is not (',' or '\r' or '\n'))
                {
                    _findings.Add(KnownDiagnostics.CsvLine(Here, "goes on behind the double quote that ends a field"));
                    Bare();
                }

                return result.ToString();
            }
            else if (c == '\n')
            {
                (_line, _lineStart) = (_line + 1, _at + 1);
            }

            result.Append(c);
        }

        _findings.Add(KnownDiagnostics.CsvLine(place, "opens a field with a double quote that nothing closes"));
        return result.ToString();
    }

    private void EndLine()
    {
        if (_at < _text.Length && _text[_at] == '\r')
        {
            _at++;
            if (_at >= _text.Length || _text[_at] != '\n')
            {
                _findings.Add(KnownDiagnostics.CsvLine(Here, "has a carriage return that ends no line"));
                return;
            }
        }

        if (_at < _text.Length && _text[_at] == '\n')
        {
            _at++;
            (_line, _lineStart) = (_line + 1, _at);
        }
    }
}
