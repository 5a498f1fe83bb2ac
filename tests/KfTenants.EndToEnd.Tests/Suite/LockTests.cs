using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Runs beside each other and after each other: the lock, the run history, events, and what an audit log shows of them.</summary>
[Collection(On191.Name)]
public sealed class LockTests(Kubeflow191 kubeflow)
{
    private readonly Live _live = new(kubeflow.Api);

    [EndToEndFact]
    public async Task Two_applies_at_once_never_interleave()
    {
        using var first = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Sized("both", "both-a"));
        using var second = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Sized("both", "both-b"));
        var mark = await kubeflow.Audit.MarkAsync();

        var runs = await Task.WhenAll(first.ReportAsync(0), second.ReportAsync(0));

        var agents = (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform))
            .Where(e => e.IsWork).Select(e => e.Agent).ToList();
        var turns = agents.Where((agent, i) => i == 0 || agents[i - 1] != agent).ToList();
        Assert.Equal(2, turns.Count);
        Assert.All(runs, run => Assert.Single(turns, agent => agent.EndsWith($" (run {run.Run})", StringComparison.Ordinal)));
        Assert.Equal("", await HolderAsync("both"));
    }

    [EndToEndFact]
    public async Task A_killed_holder_blocks_the_next_run_for_no_longer_than_its_lease()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Sized("dead", "dead", 1));
        await WhileWaitingAsync(work, async process =>
        {
            var held = (await work.RunAsync("plan")).Ends(0);
            Assert.Contains("apply in progress by ", held.Error, StringComparison.Ordinal);
            process.Kill();
        });

        var locked = (await work.ApplyAsync("--lock-timeout", "0", "-o", "json")).Ends(6);
        Assert.Equal("locked", new ReportDocument(locked.Out).Outcome);
        Assert.Contains(await HolderAsync("dead") ?? "", locked.Error, StringComparison.Ordinal);

        var watch = Stopwatch.StartNew();
        (await work.ApplyAsync()).Ends(0);
        Assert.InRange(watch.Elapsed.TotalSeconds, 20, 60 + 15);
        Assert.Equal(["interrupted", "ok"], (await RunsAsync("dead")).Select(r => (string?)r!["outcome"]));
        Assert.Equal("", await HolderAsync("dead"));
    }

    [EndToEndFact]
    public async Task Ctrl_C_releases_the_lock_and_records_its_end()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Sized("ctrl-c", "ctrl-c", 1));
        await WhileWaitingAsync(work, async process =>
        {
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        });

        Assert.Equal("", await HolderAsync("ctrl-c"));
        Assert.Equal(["cancelled"], (await RunsAsync("ctrl-c")).Select(r => (string?)r!["outcome"]));
        (await work.ApplyAsync("--lock-timeout", "0")).Ends(0);
    }

    [EndToEndFact]
    public async Task Who_loses_the_lock_stops_and_ends_with_6()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Sized("lost", "lost", 1));
        var lost = await WhileWaitingAsync(work, async _ =>
        {
            (await work.RunAsync("unlock", "--auto-approve")).Ends(0);
            // The next renewal notices.
            await Task.Delay(TimeSpan.FromSeconds(16));
        });

        lost.Ends(6);
        Assert.Contains("another process released the lock", lost.Out, StringComparison.Ordinal);
        Assert.Equal(["running"], (await RunsAsync("lost")).Select(r => (string?)r!["outcome"]));
        (await work.ApplyAsync("--lock-timeout", "0")).Ends(0);
        Assert.Equal(["interrupted", "ok"], (await RunsAsync("lost")).Select(r => (string?)r!["outcome"]));
    }

    [EndToEndFact]
    public async Task A_second_apply_writes_nothing_at_all()
    {
        using var work = await kubeflow.AppliedAsync(Sized("twice", "twice"));
        var mark = await kubeflow.Audit.MarkAsync();

        (await work.ApplyAsync()).Ends(0);

        var entries = await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform);
        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.True(entry.Verb is "get" or "list", entry.ToString()));
    }

    [EndToEndFact]
    public async Task A_run_is_found_again_in_the_history_in_events_and_in_the_audit_log()
    {
        var file = new TenantsFile("seen", new Team("seen-a", "owner@example.com") { Contributors = [("ana@example.com", "view")] });
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        var mark = await kubeflow.Audit.MarkAsync();

        var first = (await work.ApplyAsync("-o", "json")).Ends(0);
        Assert.DoesNotContain(first.Error.Split('\n'), line => line.StartsWith("warning: ", StringComparison.Ordinal));
        var report = new ReportDocument(first.Out);

        var created = await EventAsync("default", "seen-a", report.Run);
        var profile = await _live.GetAsync(Live.ProfilePath("seen-a"));
        Assert.Equal("TenantCreated", (string?)created["reason"]);
        Assert.Equal("Profile", (string?)created["regarding"]!["kind"]);
        Assert.Equal((string?)profile["metadata"]!["uid"], (string?)created["regarding"]!["uid"]);
        Assert.Contains($"by {ToolRoles.Platform}: run {report.Run}, plan sha256:", (string?)created["note"], StringComparison.Ordinal);
        Assert.Equal("Applied", (string?)(await EventAsync("kftenants-system", "kftenants-seen", report.Run))["reason"]);

        var run = Assert.Single(await RunsAsync("seen"));
        Assert.Equal((report.Run, ToolRoles.Platform, "ok"), ((string?)run!["id"], (string?)run["actor"], (string?)run["outcome"]));
        var parent = await ParentAsync("seen");
        Assert.Equal("1", (string?)parent["data"]!["tenants"]);
        Assert.Equal(
            "AuthorizationPolicy.security.istio.io,Profile.kubeflow.org,RoleBinding.rbac.authorization.k8s.io",
            (string?)parent["metadata"]!["annotations"]!["applyset.kubernetes.io/contains-group-kinds"]);
        Assert.Equal((string?)profile["metadata"]!["labels"]!["applyset.kubernetes.io/part-of"], (string?)parent["metadata"]!["labels"]!["applyset.kubernetes.io/id"]);

        Assert.All(await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform), entry =>
            Assert.Matches($@"^kftenants/\d+\.\d+\.\d+ \(run {report.Run}\)$", entry.Agent));

        work.Write(file.With("seen-a", team => team with { Contributors = [] }));
        var second = await work.ReportAsync(0);
        Assert.Equal("AccessRevoked", (string?)(await EventAsync("default", "seen-a", second.Run))["reason"]);
        Assert.Contains(second.Run!, (await work.RunAsync("history")).Ends(0).Out, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task Who_may_not_write_events_is_warned_once()
    {
        await using var without = await ToolRoles.WithoutAsync(kubeflow.Api, "default", "kftenants-apply", "events");
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Sized("silent", "silent"));
        Run? run = null;
        await Eventually.TrueAsync("the server's authorizer has forgotten the right", async () =>
        {
            work.Write(Sized("silent", "silent").With("silent-1", team => team.With($"{Guid.NewGuid():N}@example.com", "view")));
            run = (await work.ApplyAsync()).Ends(0);
            return run.Error.Length > 0;
        });
        Assert.StartsWith("warning: not every event of this run was written: Event/default/silent-", run!.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // The run waits for a namespace that never appears, and holds the lock.
    private async Task<Run> WhileWaitingAsync(Workspace work, Func<Process, Task> then)
    {
        kubeflow.Controller.IsPaused = true;
        try
        {
            return await work.StartAsync(["apply", "--auto-approve"], async process =>
            {
                var name = await FirstTeamAsync(work);
                await Eventually.TrueAsync("the Profile is written", async () => await _live.FindAsync(Live.ProfilePath(name)) is not null);
                await Task.Delay(300);
                await then(process);
            });
        }
        finally
        {
            kubeflow.Controller.IsPaused = false;
        }
    }

    private static async Task<string> FirstTeamAsync(Workspace work) =>
        (await File.ReadAllLinesAsync(work.PathOf("tenants.yaml"))).First(l => l.StartsWith("  - name: ", StringComparison.Ordinal))["  - name: ".Length..];

    private static TenantsFile Sized(string set, string prefix, int count = 6) => new(set,
    [
        .. Enumerable.Range(1, count).Select(i => new Team($"{prefix}-{i.ToString(CultureInfo.InvariantCulture)}", "owner@example.com")
        {
            Contributors = [("ana@example.com", "view")],
        }),
    ]);

    private async Task<string?> HolderAsync(string set) =>
        (string?)(await _live.GetAsync($"/apis/coordination.k8s.io/v1/namespaces/kftenants-system/leases/kftenants-{set}"))["spec"]!["holderIdentity"];

    private Task<JsonObject> ParentAsync(string set) => _live.GetAsync($"/api/v1/namespaces/kftenants-system/configmaps/kftenants-{set}");

    private async Task<JsonArray> RunsAsync(string set) => JsonNode.Parse((string)(await ParentAsync(set))["data"]!["runs"]!)!.AsArray();

    private Task<JsonObject> EventAsync(string space, string name, string? run) =>
        _live.GetAsync($"/apis/events.k8s.io/v1/namespaces/{space}/events/{name}.{run}");
}
