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
        var expected = await Undisturbed.RecordAsync(kubeflow, "ka000", "secret");

        // Spread over the run, in turn before and after the server worked, and always at Dex's text.
        var all = Points(expected, "secret").ToList();
        var dex = all.Single(p => p.IsAfter && p.Write.Contains("/configmaps/dex-", StringComparison.Ordinal));
        var some = Enumerable.Range(0, 5).Select(i => all[(i * all.Count / 5) + (i % 2)]).Append(dex).DistinctBy(p => p.Number).ToList();

        var rounds = new KillRounds(kubeflow, history);
        await Campaign.RunAsync(some, 3, point => rounds.RunAsync("ka", point, expected));

        Assert.True(expected.Writes.Length >= 60, $"only {expected.Writes.Length} writes");
        Assert.True(rounds.States >= 40 * some.Count, $"only {rounds.States} states of access");
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task A_run_killed_at_any_of_its_writes_is_finished_by_the_next()
    {
        await using var history = await StartAsync();
        var config = await Undisturbed.RecordAsync(kubeflow, "kb000", "config");
        var secret = await Undisturbed.RecordAsync(kubeflow, "kc000", "secret");
        var ofConfig = Points(config, "config").ToList();
        var ofSecret = Points(secret, "secret").Where(p => p.Write.Contains("/namespaces/auth/", StringComparison.Ordinal)).ToList();

        var rounds = new KillRounds(kubeflow, history);
        await Campaign.RunAsync(ofConfig, 4, point => rounds.RunAsync("kb", point, config));
        await Campaign.RunAsync(ofSecret, 4, point => rounds.RunAsync("kc", point, secret));

        Assert.True(config.Writes.Length >= 60, $"only {config.Writes.Length} writes");
        await Campaign.SumUpAsync("kills",
            $"{rounds.Kills} kill points ({config.Writes.Length} writes with logins in the ConfigMap and {ofSecret.Count / 2} with the hashes in a Secret, " +
            $"each before and after the server worked): every second run ended with 0 in the state of an undisturbed run; {rounds.States} states of access looked at, none " +
                "wider, none lost");
    }

    private static IEnumerable<KillPoint> Points(Undisturbed run, string logins) =>
        run.Writes.SelectMany(write => (KillPoint[])[new KillPoint(0, write, IsAfter: false, logins), new KillPoint(0, write, IsAfter: true, logins)])
            .Select((point, index) => point with { Number = index + 1 });

    private async Task<AccessHistory> StartAsync()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        return await AccessHistory.StartAsync(kubeflow.Api);
    }
}
