using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>The page on security names tests as evidence: they exist.</summary>
public sealed partial class SecurityDocumentationTests
{
    private static readonly string Repository = TestPaths.Repository(typeof(SecurityDocumentationTests));

    [Fact]
    public async Task Every_test_and_case_that_is_named_exists()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository, "docs", "security.md"));
        var tests = Directory.EnumerateFiles(Path.Combine(Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var cases = TestPaths.Cases(typeof(RunTests)).ToHashSet();
        string[] missing =
        [
            .. Classes().Matches(page).Select(m => m.Groups[1].Value).Where(name => !tests.Contains(name)),
            .. Cases().Matches(page).Select(m => m.Groups[1].Value).Where(name => !cases.Contains(name)),
        ];
        Assert.Empty(missing);
    }

    [GeneratedRegex("`(\\w+Tests)`")]
    private static partial Regex Classes();

    [GeneratedRegex("case `([\\w-]+)`")]
    private static partial Regex Cases();
}
