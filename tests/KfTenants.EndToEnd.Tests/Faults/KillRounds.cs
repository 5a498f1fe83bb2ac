using System.Globalization;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// An apply is killed at a write, and the same command is run again: the end is that of an undisturbed run, and on the way no person
/// had more access than before or after, no person who stays lost it, and nothing was written but what the plan named.
/// </summary>
/// <param name="open">Opens a stage with its token.</param>
public sealed class KillRounds(TestCluster cluster, AccessHistory history, Func<string, Task<Stage>> open)
{
    private int _kills;
    private int _states;

    public int Kills => _kills;

    /// <summary>How many states of access were looked at.</summary>
    public int States => _states;

    /// <param name="prefix">Two letters of its own.</param>
    public static string Token(string prefix, int number) => prefix + number.ToString("D3", CultureInfo.InvariantCulture);

    public async Task RunAsync(string prefix, KillPoint point, Undisturbed expected)
    {
        var token = Token(prefix, point.Number);
        await using var stage = await open(token);
        var log = await cluster.Audit.MarkAsync();
        await stage.PrepareAsync(point.Logins);
        var since = await history.NowAsync();

        var write = point.Write.Replace("TOKEN", token, StringComparison.Ordinal);
        var isKilled = await stage.KillAsync(r => r.IsWrite && r.Identity == write, point.IsAfter, "apply", "--auto-approve");

        // A lock is renewed only when a run takes long.
        Assert.True(isKilled || ObjectIds.IsBookkeeping(write), $"the run never came to {write}");
        Interlocked.Add(ref _kills, isKilled ? 1 : 0);
        var again = await stage.Work.ApplyAsync();

        Assert.True(again.Code == 0, $"the run after the kill ended with {again.Code}\n{again.Out}\n{again.Error}");
        await expected.Final.ReachedAsync(cluster.Api, token, withHistory: true);
        (await stage.Work.PlanAsync()).IsEmpty();
        Interlocked.Add(ref _states, await history.CheckAsync(token, since, FaultDocuments.Replaced));
        await AssertWritesAsync(stage, log, expected);
    }

    // The server's own log: what a client cannot talk its way around.
    private async Task AssertWritesAsync(Stage stage, long log, Undisturbed expected)
    {
        var writes = (await cluster.Audit.SinceAsync(log, stage.Proxy.User)).Where(e => !e.IsHarmless && !ObjectIds.IsBookkeeping(e.Uri)).ToList();
        Assert.NotEmpty(writes);
        Assert.All(writes, write =>
            Assert.Contains(ObjectIds.Of(write.Uri).Replace(stage.Token, "TOKEN", StringComparison.Ordinal), expected.Planned));
    }
}
