namespace KfTenants.Diagnostics;

public sealed class SpellingHintsTests
{
    [Theory]
    [InlineData("plna", "plan")]
    [InlineData("vew", "view")]
    [InlineData("EDIT", "edit")]
    [InlineData("contributers", "contributors")]
    [InlineData("--detail", "--detailed-exitcode")]
    [InlineData("contrib", "contributors")]
    [InlineData("co", null)]
    [InlineData("--", null)]
    [InlineData("quota", null)]
    [InlineData("", null)]
    public void The_word_that_was_probably_meant(string typed, string? meant) =>
        Assert.Equal(meant, new SpellingHints().Nearest(typed, ["plan", "view", "edit", "contributors", "--detailed-exitcode"]));

    [Fact]
    public void Of_equally_near_words_the_first_in_ordinal_order_whatever_order_they_come_in() =>
        Assert.Equal(["team-a", "team-a"], new string[][] { ["team-b", "team-a"], ["team-a", "team-b"] }.Select(w => new SpellingHints().Nearest("team-x", w)));

    [Fact]
    public void A_million_words_are_not_a_hang()
    {
        var hints = new SpellingHints();
        var words = Enumerable.Range(0, 2_000).Select(i => $"a-rather-long-name-of-a-tenant-{i:D40}").ToArray();
        for (var i = 0; i < 1_000; i++)
        {
            _ = hints.Nearest(words[i] + "x", words);
        }
    }
}
