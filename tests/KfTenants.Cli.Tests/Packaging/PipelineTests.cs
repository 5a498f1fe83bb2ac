using System.Text.RegularExpressions;
using KfTenants.Cli.Commands;
using YamlDotNet.RepresentationModel;

namespace KfTenants.Cli.Tests.Packaging;

/// <summary>
/// What others are to copy into their pipelines runs only there; here every command line of kftenants in it is read by the real command line, and the scripts of
/// the action are played against a program that plays GitHub's.
/// </summary>
public sealed partial class PipelineTests : IDisposable
{
    private static readonly string Action = Path.Combine(Script.Repository, ".github", "actions", "kftenants");

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static IEnumerable<string> Paths =>
        Directory.EnumerateFiles(Action).Concat(Directory.EnumerateFiles(Path.Combine(Script.Repository, "examples", "ci"), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Script.Repository, "examples", "in-cluster")))
            .Append(Path.Combine(Script.Repository, "docs", "ci.md"))
            .Select(f => Path.GetRelativePath(Script.Repository, f)).Order(StringComparer.Ordinal);

    public static TheoryData<string> Files => [.. Paths];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_command_line_of_kftenants_is_understood(string file)
    {
        var terminal = new TestTerminal().Value;
        var root = App.Root(new GlobalOptions(terminal), terminal);
        foreach (Match found in CommandLine().Matches(File.ReadAllText(Path.Combine(Script.Repository, file))))
        {
            // Of the shell only variables and quotes are used.
            var words = found.Groups[1].Value.Replace("\"${more[@]}\"", "", StringComparison.Ordinal).Replace("SUM", "$EXPECT", StringComparison.Ordinal);
            var line = Variable().Replace(words, m => m.Value.Contains("EXPECT", StringComparison.Ordinal) ? "sha256:" + new string('0', 64) : "value")
                .Replace("\"", "", StringComparison.Ordinal).Trim();
            var parsed = root.Parse(line);
            Assert.True(parsed.Errors.Count == 0, $"{line}: {string.Join(", ", parsed.Errors.Select(e => e.Message))}");
            Assert.Empty(UnknownWords.Of(parsed, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }
    }

    [Fact]
    public void Enough_command_lines_are_found() => Assert.InRange(
        Paths.Sum(f => CommandLine().Count(File.ReadAllText(Path.Combine(Script.Repository, f)))), 12, 100);

    [Theory]
    [InlineData("drift.yaml", "CronJob")]
    [InlineData("shards.yaml", "Job")]
    public void The_job_in_the_cluster_asks_for_what_the_command_line_knows_and_has_no_rights_but_its_own(string file, string kind)
    {
        var text = File.ReadAllText(Path.Combine(Script.Repository, "examples", "in-cluster", file));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        var args = Arguments().Match(text).Groups[1].Value.Split(',').Select(a => a.Trim().Trim('"').Replace("$(JOB_COMPLETION_INDEX)", "3", StringComparison.Ordinal)).ToArray();
        var terminal = new TestTerminal().Value;
        Assert.Empty(App.Root(new GlobalOptions(terminal), terminal).Parse(args).Errors);
        Assert.Equal(["ServiceAccount", kind], yaml.Documents.Select(d => $"{((YamlMappingNode)d.RootNode).Children["kind"]}"));
    }

    [Fact]
    public void The_job_of_shards_has_a_pod_for_each_of_them()
    {
        var text = File.ReadAllText(Path.Combine(Script.Repository, "examples", "in-cluster", "shards.yaml"));
        Assert.Equal(["completions: 4", "parallelism: 4", "(JOB_COMPLETION_INDEX)/4"], Numbers().Matches(text).Select(m => m.Value));
    }

    // An input of the action is a value of a variable, never text of a script.
    [Fact]
    public void No_script_of_the_action_holds_an_expression()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Action, "action.yml"))));
        var steps = (YamlSequenceNode)((YamlMappingNode)((YamlMappingNode)yaml.Documents[0].RootNode).Children["runs"]).Children["steps"];
        Assert.All(steps.Cast<YamlMappingNode>(), s => Assert.DoesNotContain("${{", $"{s.Children["run"]}", StringComparison.Ordinal));
        foreach (var script in Directory.EnumerateFiles(Action).Where(f => Path.GetExtension(f).Length == 0))
        {
            Assert.DoesNotContain("${{", File.ReadAllText(script), StringComparison.Ordinal);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute), script);
        }
    }

    [BashFact]
    public async Task A_comment_is_written_once_and_updated_in_place()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "kftenants-comment.md"), "<!-- kftenants:plan:example -->\nnew\n");
        Assert.Contains("--method POST repos/o/r/issues/7/comments", await CommentAsync(""), StringComparison.Ordinal);
        Assert.Contains("--method POST", await CommentAsync("11\t<!-- kftenants:plan:other -->\n"), StringComparison.Ordinal);
        var updated = await CommentAsync("11\t<!-- kftenants:plan:other -->\n12\t<!-- kftenants:plan:example -->\n13\thello\n");
        Assert.Contains("--method PATCH repos/o/r/issues/comments/12", updated, StringComparison.Ordinal);
        Assert.DoesNotContain("POST", updated, StringComparison.Ordinal);
    }

    [BashFact]
    public async Task A_plan_is_the_reviewed_one_only_when_the_comment_ends_with_its_checksum()
    {
        var sum = "sha256:" + new string('a', 64);
        var other = "sha256&#58;" + new string('b', 64);
        var escaped = sum.Replace(":", "&#58;", StringComparison.Ordinal);
        Assert.Equal("reviewed=true", await ReviewedAsync(sum, $"<!-- kftenants:plan:x -->\n{other}\nchecksum <code>{escaped}</code>\n"));
        Assert.Equal("reviewed=false", await ReviewedAsync(sum, $"<!-- kftenants:plan:x -->\n{sum}\nchecksum <code>{other}</code>\n"));
        Assert.Equal("reviewed=false", await ReviewedAsync(sum, ""));
    }

    [BashFact]
    public async Task A_run_tells_its_exit_code_and_its_checksum_and_does_not_fail_itself()
    {
        Fake("kftenants", """printf '%s\n' "$@" >"$CALLS"; printf '{"checksum": "sha256:1"}' >plan.json; exit 2""");
        Fake("jq", "echo sha256:1");
        await RunAsync("run", ("KFT_COMMAND", "plan"), ("KFT_FILE", "tenants.yaml"), ("KFT_PLAN", "plan.json"), ("KFT_ARGUMENTS", "--allow\ndeletes=12\n"));
        Assert.Equal("code=2\nchecksum=sha256:1\n", await File.ReadAllTextAsync(Path.Combine(_folder, "output")));
        Assert.EndsWith("--detailed-exitcode\n--allow\ndeletes=12\n", await File.ReadAllTextAsync(Path.Combine(_folder, "calls")), StringComparison.Ordinal);
    }

    private async Task<string> CommentAsync(string listed)
    {
        File.Delete(Path.Combine(_folder, "calls"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "listed"), listed);
        Fake("gh", """echo "$@" >>"$CALLS"; case "$*" in *--paginate*) cat "$LISTED" ;; esac""");
        await RunAsync("comment", ("KFT_PULL_REQUEST", "7"));
        return await File.ReadAllTextAsync(Path.Combine(_folder, "calls"));
    }

    private async Task<string> ReviewedAsync(string checksum, string listed)
    {
        File.Delete(Path.Combine(_folder, "output"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "listed"), listed);
        Fake("gh", """case "$*" in *--paginate*) cat "$LISTED" ;; *) echo 7 ;; esac""");
        await RunAsync($"reviewed {checksum}", ("GITHUB_SHA", "abc"));
        return (await File.ReadAllTextAsync(Path.Combine(_folder, "output"))).Trim();
    }

    private void Fake(string program, string script)
    {
        var path = Path.Combine(_folder, program);
        File.WriteAllText(path, "#!/usr/bin/env bash\n" + script + "\n");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task RunAsync(string script, params (string Name, string Value)[] variables)
    {
        string[] environment =
        [
            $"PATH={_folder}:{Environment.GetEnvironmentVariable("PATH")}", $"RUNNER_TEMP={_folder}", $"CALLS={Path.Combine(_folder, "calls")}",
            $"LISTED={Path.Combine(_folder, "listed")}", "GITHUB_REPOSITORY=o/r", $"GITHUB_OUTPUT={Path.Combine(_folder, "output")}",
            $"GITHUB_STEP_SUMMARY={Path.Combine(_folder, "summary")}", .. variables.Select(v => $"{v.Name}={v.Value}"),
        ];
        var words = script.Split(' ');
        var (code, said, error) = await Script.StartAsync(
            "bash", ["-c", "cd \"$1\" && shift && exec env \"$@\"", "bash", _folder, .. environment, Path.Combine(Action, words[0]), .. words[1..]]);
        Assert.True(code == 0, said + error);
    }

    // In a script, in a document's block or behind its prompt; up to a comment, a pipe or the end of the line.
    [GeneratedRegex(@"(completions: |parallelism: |\(JOB_COMPLETION_INDEX\)/)\d+")]
    private static partial Regex Numbers();

    [GeneratedRegex(
        @"(?:^|[-$#:] )\s*kftenants ((?:validate|plan|apply|show|snapshot|render|bootstrap|unlock|history)\b[^|>#;`\r\n]*?)(?: \|\| code=\$\?)?\s*(?:[|>#;`]|\r?$)",
        RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\$\{?[A-Za-z_]\w*\}?")]
    private static partial Regex Variable();

    [GeneratedRegex(@"args: \[([^\]]+)\]")]
    private static partial Regex Arguments();
}
