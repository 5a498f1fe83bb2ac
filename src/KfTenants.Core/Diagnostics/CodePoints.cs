using System.Globalization;
using System.Text;

namespace KfTenants.Diagnostics;

/// <summary>Shows which characters a text has where its shape does not say so: <c>&lt;U+0430&gt;na@example.com</c>.</summary>
public static class CodePoints
{
    /// <summary>The text with a code point for every character beyond ASCII; a text without one as it is.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.IsAscii ? result.Append((char)rune.Value) : result.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        }

        return result.ToString();
    }
}
