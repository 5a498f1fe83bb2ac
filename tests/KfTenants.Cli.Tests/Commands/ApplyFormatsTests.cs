using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>What <c>apply</c> writes for programs: events while it works, a table, metrics.</summary>
public sealed partial class ApplyFormatsTests
{
    [Fact]
    public async Task Events_are_lines_that_begin_with_the_plan_and_end_with_the_end()
    {
        using var run = new CaseRun();
        Assert.Equal(0, await run.RunAsync("apply --auto-approve -o ndjson"));
        var events = await EventsAsync(run.Out);

        Assert.Equal(["planned", "begun"], events.Take(2).Select(Word));
        Assert.Equal(["finished", "ended"], events.TakeLast(2).Select(Word));
        var changes = events.Where(e => Word(e) == "change").ToArray();
        Assert.Equal(events[1]["changes"]!.GetValue<int>(), changes.Length);
        Assert.All(changes, c => Assert.Equal("done", c["outcome"]!.GetValue<string>()));
        Assert.Equal("ok", events[^1]["outcome"]!.GetValue<string>());
        Assert.Equal(changes.Length, events[^1]["counts"]!["done"]!.GetValue<int>());
        Assert.Equal(events[1]["run"]!.GetValue<string>(), events[^1]["run"]!.GetValue<string>());
    }

