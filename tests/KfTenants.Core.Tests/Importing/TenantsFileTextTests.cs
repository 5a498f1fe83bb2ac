using System.Text;
using KfTenants.Testing;
using KfTenants.Yaml;

namespace KfTenants.Importing;

public sealed class TenantsFileTextTests
{
    private static readonly string[] Odd =
    [
        "", " ", "no", "On", "~", "null", "1", "0x1F", "1_000", "12:30", "-", "- a", "a: b", "a #b", "#", "&a", "*a", "!x", "{", "a,b", "[x]", "it's",
        "\"q\"", "\\", "%", "@x", "`",
        "line\nline", "tab\t", "ana@example.com", "a b@x", "Über@example.com", "用户@例え.jp", "emoji 😀", "a.b+c@x.example", "\u00a0",
        "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy",
    ];

    [Fact]
    public void What_is_written_is_read_as_the_same_text_alone_and_in_braces()
    {
        Assert.All(Odd, AssertRead);
        Fuzz.Play(300, random => AssertRead(Fuzz.Soup(random, Fuzz.YamlTokens)));
        Fuzz.Play(300, random => AssertRead(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => AnyRune(random).ToString()))));
    }

    [Theory]
    [InlineData("4", "4")]
    [InlineData("16Gi", "16Gi")]
    [InlineData("100m", "100m")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("a: b", "\"a: b\"")]
    public void An_amount_stands_bare_where_it_is_one(string amount, string expected) => Assert.Equal(expected, TenantsFileText.Amount(amount));

    [Fact]
    public void A_comment_is_folded_and_holds_nothing_that_ends_it_or_cannot_be_seen()
    {
        var lines = TenantsFileText.Comment("  ", "a\nb\u202Ec\u0085d " + string.Join(' ', Enumerable.Repeat("word", 60))).ToList();

        Assert.StartsWith("  # a\\u{A}b\\u{202E}c\\u{85}d word", lines[0], StringComparison.Ordinal);
        Assert.All(lines, l => Assert.InRange(l.Length, 1, 145));
        Assert.All(lines.Skip(1), l => Assert.StartsWith("  #   word", l, StringComparison.Ordinal));
        Assert.Equal(60, lines.Sum(l => l.Split(' ').Count(w => w == "word")));
    }

    private static void AssertRead(string text)
    {
        // What the file may not hold in any spelling is refused by the reader, and then not imported.
        if (YamlCharacters.FirstRefusedIn(text) is not null || !IsWhole(text))
        {
            return;
        }

        var scalar = TenantsFileText.Scalar(text);
        Assert.True(YamlDocument.Parse("t.yaml", $"a: {scalar}\nb: {{c: {scalar}, d: [{scalar}]}}\n{scalar}: e\n").TryGet(out var document, out var problems),
            $"{scalar}: {string.Join(' ', problems)}");
        var root = (YamlNode.Mapping)document.Root;
        var inner = root.Map("b");
        foreach (var read in new[] { root.Text("a"), inner.Text("c"), (YamlNode.Scalar)inner.List("d")!.Items[0] })
        {
            Assert.Equal(text, read?.Text);
        }

        Assert.True(text is "a" or "b" || root.Has(text));
    }

    private static bool IsWhole(string text) => text.EnumerateRunes().All(r => r != Rune.ReplacementChar) && text is not ("a" or "b");

    private static Rune AnyRune(Random random)
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(random.Next(3) == 0 ? 0x110000 : 0x100), out var rune))
            {
                return rune;
            }
        }
    }
}
