using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace KfTenants.Cli.Tests.Packaging;

/// <summary>Workflows run only at GitHub: what would stop or endanger them there is found here.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Folder = Path.Combine(Script.Repository, ".github", "workflows");

    private static readonly string Examples = Path.Combine(Script.Repository, "examples", "ci", "github");

    private static IEnumerable<string> Files => Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    /// <summary>Our own, and those that others are to copy.</summary>
    public static TheoryData<string> Workflows => [.. Files, .. Directory.EnumerateFiles(Examples).Order(StringComparer.Ordinal).Select(f => Path.GetRelativePath(Folder, f))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_a_commit_and_says_which_version_that_is(string workflow) => Assert.Empty(
        from line in File.ReadLines(Path.Combine(Folder, workflow))
        where line.Contains("uses:", StringComparison.Ordinal) && !PinnedAction().IsMatch(line)
        select line.Trim());

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_read_at_most_and_a_job_that_writes_says_so(string workflow)
    {
        var root = Load(workflow);
        Assert.Empty(Writes(root));
        foreach (var (name, job) in Jobs(root))
        {
            if (Writes(job).Any())
            {
                // What is built is not trusted with a token that writes.
                Assert.DoesNotContain(Runs(job), run => Builds().IsMatch(run));
            }

            Assert.True(job.Children.ContainsKey("timeout-minutes"), $"{name} has no time-out");
        }
    }

    // It would run with secrets, for who may only propose.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_workflow_runs_with_secrets_because_of_a_pull_request(string workflow)
    {
        var root = Load(workflow);
        var events = root.Children["on"] is YamlMappingNode map ? map.Select(e => $"{e.Key}").ToArray() : [$"{root.Children["on"]}"];
        Assert.DoesNotContain("pull_request_target", events);
        Assert.True(!events.Contains("pull_request") || !File.ReadAllText(Path.Combine(Folder, workflow)).Contains("secrets.", StringComparison.Ordinal));
    }

    // Of a foreign branch, only as data.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void What_is_checked_out_is_the_branch_of_the_workflow_itself(string workflow) => Assert.Empty(
        from job in Jobs(Load(workflow))
        from step in Steps(job.Job)
        where $"{Child(step, "uses")}".StartsWith("actions/checkout@", StringComparison.Ordinal)
        where Child(step, "with") is YamlMappingNode with && (with.Children.ContainsKey("ref") || with.Children.ContainsKey("repository"))
        select job.Name);

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_checkout_leaves_no_token_behind(string workflow) => Assert.Empty(
        from job in Jobs(Load(workflow))
        from step in Steps(job.Job)
        where $"{Child(step, "uses")}".StartsWith("actions/checkout@", StringComparison.Ordinal)
        where Child(step, "with") is not YamlMappingNode with || $"{Child(with, "persist-credentials")}" != "false"
        select job.Name);

    // What an expression gives is text of the shell; a variable is a value.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_command_holds_no_expression(string workflow) =>
        Assert.DoesNotContain(Jobs(Load(workflow)).SelectMany(j => Runs(j.Job)), run => run.Contains("${{", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_job_needs_only_jobs_that_exist(string workflow)
    {
        var jobs = Jobs(Load(workflow)).ToArray();
        Assert.Empty(
            from job in jobs
            from needed in Child(job.Job, "needs") is YamlSequenceNode list ? list.Select(n => $"{n}") : Child(job.Job, "needs") is { } one ? [$"{one}"] : []
            where jobs.All(j => j.Name != needed)
            select $"{job.Name} needs {needed}");
    }

    [Fact]
    public void Every_workflow_builds_with_the_same_sdk() =>
        Assert.Single(Files.Select(w => $"{Child((YamlMappingNode)Load(w).Children["env"], "SDK")}").Distinct());

    [Fact]
    public void Every_script_that_is_called_or_named_exists_and_can_be_run()
    {
        var pages = Directory.EnumerateFiles(Script.Repository, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Script.Repository, "docs"), "*.md"));
        var scripts = Directory.EnumerateFiles(Path.Combine(Script.Repository, "script")).Append(Path.Combine(Script.Repository, ".ci", "run")).ToArray();
        Assert.Empty(
            from file in pages.Concat(scripts).Concat(Directory.EnumerateFiles(Folder))
            from Match named in NamedScript().Matches(File.ReadAllText(file))
            let path = Path.Combine(Script.Repository, named.Groups[1].Value)
            where !File.Exists(path)
            select $"{Path.GetFileName(file)}: {named.Groups[1].Value}");
        foreach (var script in scripts)
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute), script);
        }
    }

    private static YamlMappingNode Load(string workflow)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, workflow))));
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var child) ? child : null;

    private static IEnumerable<(string Name, YamlMappingNode Job)> Jobs(YamlMappingNode root) =>
        ((YamlMappingNode)root.Children["jobs"]).Select(j => ($"{j.Key}", (YamlMappingNode)j.Value));

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) => ((YamlSequenceNode)job.Children["steps"]).Cast<YamlMappingNode>();

    private static IEnumerable<string> Runs(YamlMappingNode job) => Steps(job).Select(s => Child(s, "run")).OfType<YamlScalarNode>().Select(r => r.Value!);

    // A list of rights is closed: what it does not name is not given. No list at all would be the repository's default.
    private static IEnumerable<string> Writes(YamlMappingNode node) => Child(node, "permissions") switch
    {
        YamlMappingNode rights => rights.Where(r => $"{r.Value}" != "read").Select(r => $"{r.Key}"),
        null when node.Children.ContainsKey("steps") => [],
        var other => [$"permissions: {other}"],
    };

    [GeneratedRegex(@"^\s*(- )?uses: ([\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*|\./\.github/actions/kftenants)$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"\bdotnet\b|script/(native|tool|image|check|e2e|release)|\.ci/run")]
    private static partial Regex Builds();

    [GeneratedRegex(@"(?<![\w/.-])((?:script|\.ci)/[a-z0-9][a-z0-9-]*)(?![\w/])")]
    private static partial Regex NamedScript();
}
