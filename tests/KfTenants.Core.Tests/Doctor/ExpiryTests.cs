namespace KfTenants.Doctor;

public sealed class ExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(-23, 1, true)]
    [InlineData(-20, 4, false)]
    [InlineData(-365 * 24, 13 * 24, true)]
    [InlineData(-365 * 24, 15 * 24, false)]
    [InlineData(-10, 0, false)]
    [InlineData(-10, -1, false)]
    public void A_tenth_of_its_time_but_no_more_than_two_weeks(int since, int end, bool isSoon) =>
        Assert.Equal(isSoon, Expiry.IsSoon(Now.AddHours(since), Now.AddHours(end), Now));

    [Fact]
    public void Without_a_beginning_two_weeks_count() => Assert.True(Expiry.IsSoon(null, Now.AddDays(13), Now));
}
