using System.Globalization;
using System.Text;

namespace KfTenants.Diagnostics;

/// <summary>A text from outside, quoted for a message: nothing in it can end the line, colour a terminal, reverse the text or fill the screen.</summary>
public static class QuotedText
{
    private const int MaxLength = 60;

    public static string Of(string text)
    {
        var quoted = new StringBuilder("\"", MaxLength + 4);
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == MaxLength)
            {
                quoted.Append('…');
                break;
            }

            Append(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Several, as <c>"a", "b" or "c"</c>.</summary>
    public static string OneOf(IEnumerable<string> texts)
    {
        var quoted = texts.Select(Of).ToArray();
        return quoted.Length < 2 ? string.Concat(quoted) : string.Join(", ", quoted[..^1]) + " or " + quoted[^1];
    }

    private static void Append(StringBuilder quoted, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                quoted.Append("\\n");
                break;
            case '\r':
                quoted.Append("\\r");
                break;
            case '\t':
                quoted.Append("\\t");
                break;
            case '"' or '\\':
                quoted.Append('\\').Append((char)rune.Value);
                break;
            default:
                if (rune.IsUnseen())
                {
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}");
                }
                else
                {
                    quoted.Append(rune.ToString());
                }

                break;
        }
    }
}
