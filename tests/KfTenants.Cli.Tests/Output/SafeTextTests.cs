using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Tests.Output;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("ana@example.com", "ana@example.com")]
    [InlineData("Zoë Ångström 東京", "Zoë Ångström 東京")]
    [InlineData("😀", "😀")]
    [InlineData("#ml [red] \\u", "#ml [red] \\u")]
    [InlineData("\u001b[31mred", "\\u{1B}[31mred")]
    [InlineData("\u009b31m", "\\u{9B}31m")]
    [InlineData("a\r\nb\tc\0\u007f", "a\\u{D}\\u{A}b\\u{9}c\\u{0}\\u{7F}")]
    [InlineData("a\u202Eb\u2066c\u200Ed\u061Ce", "a\\u{202E}b\\u{2066}c\\u{200E}d\\u{61C}e")]
    [InlineData("a\u200Bb\uFEFFc\u00ADd", "a\\u{200B}b\\u{FEFF}c\\u{AD}d")]
    [InlineData("a\u2028b\u2029c\u0085d", "a\\u{2028}b\\u{2029}c\\u{85}d")]
    [InlineData("a\U000E0041b\uE000c", "a\\u{E0041}b\\u{E000}c")]
    [InlineData("::add-mask::x", "\\u{3A}:add-mask::x")]
    [InlineData("  ::stop", "  \\u{3A}:stop")]
    [InlineData("a::b", "a::b")]
    [InlineData("##[error]x ##vso[task]", "#\\u{23}[error]x #\\u{23}vso[task]")]
    public void Only_what_could_deceive_is_written_as_a_code(string text, string expected) => Assert.Equal(expected, SafeText.Of(text));

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_what_it_is()
    {
        Assert.Equal("a\\u{D83D}b", SafeText.Of("a\uD83Db"));
        Assert.Equal("\\u{DE00}\uFFFD", SafeText.Of("\uDE00\uFFFD"));
    }

    [Fact]
    public void No_text_can_move_the_cursor_or_end_the_line() => Prop.ForAll(
        Gen.Choose(0, 0xFFFF).Select(c => (char)c).ArrayOf().Select(cs => new string(cs)).ToArbitrary(),
        text => !SafeText.Of(text).Any(c => char.IsControl(c) || c is '\u202E' or '\u2028' or '\u2029')).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_stays_the_same_value()
    {
        const string json = "{\"a\u202E\":\"\u009b\U000E0041é😀\"}";
        var safe = SafeText.OfJson(json);
        Assert.Equal("{\"a\\u202E\":\"\\u009B\\uDB40\\uDC41é😀\"}", safe);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(safe).RootElement));
    }

    [Fact]
    public void Styled_text_cannot_be_broken_into_lines_from_outside() =>
        Assert.Equal("a\\u{A}b\n", new StyledText().Add("a\nb").EndLine().ToString());
}
