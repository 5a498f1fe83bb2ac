using System.Collections.Immutable;
using System.Text;

namespace KfTenants.Tenants.Unicode;

/// <summary>The scripts of a text's letters, as far as they can be taken for each other: by Unicode's blocks (Blocks.txt), not letter by letter.</summary>
internal static class Scripts
{
    private const string Latin = "Latin";
    private const string EastAsian = "East Asian";
    private const string Other = "another script";

    private static readonly (int First, int Last, string Script)[] Blocks =
    [
        (0x0041, 0x024F, Latin), (0x0250, 0x02AF, Latin), (0x0370, 0x03FF, "Greek"), (0x0400, 0x052F, "Cyrillic"), (0x0530, 0x058F, "Armenian"),
        (0x0590, 0x05FF, "Hebrew"), (0x0600, 0x077F, "Arabic"), (0x10A0, 0x10FF, "Georgian"), (0x1100, 0x11FF, EastAsian), (0x13A0, 0x13FF, "Cherokee"),
        (0x1C80, 0x1C8F, "Cyrillic"), (0x1D00, 0x1DBF, Latin), (0x1E00, 0x1EFF, Latin), (0x1F00, 0x1FFF, "Greek"), (0x2100, 0x214F, Latin), (0x2C60, 0x2C7F, Latin),
        (0x2C80, 0x2CFF, "Coptic"), (0x2DE0, 0x2DFF, "Cyrillic"), (0x2E80, 0x31FF, EastAsian), (0x3400, 0x9FFF, EastAsian), (0xA640, 0xA69F, "Cyrillic"),
        (0xA720, 0xA7FF, Latin), (0xAB30, 0xAB6F, Latin), (0xAB70, 0xABBF, "Cherokee"), (0xAC00, 0xD7FF, EastAsian), (0xF900, 0xFAFF, EastAsian),
        (0xFB00, 0xFB06, Latin), (0xFF21, 0xFF5A, Latin), (0xFF66, 0xFFDC, EastAsian), (0x20000, 0x3FFFF, EastAsian),
    ];

    /// <summary>In the order of their first letters; digits, signs and accents have none.</summary>
    public static ImmutableArray<string> Of(string text) => [.. text.EnumerateRunes().Where(Rune.IsLetter).Select(Of).Distinct(StringComparer.Ordinal)];

    /// <summary>More than one script, but Latin beside Chinese, Japanese and Korean, which is usual and not confusing (UTS #39, restriction levels).</summary>
    public static bool AreMixed(ImmutableArray<string> scripts) => scripts.Length > 1 && !(scripts.Length == 2 && scripts.Contains(Latin) && scripts.Contains(EastAsian));

    private static string Of(Rune letter) => Blocks.FirstOrDefault(b => b.First <= letter.Value && letter.Value <= b.Last).Script ?? Other;
}