    [Fact]
    public async Task Events_in_a_file_leave_standard_output_to_the_text()
    {
        using var run = new CaseRun();
        var path = Path.Combine(run.Here, "events.ndjson");
        await File.WriteAllTextAsync(path, "what was there");
        Assert.Equal(0, await run.RunAsync("apply --auto-approve -o ndjson=events.ndjson -o csv=report.csv"));

        var events = await EventsAsync(await File.ReadAllTextAsync(path));
        Assert.Equal("planned", Word(events[0]));
        Assert.Equal("ended", Word(events[^1]));
        Assert.Contains("Verified: the cluster matches the file.", run.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(run.Here, ".*"));
        var table = (await File.ReadAllTextAsync(Path.Combine(run.Here, "report.csv"))).Split("\r\n");
        Assert.Equal("row,tenant,action,object,outcome,message", table[0]);
        Assert.Contains("result,team-vision,update,Profile/team-vision,done,", table);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task A_page_tells_every_object_whatever_the_text_tells()
    {
        using var run = new CaseRun();
        Assert.Equal(0, await run.RunAsync("apply --auto-approve --summary -o html=report.html"));

        var page = await File.ReadAllTextAsync(Path.Combine(run.Here, "report.html"));
        Assert.Contains("<title>Apply of set ", page, StringComparison.Ordinal);
        Assert.Contains("Tenant team-vision", page, StringComparison.Ordinal);
        Assert.Contains("Verified: ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_refused_run_says_why_nothing_was_written()
    {
        using var run = new CaseRun();
        await run.StepAsync("edit tenants.yaml | defaults:\\n | guards: {maxDeletes: 0}\\ndefaults:\\n");
        Assert.Equal(4, await run.RunAsync("apply --auto-approve -o html=report.html"));

        var page = await File.ReadAllTextAsync(Path.Combine(run.Here, "report.html"));
        Assert.Contains("Ended with 4 (guarded)", page, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apply -f few.yaml --auto-approve -o ndjson", "planned ended", "guarded", 4)]
    [InlineData("apply nothing.json -o ndjson", "ended", "failed", 1)]
    [InlineData("apply -f typo.yaml --auto-approve -o ndjson", "ended", "invalid", 3)]
    [InlineData("apply -o ndjson", "ended", "usage", 64)]
    [InlineData("apply --auto-approve --nonsense -o ndjson", "ended", "usage", 64)]
    public async Task However_a_run_ends_its_last_line_says_so(string command, string words, string outcome, int code)
    {
        using var run = new CaseRun();
        var cases = Path.Combine(Testing.TestPaths.Project(typeof(ApplyFormatsTests)), "Cases", "problems-in-json");
        foreach (var file in Directory.EnumerateFiles(cases, "*.yaml"))
        {
            File.Copy(file, Path.Combine(run.Here, Path.GetFileName(file)), overwrite: true);
        }

        await run.StepAsync("quietly apply -f many.yaml --auto-approve");
        Assert.Equal(code, await run.RunAsync(command));
        var events = await EventsAsync(run.Out);
        Assert.Equal(words, string.Join(' ', events.Select(Word)));
        Assert.Equal(outcome, events[^1]["outcome"]!.GetValue<string>());
        Assert.NotEmpty(events[^1]["problems"]!.AsArray());
    }

    [Fact]
    public async Task An_interrupted_run_says_so_in_its_last_line()
    {
        using var run = new CaseRun();
        using var stop = new CancellationTokenSource();
        using var output = new TriggeredWriter("\"event\":\"begun\"", stop.Cancel);
        var terminal = Terminal(run) with { Out = output };
        Assert.Equal(130, await App.RunAsync(["apply", "--auto-approve", "-o", "ndjson"], terminal, stop.Token));

        var events = await EventsAsync(output.ToString());
        Assert.Equal("ended", Word(events[^1]));
        Assert.Equal("cancelled", events[^1]["outcome"]!.GetValue<string>());
        Assert.True(events[^1]["interrupted"]!.GetValue<bool>());
        Assert.NotEqual(0, events[^1]["counts"]!["skipped"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_line_that_cannot_be_written_ends_the_run_in_order()
    {
        using var run = new CaseRun();
        using var output = new TriggeredWriter(
            "\"event\":\"change\"", () => throw new KfTenantsException("standard output: cannot be written: no space left on device"));
        var error = new StringBuilder();
        var terminal = Terminal(run) with { Out = output, Error = new StringWriter(error) };
        Assert.Equal(1, await App.RunAsync(["apply", "--auto-approve", "-o", "ndjson"], terminal, CancellationToken.None));
        Assert.Contains("error: standard output: cannot be written: no space left on device", error.ToString(), StringComparison.Ordinal);

        // The lock is free and the run is on record: the next one goes on.
        Assert.True(await run.RunAsync("apply --auto-approve") == 0, run.Error + run.Out);
        await run.RunAsync("history -o json");
        Assert.Equal(["ok", "cancelled"], JsonNode.Parse(run.Out)!["runs"]!.AsArray().Select(r => r!["outcome"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Metrics_are_what_the_textfile_collector_reads()
    {
        using var run = new CaseRun();
        Assert.Equal(0, await run.RunAsync("plan -o metrics=plan.prom"));
        Assert.Equal(0, await run.RunAsync("apply --auto-approve -o metrics=apply.prom"));
        foreach (var name in (string[])["plan.prom", "apply.prom"])
        {
            var path = Path.Combine(run.Here, name);
            var text = await File.ReadAllTextAsync(path);
            Assert.Matches(Exposition(), text);
            Assert.Equal(HelpOf().Count(text), HelpOf().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Count());
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
            }
        }

        var plan = await File.ReadAllTextAsync(Path.Combine(run.Here, "plan.prom"));
        Assert.Contains("kftenants_plan_drift_fields{set=\"example\"} 1\n", plan, StringComparison.Ordinal);
        Assert.Contains("kftenants_plan_outcome{set=\"example\",outcome=\"changes\"} 1\n", plan, StringComparison.Ordinal);
        var apply = await File.ReadAllTextAsync(Path.Combine(run.Here, "apply.prom"));
        Assert.Contains("kftenants_apply_changes{set=\"example\",outcome=\"done\"} 10\n", apply, StringComparison.Ordinal);
        Assert.Contains($"kftenants_apply_success_timestamp_seconds{{set=\"example\"}} {TestTerminal.Now.ToUnixTimeSeconds()}\n", apply, StringComparison.Ordinal);
    }

    private static Terminal Terminal(CaseRun run) => new TestTerminal
    {
        Directory = run.Here,
        Environment = ImmutableDictionary<string, string>.Empty.Add("KFTENANTS_CLUSTER_DIR", "cluster"),
        RunId = "20260102t030405-0099",
    }.Value;

    private static string Word(JsonNode happened) => happened["event"]!.GetValue<string>();

    private static async Task<JsonNode[]> EventsAsync(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.All(await PublishedSchemas.CheckAsync("an event", text), name => Assert.Equal("event", name));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. lines.Select(l => JsonNode.Parse(l)!)];
    }

    // Comments and samples, one to a line, each metric's help and type before its samples (Prometheus, exposition formats).
    [GeneratedRegex(@"\A(# HELP (kftenants_[a-z_]+) [^\n]+\n# TYPE \2 gauge\n(\2\{[a-z]+=""[^""\n]*""(,[a-z]+=""[^""\n]*"")*\} [0-9.]+\n)+)+\z")]
    private static partial Regex Exposition();

    [GeneratedRegex("# HELP [a-z_]+")]
    private static partial Regex HelpOf();

    /// <summary>Keeps all text, and does something when a certain one comes by.</summary>
    private sealed class TriggeredWriter(string word, Action happens) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(word, StringComparison.Ordinal) == true)
            {
                happens();
            }
        }
    }
}
