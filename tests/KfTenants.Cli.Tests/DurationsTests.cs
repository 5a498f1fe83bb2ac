namespace KfTenants.Cli.Tests;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("24h", 86400)]
    public void A_time_is_a_number_and_a_letter(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5d")]
    [InlineData("1h30m")]
    [InlineData("99999999999h")]
    public void Anything_else_is_none(string text) => Assert.Null(Durations.Parse(text));

    [Fact]
    public void A_run_is_named_by_its_second_and_by_chance()
    {
        var now = new DateTimeOffset(2026, 11, 21, 10, 15, 2, TimeSpan.Zero);
        Assert.Matches("^20261121t101502-[a-z0-9]{4}$", RunIds.New(now));
        Assert.True(Enumerable.Range(0, 50).Select(_ => RunIds.New(now)).Distinct(StringComparer.Ordinal).Count() > 40);
    }
}
