using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>SIGKILL at a write.</summary>
[Collection(On191.Name)]
public sealed class KillTests(Kubeflow191 kubeflow)
{
    [EndToEndFact]
    public async Task A_run_killed_at_some_of_its_writes_is_finished_by_the_next()
    {
        await using var history = await StartAsync();
        var expected = await Undisturbed.RecordAsync(kubeflow.Api, OpenAsync, "ka000", "secret");

        // And always at Dex's text.
        var all = KillPoint.All(expected, "secret");
        var dex = all.Single(p => p.IsAfter && p.Write.Contains("/configmaps/dex-", StringComparison.Ordinal));
        var some = KillPoint.Some(all, 5).Append(dex).DistinctBy(p => p.Number).ToList();

        var rounds = new KillRounds(kubeflow.Cluster, history, OpenAsync);
        await Campaign.RunAsync(some, 3, point => rounds.RunAsync("ka", point, expected));

        Assert.True(expected.Writes.Length >= 60, $"only {expected.Writes.Length} writes");
        Assert.True(rounds.States >= 40 * some.Count, $"only {rounds.States} states of access");
    }

    [EndToEndFact]
    public async Task Shards_do_together_what_one_run_does_also_when_one_is_killed_and_started_again()
    {
        await using var history = await StartAsync();
        var expected = await Undisturbed.RecordAsync(kubeflow.Api, OpenAsync, "kd000", "secret");
        await Campaign.RunAsync([0, 1, 6, 12], 4, kill =>
            new ShardRounds(kubeflow.Cluster, history, OpenAsync).RunAsync(KillRounds.Token("kd", kill + 1), "secret", kill, expected));
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task A_run_killed_at_any_of_its_writes_is_finished_by_the_next()
    {
        await using var history = await StartAsync();
        var config = await Undisturbed.RecordAsync(kubeflow.Api, OpenAsync, "kb000", "config");
        var secret = await Undisturbed.RecordAsync(kubeflow.Api, OpenAsync, "kc000", "secret");
        var ofConfig = KillPoint.All(config, "config");
        var ofSecret = KillPoint.All(secret, "secret").Where(p => p.Write.Contains("/namespaces/auth/", StringComparison.Ordinal)).ToList();

        var rounds = new KillRounds(kubeflow.Cluster, history, OpenAsync);
        await Campaign.RunAsync(ofConfig, 4, point => rounds.RunAsync("kb", point, config));
        await Campaign.RunAsync(ofSecret, 4, point => rounds.RunAsync("kc", point, secret));

        Assert.True(config.Writes.Length >= 60, $"only {config.Writes.Length} writes");
        await Campaign.SumUpAsync("kills",
            $"{rounds.Kills} kill points ({config.Writes.Length} writes with logins in the ConfigMap and {ofSecret.Count / 2} with the hashes in a Secret, " +
            $"each before and after the server worked): every second run ended with 0 in the state of an undisturbed run; {rounds.States} states of access looked at, none " +
                "wider, none lost");
    }

    private async Task<Stage> OpenAsync(string token) => await KubeflowStage.OpenAsync(kubeflow, token);

    private async Task<AccessHistory> StartAsync()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        return await AccessHistory.StartAsync(kubeflow.Api);
    }
}
