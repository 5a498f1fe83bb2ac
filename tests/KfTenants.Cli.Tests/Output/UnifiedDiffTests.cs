using System.Globalization;
using KfTenants.Cli.Output;
using KfTenants.Plans;

namespace KfTenants.Cli.Tests.Output;

public sealed class UnifiedDiffTests
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 20).Select(i => $"line {i}")];

    [Fact]
    public void What_differs_stands_with_three_lines_around_it()
    {
        string[] after = [.. Ten[..4], "new", .. Ten[5..18], .. Ten[19..]];
        Assert.Equal(
            "--- a\n+++ a\n@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+new\n line 6\n line 7\n line 8\n" +
            "@@ -16,5 +16,4 @@\n line 16\n line 17\n line 18\n-line 19\n line 20\n",
            UnifiedDiff.Of(new TextChange("a", Lines(Ten), Lines(after))).ToString());
    }

    [Fact]
    public void Equal_texts_have_none() => Assert.Equal("", UnifiedDiff.Of(new TextChange("a", "x", "x")).ToString());

    /// <summary>Who applies the hunks to the old text has the new one.</summary>
    [Fact]
    public void It_leads_from_one_text_to_the_other()
    {
        var random = new Random(20260102);
        for (var round = 0; round < 300; round++)
        {
            string[] Some() => [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => $"l{random.Next(6)}")];
            var (before, after) = (Some(), Some());
            var diff = UnifiedDiff.Of(new TextChange("a", Lines(before), Lines(after))).ToString();
            Assert.Equal(after, diff.Length == 0 ? before : Patched(before, diff));
        }
    }

    private static string[] Patched(string[] before, string diff)
    {
        var (result, at) = (new List<string>(), 0);
        foreach (var line in diff.TrimEnd('\n').Split('\n').Skip(2))
        {
            if (line.StartsWith("@@ -", StringComparison.Ordinal))
            {
                var from = int.Parse(line[4..].Split(',')[0], CultureInfo.InvariantCulture) - 1;
                result.AddRange(before[at..from]);
                at = from;
                continue;
            }

            if (line[0] != '+')
            {
                Assert.Equal(before[at++], line[1..]);
            }

            if (line[0] != '-')
            {
                result.Add(line[1..]);
            }
        }

        return [.. result, .. before[at..]];
    }

    private static string Lines(string[] lines) => string.Join('\n', lines);
}
