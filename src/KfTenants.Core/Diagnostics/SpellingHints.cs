namespace KfTenants.Diagnostics;

/// <summary>Finds the word that was probably meant. Its work is bounded over all calls: a hint is a courtesy, a hang is not.</summary>
public sealed class SpellingHints
{
    private const int LongestWord = 80;
    private const int ShortWord = 4;
    private const int ShortestBeginning = 3;

    private long _remainingSteps = 2_000_000;

    /// <summary><c>; did you mean "x"?</c> or, when nothing is near, the empty text.</summary>
    public string For(string word, IEnumerable<string> candidates) => Of(Nearest(word, candidates));

    public static string Of(string? meant) => meant is null ? "" : $"; did you mean {QuotedText.Of(meant)}?";

    /// <summary>
    /// The nearest candidate, of several equally near ones the first in ordinal order; when none is near, one that begins with the
    /// word; else null.
    /// </summary>
    public string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        string? nearest = null;
        string? longer = null;
        var isBeginning = word.TrimStart('-').Length >= ShortestBeginning;
        var best = (word.Length <= ShortWord ? 1 : 2) + 1;
        foreach (var candidate in candidates)
        {
            if (_remainingSteps <= 0)
            {
                break;
            }

            _remainingSteps--;
            if (isBeginning && candidate.StartsWith(word, StringComparison.Ordinal) && (longer is null || string.CompareOrdinal(candidate, longer) < 0))
            {
                longer = candidate;
            }

            if (candidate.Length == 0 || Math.Abs(candidate.Length - word.Length) > best)
            {
                continue;
            }

            _remainingSteps -= word.Length * candidate.Length;
            var distance = Distance(word, candidate);
            if (distance < best || (distance == best && nearest is not null && string.CompareOrdinal(candidate, nearest) < 0))
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest ?? longer;
    }

    // Optimal string alignment: a swap of neighbours, the commonest slip of the fingers, is one step. Case is not counted.
    private static int Distance(string a, string b)
    {
        Span<int> before = stackalloc int[b.Length + 1];
        Span<int> previous = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]);
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 2]) &&
                    char.ToUpperInvariant(a[i - 2]) == char.ToUpperInvariant(b[j - 1]))
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            var oldest = before;
            before = previous;
            previous = current;
            current = oldest;
        }

        return previous[b.Length];
    }
}
