using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>docs/coverage.md leaves out nothing of what people come from, and names only what there is.</summary>
public sealed partial class CoverageTests
{
    private static readonly string Docs = Path.Combine(TestPaths.Repository(typeof(CoverageTests)), "docs");
    private static readonly (string Id, string Status, string How)[] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Docs, "coverage.md")).Select(l => Row().Match(l)).Where(m => m.Success)
            .Select(m => (m.Groups["id"].Value, m.Groups["status"].Value.Trim(), m.Groups["how"].Value.Trim())),
    ];

    // How many items each of the five has.
    [Fact]
    public void Every_item_has_one_row() => Assert.Equal(
        new[] { (0, 36), (1, 12), (2, 22), (3, 42), (4, 14) }.SelectMany(s => Enumerable.Range(1, s.Item2).Select(i => $"{s.Item1}.{i}")),
        Rows.Select(r => r.Id));

    [Fact]
    public void Every_row_says_how_or_that_it_is_to_come() => Assert.All(Rows, row =>
    {
        Assert.Contains(row.Status, (string[])["yes", "check", "outside", "not yet"]);
        Assert.True(row.How.Length > 0 || row.Status is "not yet" or "outside" || row.Id == "1.10", row.Id);
    });

    [Fact]
    public void Every_command_and_option_exists()
    {
        var commands = File.ReadAllText(Path.Combine(Docs, "commands.md"));
        Assert.All(Rows.SelectMany(r => Command().Matches(r.How)), m =>
        {
            Assert.Contains($"\n## {m.Groups["verb"].Value}\n", commands, StringComparison.Ordinal);
            Assert.All(m.Groups["option"].Captures, option => Assert.Contains($"`{option.Value}", commands, StringComparison.Ordinal));
        });
    }

    [GeneratedRegex(@"^\| (?<id>\d\.\d+) \| [^|]+ \|(?<status>[^|]+)\|(?<how>[^|]*)\|\z", RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"`kftenants (?<verb>[a-z-]+)[^`]*?(?:(?<option>--[a-z-]+)[^`]*?)*`", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
