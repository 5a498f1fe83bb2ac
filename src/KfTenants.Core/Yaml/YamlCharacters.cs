using System.Buffers;
using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>
/// Which characters a document may hold. Controls are not YAML; bidirectional controls make a reviewer see another text than the
/// program reads (CVE-2021-42574); NEL, LS and PS end a line in YAML 1.1 but not in 1.2, and a carriage return alone ends one in YAML but not
/// in git and most editors, so that a comment can hide what stands behind it.
/// </summary>
internal static class YamlCharacters
{
    private const int MostReported = 20;

    private static readonly SearchValues<char> Refused = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(IsRefused)]);

    /// <summary>The first refused character of a value, which can come from an escape as well.</summary>
    public static char? FirstRefusedIn(string value) => value.AsSpan().IndexOfAny(Refused) is >= 0 and var at ? value[at] : null;

    private static bool IsRefused(char c) => (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
        || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF' or '\uFFFE' or '\uFFFF';

    /// <summary>False when the text holds such characters; then the first are among the findings.</summary>
    /// <param name="text">Whole lines.</param>
    /// <param name="line">The number of the first of them.</param>
    public static bool Check(string fileName, string text, List<Diagnostic> findings, int line = 1)
    {
        var position = 0;
        var lineStart = 0;
        while (findings.Count < MostReported)
        {
            var next = NextRefused(text, position);
            if (next < 0)
            {
                break;
            }

            for (var end = text.IndexOf('\n', position, next - position); end >= 0; end = text.IndexOf('\n', end + 1, next - end - 1))
            {
                line++;
                lineStart = end + 1;
            }

            findings.Add(KnownDiagnostics.RefusedCharacter(new SourceLocation(fileName, line, next - lineStart + 1), text[next]));
            position = next + 1;
        }

        return findings.Count == 0;
    }

    private static int NextRefused(string text, int from)
    {
        var found = text.AsSpan(from).IndexOfAny(Refused);
        var end = found < 0 ? text.Length : from + found;
        var loneReturn = NextLoneReturn(text, from, end);
        var loneSurrogate = NextLoneSurrogate(text, from, loneReturn >= 0 ? loneReturn : end);
        return loneSurrogate >= 0 ? loneSurrogate : loneReturn >= 0 ? loneReturn : found < 0 ? -1 : end;
    }

    private static int NextLoneReturn(string text, int from, int to)
    {
        for (var at = text.IndexOf('\r', from, to - from); at >= 0; at = text.IndexOf('\r', at + 1, to - at - 1))
        {
            if (at + 1 >= text.Length || text[at + 1] != '\n')
            {
                return at;
            }
        }

        return -1;
    }

    private static int NextLoneSurrogate(string text, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            var next = text.AsSpan(at, to - at).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return at;
            }

            at++;
        }

        return -1;
    }
}
