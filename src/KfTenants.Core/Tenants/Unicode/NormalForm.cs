using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace KfTenants.Tenants.Unicode;

/// <summary>
/// Whether a text is in Unicode's normal form C (UAX #15): the one spelling of letters with accents that keyboards and identity
/// providers produce. <see cref="string.IsNormalized()"/> takes everything for normalized where the program runs without ICU, as it does.
/// </summary>
internal static class NormalForm
{
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int TrailingOfSyllable = 28;

    private static readonly Lazy<Composition> Loaded = new(Composition.Read);

    public static bool IsComposed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return true;
        }

        var data = Loaded.Value;
        var given = text.EnumerateRunes().Select(r => r.Value).ToArray();
        if (given.Any(data.Never.Contains) || HasSplitSyllable(given))
        {
            return false;
        }

        var apart = given.SelectMany(data.Decompose).ToList();
        Order(apart, data);
        return Compose(apart, data).SequenceEqual(given);
    }

    // Korean syllables are composed by arithmetic: a leading and a vowel, then a trailing letter.
    private static bool HasSplitSyllable(int[] text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var (before, here) = (text[i - 1], text[i]);
            var isVowel = before is >= 0x1100 and <= 0x1112 && here is >= 0x1161 and <= 0x1175;
            var isTrailing = before is >= FirstSyllable and <= LastSyllable && (before - FirstSyllable) % TrailingOfSyllable == 0 && here is >= 0x11A8 and <= 0x11C2;
            if (isVowel || isTrailing)
            {
                return true;
            }
        }

        return false;
    }

    // Marks behind one letter by their class; marks of one class keep their order.
    private static void Order(List<int> text, Composition data)
    {
        for (var i = 1; i < text.Count; i++)
        {
            var (mark, markClass) = (text[i], data.ClassOf(text[i]));
            var at = i;
            while (markClass != 0 && at > 0 && data.ClassOf(text[at - 1]) > markClass)
            {
                text[at] = text[at - 1];
                at--;
            }

            text[at] = mark;
        }
    }

    private static List<int> Compose(List<int> text, Composition data)
    {
        var result = new List<int>(text.Count);
        var letter = -1;
        foreach (var next in text)
        {
            var nextClass = data.ClassOf(next);

            // A mark of the same or a higher class in between keeps this one from the letter.
            var isBlocked = letter < 0 || (letter < result.Count - 1 && (data.ClassOf(result[^1]) is var last && (last == 0 || last >= nextClass)));
            if (!isBlocked && data.Composed.TryGetValue((result[letter], next), out var composed))
            {
                result[letter] = composed;
                continue;
            }

            if (nextClass == 0)
            {
                letter = result.Count;
            }

            result.Add(next);
        }

        return result;
    }

    private sealed record Composition(
        FrozenSet<int> Never, FrozenDictionary<int, int> Classes, FrozenDictionary<int, (int, int)> Pairs, FrozenDictionary<(int, int), int> Composed)
    {
        public static Composition Read()
        {
            using var stream = typeof(NormalForm).Assembly.GetManifestResourceStream("normalization.txt")
                ?? throw new InvalidOperationException("The embedded normalization.txt is missing.");
            using var reader = new StreamReader(stream);
            var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            var section = new List<string>();
            while (reader.ReadLine() is { } line)
            {
                if (line is "never" or "class" or "pair")
                {
                    sections[line] = section = [];
                }
                else if (!line.StartsWith('#'))
                {
                    section.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                }
            }

            var pairs = sections["pair"].Select(p => p.Split('=', '+').Select(Hexadecimal).ToArray()).ToArray();
            return new Composition(
                sections["never"].SelectMany(Range).ToFrozenSet(),
                sections["class"].Select(c => c.Split(':')).SelectMany(c => Range(c[0]).Select(r => (r, Class: int.Parse(c[1], CultureInfo.InvariantCulture))))
                    .ToFrozenDictionary(c => c.r, c => c.Class),
                pairs.ToFrozenDictionary(p => p[0], p => (p[1], p[2])),
                pairs.ToFrozenDictionary(p => (p[1], p[2]), p => p[0]));
        }

        /// <summary>The canonical combining class; 0 for what others combine with.</summary>
        public int ClassOf(int character) => Classes.GetValueOrDefault(character);

        public IEnumerable<int> Decompose(int character) =>
            Pairs.TryGetValue(character, out var pair) ? [.. Decompose(pair.Item1), .. Decompose(pair.Item2)] : [character];

        private static IEnumerable<int> Range(string text)
        {
            var ends = text.Split('-').Select(Hexadecimal).ToArray();
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        }

        private static int Hexadecimal(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
