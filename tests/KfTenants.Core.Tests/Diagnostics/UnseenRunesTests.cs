using System.Text;
using KfTenants.Diagnostics;

namespace KfTenants.Tests.Diagnostics;

public sealed class UnseenRunesTests
{
    [Theory]
    [InlineData(0x1B)] // escape: colours and moves the cursor
    [InlineData(0x200B)] // zero width space
    [InlineData(0x202E)] // right-to-left override
    [InlineData(0x2028)] // line separator
    [InlineData(0xE000)] // private use
    public void What_no_one_can_see_is_told(int codePoint) => Assert.True(new Rune(codePoint).IsUnseen());

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('ü')]
    [InlineData(0x1F600)]
    public void What_is_seen_stays(int codePoint) => Assert.False(new Rune(codePoint).IsUnseen());

    [Fact]
    public void It_is_shown_by_its_number() => Assert.Equal("\\u{1B}", UnseenRunes.Escape(0x1B));
}
