using System.Globalization;
using System.Text;

namespace KfTenants.Diagnostics;

/// <summary>
/// Characters that no one can see, or that move, hide, colour or turn what is around them: foreign text may hold them, and no output of this program does. Each
/// is shown by its number.
/// </summary>
public static class UnseenRunes
{
    /// <summary>By its Unicode category: controls, formats, line and paragraph separators, and what has no agreed shape.</summary>
    public static bool IsUnseen(this Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;

    /// <summary><c>\u{1B}</c></summary>
    public static string Escape(int codePoint) => string.Create(CultureInfo.InvariantCulture, $"\\u{{{codePoint:X}}}");
}
