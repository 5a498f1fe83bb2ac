using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>SIGKILL at a write, where tenants are namespaces.</summary>
public sealed class PlainKillTests(PlainCluster plain) : IClassFixture<PlainCluster>
{
    [EndToEndFact]
    public async Task A_run_killed_at_some_of_its_writes_is_finished_by_the_next()
    {
        await using var history = await AccessHistory.StartAsync(plain.Api);
        var expected = await Undisturbed.RecordAsync(plain.Api, OpenAsync, "pa000", "none");
        var some = KillPoint.Some(KillPoint.All(expected, "none"), 5).ToList();

        await Campaign.RunAsync(some, 3, point => new KillRounds(plain.Cluster, history, OpenAsync).RunAsync("pa", point, expected));

        Assert.True(expected.Writes.Length >= 30, $"only {expected.Writes.Length} writes");
    }

    [EndToEndFact]
    public async Task Shards_do_together_what_one_run_does_also_when_one_is_killed_and_started_again()
    {
        await using var history = await AccessHistory.StartAsync(plain.Api);
        var expected = await Undisturbed.RecordAsync(plain.Api, OpenAsync, "pd000", "none");
        await Campaign.RunAsync([0, 1, 2], 3, kill =>
            new ShardRounds(plain.Cluster, history, OpenAsync).RunAsync(KillRounds.Token("pd", kill + 1), "none", kill, expected));
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task A_run_killed_at_any_of_its_writes_is_finished_by_the_next()
    {
        await using var history = await AccessHistory.StartAsync(plain.Api);
        var expected = await Undisturbed.RecordAsync(plain.Api, OpenAsync, "pb000", "none");

        var rounds = new KillRounds(plain.Cluster, history, OpenAsync);
        await Campaign.RunAsync(KillPoint.All(expected, "none"), 4, point => rounds.RunAsync("pb", point, expected));

        await Campaign.SumUpAsync("kills without Kubeflow",
            $"{rounds.Kills} kill points ({expected.Writes.Length} writes, each before and after the server worked): every second run ended with 0 in the state of an " +
                $"undisturbed run; {rounds.States} states of access looked at, none wider, none lost");
    }

    private Task<Stage> OpenAsync(string token) => PlainStage.OpenAsync(plain, token);
}
