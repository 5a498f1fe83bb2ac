using System.Globalization;
using System.Text;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>
/// Makes foreign text safe to show: names and values come from files and clusters that others may write. What could move the
/// cursor, change colours, turn the reading direction, hide, begin a new line or be a CI command is written as <c>\u{1B}</c>.
/// </summary>
internal static class SafeText
{
    /// <summary>The text for one place within one line.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("::", StringComparison.Ordinal) && !text.Contains('#', StringComparison.Ordinal))
        {
            return text;
        }

        // GitHub's runner obeys lines that begin with "::", and "##[" anywhere; Azure's obeys "##vso[".
        var result = new StringBuilder(text.Length + 16);
        var commandAt = text.TrimStart().StartsWith("::", StringComparison.Ordinal) ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isReplacement = rune == Rune.ReplacementChar && text[position] != '\uFFFD';
            if (isReplacement)
            {
                result.Append(UnseenRunes.Escape(text[position]));
            }
            else if (rune.IsUnseen() || position == commandAt || (rune.Value == '#' && position > 0 && text[position - 1] == '#'))
            {
                result.Append(UnseenRunes.Escape(rune.Value));
            }
            else
            {
                result.Append(rune);
            }

            position += isReplacement ? 1 : rune.Utf16SequenceLength;
        }

        return result.ToString();
    }

    /// <summary>The same for a finished JSON text, where only strings can hold such characters: they become JSON escapes.</summary>
    public static string OfJson(string json)
    {
        if (!json.AsSpan().ContainsAnyExceptInRange(' ', '~') && !json.Contains("##", StringComparison.Ordinal))
        {
            return json;
        }

        var result = new StringBuilder(json.Length + 16);
        Span<char> units = stackalloc char[2];
        foreach (var rune in json.EnumerateRunes())
        {
            if (!rune.IsUnseen() && !(rune.Value == '#' && result is [.., '#']))
            {
                result.Append(rune);
                continue;
            }

            var length = rune.EncodeToUtf16(units);
            foreach (var unit in units[..length])
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
        }

        return result.ToString();
    }
}
