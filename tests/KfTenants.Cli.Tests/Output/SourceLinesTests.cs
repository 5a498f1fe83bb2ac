using System.Collections.Immutable;
using System.Text;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Tests.Output;

public sealed class SourceLinesTests
{
    [Fact]
    public void A_line_stands_with_its_number_and_a_mark_under_the_column() => Assert.Equal(
        """
          3 |     quota: {cpu: 4
            |            ^

        """,
        Shown("a:\r\n  - b: c\r\n    quota: {cpu: 4\r\n", 3, 12));

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("a\n\nb\n", 2, 1)]
    [InlineData("a\n   \nb\n", 2, 1)]
    [InlineData("a\n", 7, 1)]
    public void What_is_empty_or_not_there_is_not_shown(string text, int line, int column) => Assert.Empty(Shown(text, line, column));

    [Fact]
    public void Places_may_come_in_any_order_and_of_any_file()
    {
        var lines = new SourceLines(ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("a", [.. "one\ntwo\nthree"u8]).Add("b", [.. "\uFEFFother"u8]));
        var text = new StyledText();
        foreach (var (file, line) in new[] { ("a", 3), ("a", 1), ("b", 1), ("c", 1), ("a", 2), ("a", 2) })
        {
            lines.AddTo(text, new SourceLocation(file, line, 1));
        }

        Assert.Equal(["three", "one", "other", "two", "two"], text.ToString().Split('\n').Where(l => l.Length > 0 && !l.EndsWith('^')).Select(l => l[6..]));
    }

    [Fact]
    public void Nothing_in_a_line_can_move_the_cursor_or_command_a_pipeline()
    {
        var shown = Shown("::error::x\u001b[31m\t\u202e##[group]y\n", 1, 12);
        Assert.Equal("  1 | \\u{3A}:error::x\\u{1B}[31m\\u{9}\\u{202E}#\\u{23}[group]y\n    | " + new string(' ', 21) + "^\n", shown);
        Assert.DoesNotContain(shown, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(999)]
    [InlineData(5000)]
    public void Of_a_long_line_what_is_around_the_column_is_shown(int column)
    {
        var text = string.Concat(Enumerable.Range(0, 250).Select(i => $"k{i % 10}: "));
        var lines = Shown(text, 1, column).Split('\n');
        Assert.InRange(lines[0].Length, 1, 120);
        var mark = lines[1].IndexOf('^', StringComparison.Ordinal);
        Assert.True(column > text.Length || lines[0].TrimEnd()[Math.Min(mark, lines[0].TrimEnd().Length - 1)] == text[column - 1] || text[column - 1] == ' ');
    }

    [Fact]
    public void A_character_of_two_halves_is_not_cut()
    {
        for (var column = 1; column <= 400; column++)
        {
            Assert.DoesNotContain("\\u{D8", Shown(new StringBuilder().Insert(0, "😀", 200).ToString(), 1, column), StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> Secrets =>
    [
        "passwordHash: SECRET",
        "{name: ana, login: {password: SECRET}}",
        "{name: ana, login: {pasword: SECRET}}",
        "- {\"login\": {\"x\": \"SECRET\"}}",
        "x: $2b$12$SECRET",
        "login:\n  x: SECRET",
        "login:\n\n  # a comment\n\n  x: SECRET",
        "- login: {\n    x: SECRET",
        "login: {passwordFrom:\n  SECRET}",
        "password: |\n  one\n  SECRET",
        "password: |\n  one: x\n  - SECRET: y",
        "\"password\":\n\"SECRET\"",
        "\"password\": [\n\n\"SECRET",
        "Passwd: >-\n\n\n    SECRET",
        "a:\n  api-token:\n    deeper:\n      - x: SECRET",
    ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_line_that_may_be_part_of_a_secret_is_not_shown(string text)
    {
        var line = text[..text.IndexOf("SECRET", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Empty(Shown(text, line, 1));
    }

    [Theory]
    [InlineData("- {name: ana, login: {passwordHash: x}}\n- {name: ben}", 2)]
    [InlineData("- name: ana\n  login: {passwordHash: x}\n- name: ben\n  email: y", 4)]
    [InlineData("users:\n  - name: ana\n    login:\n      passwordHash: x\n    email: y", 5)]
    public void What_follows_a_secret_is_shown(string text, int line) => Assert.NotEmpty(Shown(text, line, 1));

    private static string Shown(string text, int line, int column)
    {
        var shown = new StyledText();
        new SourceLines(ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("f", [.. Encoding.UTF8.GetBytes(text)])).AddTo(shown, new SourceLocation("f", line, column));
        return shown.ToString();
    }
}
