using System.Collections.Frozen;
using System.Text;

namespace KfTenants.Tenants.Unicode;

/// <summary>
/// Which texts a reader takes for each other. A small table of our own: the letters of Cyrillic, Greek and other blocks that common
/// fonts draw as a Latin one, chosen after Unicode's list of confusable characters (UTS #39, confusables.txt), and the full-width forms.
/// </summary>
internal static class LookAlikes
{
    // The letter, then what is drawn like it.
    private static readonly FrozenDictionary<int, int> Drawn = Read(
        "a\u0430\u03B1\u0251", "b\u042C\u044C\u0184", "c\u0441\u03F2\u217D", "d\u0501\u217E", "e\u0435\u04BD", "g\u0261\u0581",
        "h\u04BB\u0570", "i\u0456\u03B9\u0131\u0269\u2170", "j\u0458\u03F3", "k\u043A\u03BA\u0138", "l\u04CF\u217C", "m\u043C\u217F",
        "n\u043F\u03B7\u0578", "o\u043E\u03BF\u0585\u03C3", "p\u0440\u03C1", "q\u051B\u0566", "r\u0433\u1D26", "s\u0455\uA731\u017F",
        "t\u0442\u03C4", "u\u03C5\u057D\u028B", "v\u03BD\u0475\u2174", "w\u051D\u03C9\u0461", "x\u0445\u03C7\u2179",
        "y\u0443\u03B3\u04AF\u028F", "z\u1D22", "A\u0410\u0391", "B\u0412\u0392", "C\u0421\u03F9\u216D", "D\u216E", "E\u0415\u0395",
        "F\u03DC", "G\u050C", "H\u041D\u0397", "I\u0406\u0399\u04C0\u2160", "J\u0408\u037F", "K\u041A\u039A\u212A", "L\u216C",
        "M\u041C\u039C\u216F", "N\u039D", "O\u041E\u039F\u0555", "P\u0420\u03A1", "S\u0405\u054F", "T\u0422\u03A4", "U\u054D",
        "V\u2164\u0474", "W\u051C", "X\u0425\u03A7\u2169", "Y\u0423\u03A5\u04AE", "Z\u0396");

    /// <summary>Equal for texts that look alike; ignores case.</summary>
    public static string SkeletonOf(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = rune.Value is >= 0xFF01 and <= 0xFF5E ? rune.Value - 0xFF01 + '!' : rune.Value;
            result.Append(Rune.ToLowerInvariant(new Rune(Drawn.GetValueOrDefault(shown, shown))));
        }

        return result.ToString();
    }

    private static FrozenDictionary<int, int> Read(params string[] groups) =>
        groups.SelectMany(g => g.EnumerateRunes().Skip(1).Select(r => (Rune: r.Value, Letter: (int)g[0]))).DistinctBy(p => p.Rune)
            .ToFrozenDictionary(p => p.Rune, p => p.Letter);
}
