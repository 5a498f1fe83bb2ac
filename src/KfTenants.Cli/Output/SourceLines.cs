using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>
/// The line that a finding is about, as it stands in the file, with a mark under its column. What may be part of a secret is never shown: a line
/// that speaks of one, what is indented below it, and what goes on from it.
/// </summary>
/// <param name="documents">By the names that places have.</param>
internal sealed partial class SourceLines(ImmutableDictionary<string, ImmutableArray<byte>> documents)
{
    // Of a longer line, what is around the column.
    private const int Before = 60;
    private const int After = 40;

    public static readonly SourceLines None = new([]);

    private Reader? _reader;

    /// <summary>Two lines of text; nothing where the line must not be shown, is empty, or is not known.</summary>
    /// <remarks>Quick for places in their order, which findings have.</remarks>
    public void AddTo(StyledText text, SourceLocation at)
    {
        if (_reader is null || _reader.Name != at.File || _reader.Line > at.Line)
        {
            _reader = documents.TryGetValue(at.File, out var bytes) ? new Reader(at.File, bytes) : null;
        }

        if (_reader?.Shown(at.Line) is not { } shown)
        {
            return;
        }

        var line = shown.Span;
        var column = StartOf(line, Math.Min(at.Column - 1, line.Length));
        var isShort = line.Length <= Before + After;
        var start = isShort ? 0 : StartOf(line, Math.Max(0, column - Before));
        var end = isShort ? line.Length : StartOf(line, Math.Min(line.Length, column + After));
        var left = (start > 0 ? "…" : "") + SafeText.Of(line[start..column].ToString());
        var number = $"{at.Line}";
        text.Add(Tone.Faint, $"  {number} | ").Add(left + SafeText.Of(line[column..end].ToString()) + (end < line.Length ? "…" : "")).EndLine();
        text.Add(Tone.Faint, $"  {new string(' ', number.Length)} | ").Add(new string(' ', left.Length)).Add(Tone.Bad, "^").EndLine();
    }

    // Not in the middle of a character.
    private static int StartOf(ReadOnlySpan<char> line, int at) => at > 0 && at < line.Length && char.IsLowSurrogate(line[at]) && char.IsHighSurrogate(line[at - 1]) ? at - 1 : at;

    /// <summary>Goes through one document, and knows of each line whether it may be shown.</summary>
    private sealed class Reader(string name, ImmutableArray<byte> bytes)
    {
        // The lines around this one: how far each is indented, and whether what is below it is secret.
        private readonly Stack<(int Indent, bool IsSecret)> _around = new();
        private int _at = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        private bool _isOpen;
        private ReadOnlyMemory<char>? _shown;

        public string Name => name;

        /// <summary>The last line that was asked for.</summary>
        public int Line { get; private set; }

        public ReadOnlyMemory<char>? Shown(int line)
        {
            while (Line < line && _at < bytes.Length)
            {
                Read();
            }

            return Line == line ? _shown : null;
        }

        private void Read()
        {
            // Line by line: the whole text once more would be the largest thing in memory.
            var rest = bytes.AsSpan()[_at..];
            var length = rest.IndexOf((byte)'\n') is >= 0 and var found ? found : rest.Length;
            var text = Encoding.UTF8.GetString(rest[..length]).AsMemory().TrimEnd('\r');
            var line = text.Span;
            var indent = line.IndexOfAnyExcept(' ', '\t');
            _shown = null;
            if (indent >= 0)
            {
                while (_around.TryPeek(out var above) && above.Indent >= indent)
                {
                    _around.Pop();
                }

                // A list may begin in the column of its key, and a text in quotes or brackets go on in any.
                var goesOn = _isOpen && !Beginning().IsMatch(line);
                var speaks = Secret().IsMatch(line);
                var isSecret = speaks || goesOn || (_around.TryPeek(out var parent) && parent.IsSecret);
                _around.Push((indent, isSecret));
                _isOpen = speaks || goesOn;
                _shown = isSecret ? default(ReadOnlyMemory<char>?) : text;
            }

            _at += length + 1;
            Line++;
        }
    }

    // Also misspelled: a wrong key is what a finding is about.
    [GeneratedRegex(@"log\W?-?in|pas+w|pass|pwd|pw\b|secret|hash|token|credential|\$2[abxy]?\$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    [GeneratedRegex(@"^\s*(?:- |[-\w./""']+:(?:\s|\z))", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();
}
