using System.Collections.Immutable;
using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>A reader finds every page from docs/README.md, and every link within the repository leads somewhere.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Repository = TestPaths.Repository(typeof(DocumentationTests));

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Repository, "*.md").Concat(DocsPages()).Select(p => Path.GetRelativePath(Repository, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var index = Path.Combine(Repository, "docs", "README.md");
        var linked = Links(index).Select(l => Path.GetFullPath(Path.Combine(Repository, "docs", l.Path))).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(DocsPages(), p => p != index && !linked.Contains(p));
        Assert.Contains(Links(Path.Combine(Repository, "README.md")), l => l.Path == "docs/README.md");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page)
    {
        var path = Path.Combine(Repository, page);
        var dead =
            from link in Links(path)
            let target = link.Path.Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, link.Path))
            where !Path.Exists(target) || (link.Anchor.Length > 0 && target.EndsWith(".md", StringComparison.Ordinal) && !Anchors(target).Contains(link.Anchor))
            select $"{page} links to {link.Path}#{link.Anchor}";
        Assert.Empty(dead);
    }

    [Theory]
    [InlineData("## The plan, as text", "the-plan-as-text")]
    [InlineData("### `-o json`: what `plan` says", "-o-json-what-plan-says")]
    [InlineData("# platform.dex_x", "platformdex_x")]
    public void An_anchor_is_the_heading_as_GitHub_writes_it(string heading, string anchor) => Assert.Equal(anchor, Anchor(heading.TrimStart('#').Trim()));

    private static IEnumerable<string> DocsPages() => Directory.EnumerateFiles(Path.Combine(Repository, "docs"), "*.md", SearchOption.AllDirectories);

    // Of links into the web nothing is known here.
    private static ImmutableArray<(string Path, string Anchor)> Links(string page) =>
    [
        .. Link().Matches(Code().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), ""))
            .Select(m => m.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal) && !to.StartsWith("mailto:", StringComparison.Ordinal))
            .Select(to => to.Split('#', 2))
            .Select(parts => (parts[0], parts.Length > 1 ? parts[1] : "")),
    ];

    private static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(Code().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), "")).Select(m => Anchor(m.Groups["text"].Value));

    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
