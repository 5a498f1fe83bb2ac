using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// An apply in shards beside each other, as the pods of an Indexed Job are; in some rounds one of them is killed at a write and started again. The end is that of one
/// undisturbed run, and on the way no person had more access than before or after.
/// </summary>
/// <param name="open">Opens a stage with its token.</param>
public sealed class ShardRounds(TestCluster cluster, AccessHistory history, Func<string, Task<Stage>> open)
{
    private const int Count = 3;

    /// <param name="kill">At which of its writes to objects the first shard is killed, counted from 1; 0: none is.</param>
    public async Task RunAsync(string token, string logins, int kill, Undisturbed expected)
    {
        await using var stage = await open(token);
        await using var beside = await FaultProxy.StartAsync(cluster, "shards-" + token);
        await stage.PrepareAsync(logins);
        using var others = new Workspace(beside.Kubeconfig, stage.After(logins));
        FaultDocuments.Arm(others);
        var since = await history.NowAsync();

        var first = FirstAsync(stage, kill);
        var runs = await Task.WhenAll([first, .. Enumerable.Range(1, Count - 1).Select(i => others.ApplyAsync("--shard", Of(i)))]);

        Assert.All(runs, run => run.Ends(0));
        await expected.Final.ReachedAsync(cluster.Api, token, withHistory: true);
        (await stage.Work.PlanAsync()).IsEmpty();
        await history.CheckAsync(token, since, FaultDocuments.Replaced);
        await AssertKeptAsync(token, stage.After(logins), isKilled: kill > 0);

        // Nothing was written twice, and each of them wrote.
        Assert.Empty(Objects(stage.Proxy).Intersect(Objects(beside), StringComparer.Ordinal));
        Assert.NotEmpty(Objects(beside));
    }

    private static async Task<Run> FirstAsync(Stage stage, int kill)
    {
        if (kill > 0)
        {
            var met = 0;
            Assert.True(await stage.KillInLockAsync(
                r => r.IsWrite && !ObjectIds.IsBookkeeping(r.Target) && Interlocked.Increment(ref met) == kill,
                isAfter: kill % 2 == 0,
                "apply", "--auto-approve", "--shard", Of(0)));
        }

        // Where one died its seat in the lock is watched for the time of its lease.
        return await stage.Work.ApplyAsync("--shard", Of(0));
    }

    private static string Of(int index) => string.Create(CultureInfo.InvariantCulture, $"{index}/{Count}");

    private static string[] Objects(FaultProxy proxy) =>
        [.. proxy.Writes.Where(w => w.HasLanded && !ObjectIds.IsBookkeeping(w.Target)).Select(w => w.Path).Distinct(StringComparer.Ordinal)];

    // What the set says about itself is as one run leaves it.
    private async Task AssertKeptAsync(string token, TenantsFile file, bool isKilled)
    {
        var live = new Live(cluster.Api);
        var lease = await live.GetAsync($"/apis/coordination.k8s.io/v1/namespaces/kftenants-system/leases/kftenants-{token}");
        Assert.Equal("", (string?)lease["spec"]!["holderIdentity"]);
        Assert.DoesNotContain(lease["metadata"]!["annotations"]!.AsObject(), a => a.Key.Contains("/shard-", StringComparison.Ordinal));

        var parent = await live.GetAsync($"/api/v1/namespaces/kftenants-system/configmaps/kftenants-{token}");
        Assert.Equal(file.Teams.Length.ToString(CultureInfo.InvariantCulture), (string?)parent["data"]!["tenants"]);
        var runs = JsonNode.Parse((string)parent["data"]!["runs"]!)!.AsArray().Where(r => r!["shard"] is not null).ToArray();
        Assert.Equal(isKilled ? 1 : 0, runs.Count(r => (string?)r!["outcome"] == "interrupted"));
        Assert.All(runs.Where(r => (string?)r!["outcome"] != "interrupted"), r => Assert.Equal("ok", (string?)r!["outcome"]));
    }
}
