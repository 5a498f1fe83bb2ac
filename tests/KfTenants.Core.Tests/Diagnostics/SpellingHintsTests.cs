using System.Diagnostics;

namespace KfTenants.Diagnostics;

public sealed class SpellingHintsTests
{
    [Theory]
    [InlineData("contributers", "contributors")]
    [InlineData("nmae", "name")]
    [InlineData("Owner", "owner")]
    [InlineData("guard", "guards")]
    [InlineData("limitrange", "limitRange")]
    [InlineData("bne", "ben")]
    public void A_near_miss_finds_the_word(string word, string meant) =>
        Assert.Equal(meant, new SpellingHints().Nearest(word, ["owner", "contributors", "name", "guards", "limitRange", "ben", "ana"]));

    [Theory]
    [InlineData("zebra")]
    [InlineData("")]
    [InlineData("carl@example.com")]
    public void A_far_word_finds_nothing(string word) => Assert.Null(new SpellingHints().Nearest(word, ["name", "owner", "ana@example.com"]));

    [Theory]
    [InlineData("--detail", "--detailed-exitcode")]
    [InlineData("contrib", "contributors")]
    [InlineData("co", null)]
    [InlineData("--", null)]
    public void A_beginning_is_enough_when_it_says_something(string typed, string? meant) =>
        Assert.Equal(meant, new SpellingHints().Nearest(typed, ["plan", "view", "edit", "contributors", "--detailed-exitcode"]));

    [Fact]
    public void Of_equally_near_words_the_first_in_ordinal_order_is_taken()
    {
        Assert.Equal("team-a", new SpellingHints().Nearest("team-x", ["team-b", "team-a", "team-c"]));
        Assert.Equal("team-a", new SpellingHints().Nearest("team-x", ["team-c", "team-a", "team-b"]));
    }

    [Fact]
    public void The_work_is_bounded()
    {
        var hints = new SpellingHints();
        var candidates = Enumerable.Range(0, 20_000).Select(i => $"user-number-{i:D6}").ToArray();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20_000; i++)
        {
            hints.Nearest($"usre-numbre-{i:D6}", candidates);
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
    }
}
