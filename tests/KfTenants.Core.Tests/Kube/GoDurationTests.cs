namespace KfTenants.Kube;

public sealed class GoDurationTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData("24h", 86_400 * Second)]
    [InlineData("01h00m00s", 3_600 * Second)]
    [InlineData("100h05m09s", 360_309 * Second)]
    [InlineData("1.5h", 5_400 * Second)]
    [InlineData("90m", 5_400 * Second)]
    [InlineData("300ms", Second * 3 / 10)]
    [InlineData("1h30m", 5_400 * Second)]
    [InlineData("0", 0)]
    [InlineData("-1h", -3_600 * Second)]
    public void A_lifetime_is_read_as_the_reaper_of_pods_reads_it(string text, long nanoseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var read));
        Assert.Equal(nanoseconds, read);
    }

    [Theory]
    [InlineData("1d")]
    [InlineData("3600")]
    [InlineData("24 h")]
    [InlineData("")]
    public void A_lifetime_with_which_a_reaper_never_deletes_the_pod_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    // The cases of Go's own documentation and edges of its arithmetic (time/format.go, ParseDuration).
    [Theory]
    [InlineData("+5s", 5 * Second)]
    [InlineData("-0", 0)]
    [InlineData("+0", 0)]
    [InlineData("0s", 0)]
    [InlineData("5.s", 5 * Second)]
    [InlineData(".5s", Second / 2)]
    [InlineData("1ns", 1)]
    [InlineData("1us", 1_000)]
    [InlineData("1\u00b5s", 1_000)]
    [InlineData("1\u03bcs", 1_000)]
    [InlineData("2h45m0.5s", (9_900 * Second) + (Second / 2))]
    [InlineData("1h1h", 7_200 * Second)]
    [InlineData("5m1h", 3_900 * Second)]
    [InlineData("0.9ns", 0)]
    [InlineData("0.3333333333333333333h", 1_200 * Second)]
    [InlineData("0.100000000000000000000h", 360 * Second)]
    [InlineData("9223372036854775807ns", long.MaxValue)]
    [InlineData("-9223372036854775808ns", long.MinValue)]
    [InlineData("2562047h47m16.854775807s", long.MaxValue)]
    public void What_Go_reads_is_read(string text, long nanoseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var read));
        Assert.Equal(nanoseconds, read);
    }

    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("+.s")]
    [InlineData("--1h")]
    [InlineData("00")]
    [InlineData("1H")]
    [InlineData("1w")]
    [InlineData("1h ")]
    [InlineData(" 1h")]
    [InlineData("1h30")]
    [InlineData("1,5h")]
    [InlineData("1e3s")]
    [InlineData("\u0661h")]
    [InlineData("9223372036854775808ns")]
    [InlineData("-9223372036854775809ns")]
    [InlineData("9223372036854775.808us")]
    [InlineData("92233720368547758070h")]
    [InlineData("3000000h")]
    [InlineData("2562047h47m16.854775808s")]
    [InlineData("2000000h2000000h")]
    public void What_Go_refuses_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
