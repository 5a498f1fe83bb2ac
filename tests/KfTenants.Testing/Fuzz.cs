using System.Globalization;

namespace KfTenants.Testing;

/// <summary>How many cases a generating test plays: a sample in every run of the tests, any number with <c>script/fuzz</c>.</summary>
public static class Fuzz
{
    private static readonly int Cases = Number("KFTENANTS_FUZZ_CASES", 0);
    private static readonly int First = Number("KFTENANTS_FUZZ_SEED", 0);

    /// <summary>One seed for each case: a failure names it, and is played again with it.</summary>
    /// <param name="sample">Without script/fuzz.</param>
    /// <param name="share">Of slow cases only each so-manieth is played.</param>
    public static IEnumerable<int> Seeds(int sample, int share = 1) => Enumerable.Range(First, Cases == 0 ? sample : Math.Max(1, Cases / share));

    /// <summary>Plays the cases; a failure says with which seed.</summary>
    public static void Play(int sample, Action<Random> play, int share = 1)
    {
        foreach (var seed in Seeds(sample, share))
        {
            try
            {
                play(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    /// <summary>The text with some characters, words or lines changed, doubled, moved or lost.</summary>
    public static string Mutated(string text, Random random, string[] tokens)
    {
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(text.Length - at, random.Next(random.Next(4) == 0 ? 200 : 6));
            text = random.Next(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(random.Next(text.Length - length + 1), length)),
                2 => text.Insert(at, tokens[random.Next(tokens.Length)]),
                3 => text.Remove(at, length).Insert(at, tokens[random.Next(tokens.Length)]),
                4 => text[..at],
                _ => text.Insert(at, ((char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x7F)).ToString()),
            };
        }

        return text;
    }

    /// <summary>A text of nothing but tokens.</summary>
    public static string Soup(Random random, string[] tokens) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => tokens[random.Next(tokens.Length)]));

    /// <summary>What YAML gives a meaning to.</summary>
    public static readonly string[] YamlTokens =
    [
        "\n", "\n  ", "\n- ", "  ", " ", "\t", ": ", ":", "- ", "? ", ", ", "[", "]", "{", "}", "#", " # c\n", "&a ", "*a ", "*a", "!", "!!str ", "!x ", "!!", "|", "|\n",
        ">-\n", "'", "\"", "\\", "\\u00", "%", "@", "`", "---\n", "...\n", "%YAML 1.2\n", "<<: ", "~", "null", "true", "12", "1e9", "0x1F", ".inf", "\r", "\r\n", "\u0085",
        "\u2028",
        "\uFEFF", "\u202E", "\0", "\u001b[31m", "\uD83D", "a", "kftenants.io/v1", "tenants:", "users:", "name: ", "owner: ", "contributors: ", "quota: ", "group: ", "::error::",
        "[red]",
        "staticPasswords:", "email: ", "hash: ", "groups: ", "apiVersion: ", "kind: ",
    ];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
