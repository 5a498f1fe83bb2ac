namespace KfTenants.Diagnostics;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("ana", "\"ana\"")]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\n::error::x", "\"a\\n::error::x\"")]
    [InlineData("\u001b[31mred", "\"\\u{001B}[31mred\"")]
    [InlineData("a\u202eb\u200bc\0", "\"a\\u{202E}b\\u{200B}c\\u{0000}\"")]
    [InlineData("用户 é 😀", "\"用户 é 😀\"")]
    public void Nothing_that_was_written_can_disturb_the_line(string text, string quoted) => Assert.Equal(quoted, QuotedText.Of(text));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal("\"" + new string('x', 60) + "…\"", QuotedText.Of(new string('x', 1_000_000)));

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_a_sign() => Assert.Equal("\"a\uFFFD\"", QuotedText.Of("a\ud83d"));
}
