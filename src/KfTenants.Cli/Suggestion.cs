namespace KfTenants.Cli;

/// <summary>"Did you mean": the known word nearest to a mistyped one.</summary>
internal static class Suggestion
{
    /// <summary>The nearest of <paramref name="known"/>, when near enough to be meant; else null.</summary>
    public static string? For(string typed, IEnumerable<string> known)
    {
        var words = known.ToArray();
        if (typed.TrimStart('-').Length >= 3 && words.Where(w => w.StartsWith(typed, StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault() is { } longer)
        {
            return longer;
        }

        var best = words
            .Select(word => (Word: word, Distance: Distance(typed, word)))
            .OrderBy(c => c.Distance).ThenBy(c => c.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, best.Word.TrimStart('-').Length / 3) ? best.Word : null;
    }

    // Optimal string alignment: a swap of neighbours, the commonest slip, counts once.
    private static int Distance(string a, string b)
    {
        if (a.Length > 100)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
