using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

public sealed partial class ExitCodeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/exit-codes-and-output.md")]
    public void The_pages_have_the_same_table(string page)
    {
        var text = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(ExitCodeTests)), page));
        Assert.Equal(
            ExitCode.All.Select(c => $"{c.Number} {c.Word} {c.Meaning}"),
            Row().Matches(text).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value} {m.Groups[3].Value}"));
    }

    [Fact]
    public void Numbers_and_words_are_unique_and_sorted()
    {
        Assert.Equal(ExitCode.All.Select(c => c.Number).Distinct().Order(), ExitCode.All.Select(c => c.Number));
        Assert.Equal(ExitCode.All.Length, ExitCode.All.DistinctBy(c => c.Word).Count());
    }

    [Fact]
    public void Errors_beat_differences()
    {
        int[] precedence = [64, 3, 4, 6, 5, 7, 1, 2, 0];
        var codes = precedence.Select(n => ExitCode.All.Single(c => c.Number == n)).ToArray();
        for (var i = 0; i < codes.Length; i++)
        {
            Assert.Equal(codes[i], ExitCode.Of(codes.Skip(i).Reverse()));
        }

        Assert.Equal(ExitCode.Cancelled, ExitCode.Of([.. codes, ExitCode.Cancelled]));
        Assert.Equal(ExitCode.Ok, ExitCode.Of());
    }

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
