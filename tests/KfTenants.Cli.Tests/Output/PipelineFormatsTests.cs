using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KfTenants.Access;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Output;

/// <summary>The formats that other programs read: comments, annotations, code scanning, test results.</summary>
public sealed partial class PipelineFormatsTests
{
    private static readonly ValidationAnswer Invalid = new(
        ["tenants.yaml", "more, and: odd.yaml"],
        Set: null,
        [
            new Diagnostic("KFT0201", Severity.Error, "A key \"onwer\" is unknown; did you mean \"owner\"?", new SourceLocation("tenants.yaml", 7, 5)),
            new Diagnostic("KFT0302", Severity.Warning, "100 % of it\nis ::error::odd", new SourceLocation("more, and: odd.yaml", 2, 1)),
        ]);

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var format in (string[])["markdown", "github", "sarif", "junit", "csv", "codequality", "metrics"])
            {
                foreach (var name in (string[])["every-kind-of-change", "guard-failed", "hostile-text", "no-changes", "tenants-deleted", "two-hundred-tenants"])
                {
                    pairs.Add(format, name);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_plan_is_as_accepted(string format, string name) =>
        Golden.Match(Folder(name), $"plan.{format}.txt", Text(format, HandMade.Document(PlanCases.All[name])));

    [Theory]
    [InlineData("github")]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("codequality")]
    public void Findings_of_a_document_are_as_accepted(string format) =>
        Golden.Match(Folder("validation"), $"{format}.txt", Format(format).Validation!(Invalid).ToString());

    /// <summary>Without its style and script, which are the same on every page; what they do is tested in a browser.</summary>
    [Theory]
    [InlineData("every-kind-of-change")]
    [InlineData("hostile-text")]
    [InlineData("no-changes")]
    public void A_page_is_as_accepted(string name)
    {
        var html = Text("html", HandMade.Document(PlanCases.All[name]));
        Golden.Match(Folder(name), "plan.html.txt", SameOnEveryPage().Replace(html, "..."));
    }

    [Fact]
    public void A_page_lets_only_its_own_style_and_script_work()
    {
        var html = Text("html", HandMade.Document(PlanCases.All["every-kind-of-change"]));
        foreach (var part in (string[])["style", "script"])
        {
            var text = html.Split($"<{part}>")[1].Split($"</{part}>")[0];
            var sum = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
            Assert.Contains($"{part}-src 'sha256-{sum}'", html, StringComparison.Ordinal);
        }

        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_holds_every_plan()
    {
        var many = Enumerable.Range(0, 3000).Select(i => $"team-{i:0000}").ToArray();
        var plan = HandMade.Plan(many.Select((t, i) => HandMade.Create(HandMade.Binding(t, $"user-p{i}-clusterrole-edit"), t, ChangeReason.ContributorAdded))) with
        {
            Access = [.. many.Select((t, i) => new AccessChange(t, $"p{i}@example.com", null, "edit"))],
            Notices = [.. many.Select((t, i) => new PlanNotice(t, "any", $"notice {i}"))],
        };
        var text = Text("markdown", HandMade.Document(plan));

        Assert.InRange(text.Length, 10_000, 60_000);
        Assert.Contains("Not shown here, because a comment holds no more:", text, StringComparison.Ordinal);
        Assert.Contains("3000 gain access", text, StringComparison.Ordinal);
        Assert.Equal(text.Split("<details>").Length, text.Split("</details>").Length);
    }

    [Fact]
    public void Foreign_text_in_a_comment_stays_in_its_code()
    {
        const string Evil = "`````\n</code></details><img src=x> @everyone :tada: ~~~ ";
        var plan = HandMade.Plan(HandMade.Conflict(HandMade.Profile("team-a"), Evil, Evil)) with { Access = [new AccessChange("team-a", Evil, null, "view")] };
        var lines = Text("markdown", HandMade.Document(plan)).Split('\n');

        // Outside of the fences nothing of it is left as it was.
        var fence = "";
        foreach (var line in lines)
        {
            if (fence.Length == 0 && line.StartsWith("```", StringComparison.Ordinal))
            {
                fence = line.TrimEnd("dif".ToCharArray());
            }
            else if (line == fence)
            {
                fence = "";
            }
            else if (fence.Length == 0)
            {
                Assert.DoesNotContain("@everyone", line, StringComparison.Ordinal);
                Assert.DoesNotContain("<img", line, StringComparison.Ordinal);
                Assert.DoesNotContain("`````", line, StringComparison.Ordinal);
            }
        }

        Assert.Equal("", fence);
    }

    [Fact]
    public void Ten_of_a_level_and_the_number_of_the_others()
    {
        var plan = HandMade.Document(Enumerable.Range(0, 13).Select(i => HandMade.Conflict(HandMade.Profile($"team-{i:00}"), $"team-{i:00}", "held")));
        var lines = Text("github", plan).TrimEnd('\n').Split('\n');

        Assert.Equal(10, lines.Count(l => l.StartsWith("::error ", StringComparison.Ordinal)));
        Assert.EndsWith(" 3 more findings: see the log.", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Code_scanning_gets_what_sarif_requires()
    {
        using var json = JsonDocument.Parse(Text("sarif", HandMade.Document(PlanCases.All["every-kind-of-change"])));
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var run = json.RootElement.GetProperty("runs")[0];
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("kftenants", driver.GetProperty("name").GetString());
        var rules = driver.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToArray();
        Assert.All(run.GetProperty("results").EnumerateArray(), r =>
        {
            Assert.Equal(r.GetProperty("ruleId").GetString(), rules[r.GetProperty("ruleIndex").GetInt32()]);
            Assert.Contains(r.GetProperty("level").GetString(), (string[])["error", "warning"]);
            Assert.NotEmpty(r.GetProperty("message").GetProperty("text").GetString()!);
        });
        Assert.NotEmpty(rules);
    }

    [Fact]
    public void GitLab_gets_what_it_requires_and_no_finding_twice()
    {
        var other = Invalid.Diagnostics[0] with { Location = new SourceLocation("./tenants.yaml", 9, 5) };
        var twice = Invalid with { Diagnostics = [.. Invalid.Diagnostics, other, Invalid.Diagnostics[0]] };
        foreach (var text in (string[])[Format("codequality").Validation!(twice).ToString(), Text("codequality", HandMade.Document(PlanCases.All["guard-failed"]))])
        {
            using var json = JsonDocument.Parse(text);
            var findings = json.RootElement.EnumerateArray().ToArray();
            Assert.NotEmpty(findings);
            Assert.Equal(findings.Length, findings.Select(f => f.GetProperty("fingerprint").GetString()).Distinct(StringComparer.Ordinal).Count());
            Assert.All(findings, f =>
            {
                Assert.NotEmpty(f.GetProperty("description").GetString()!);
                Assert.NotEmpty(f.GetProperty("check_name").GetString()!);
                Assert.Contains(f.GetProperty("severity").GetString(), (string[])["critical", "minor"]);
                Assert.DoesNotContain("./", f.GetProperty("location").GetProperty("path").GetString()!, StringComparison.Ordinal);
                Assert.InRange(f.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32(), 1, int.MaxValue);
            });
        }
    }

    [Fact]
    public void Test_results_count_themselves()
    {
        var suite = XDocument.Parse(Text("junit", HandMade.Document(PlanCases.All["guard-failed"]))).Root!.Element("testsuite")!;
        Assert.Equal(suite.Elements("testcase").Count(), (int)suite.Attribute("tests")!);
        Assert.Equal(suite.Elements("testcase").Count(c => c.Element("failure") is not null), (int)suite.Attribute("failures")!);
        Assert.Equal(1, (int)suite.Attribute("failures")!);
    }

    private static string Text(string format, PlanDocument plan) => Format(format).Plan!(new PlanAnswer(plan) { Next = "kftenants apply plan.json" }).ToString();

    private static OutputFormat Format(string name) => OutputFormats.All.Single(f => f.Name == name);

    [GeneratedRegex(@"(?<=<(style|script)>).*?(?=</\1>)|sha256-[A-Za-z0-9+/=]{44}", RegexOptions.Singleline)]
    private static partial Regex SameOnEveryPage();

    private static string Folder(string name) => name == "validation"
        ? Directory.CreateDirectory(Path.Combine(TestPaths.Project(typeof(PipelineFormatsTests)), "Output", "Validation")).FullName
        : Path.Combine(TestPaths.Project(typeof(PipelineFormatsTests)), "Output", "Cases", name);
}
