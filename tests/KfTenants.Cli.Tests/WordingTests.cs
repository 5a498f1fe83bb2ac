using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>Texts name who acts and what follows; these words hide one or the other, or are not Kubernetes' own.</summary>
public sealed partial class WordingTests
{
    private static readonly string Repository = TestPaths.Repository(typeof(WordingTests));

    private static IEnumerable<string> Texts =>
        Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository, "docs"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository, "schemas"), "*.json"))
            .Concat(Directory.EnumerateFiles(Repository, "*.md"));

    [Fact]
    public void No_text_uses_a_word_that_is_avoided() => Assert.Empty(
        from file in Texts
        from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
        where Avoided().IsMatch(line.Text)
        select $"{Path.GetRelativePath(Repository, file)}:{line.Number}: {Avoided().Match(line.Text).Value}");

    [GeneratedRegex(
        @"\b(somebody|nobody|anybody|everybody|whoever|meanwhile|for ever|told of|mended|stands in for|from before|the world (is|failed)|hand-over|ledger)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Avoided();
}
