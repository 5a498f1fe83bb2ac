using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>A network, a load balancer and an API server in trouble.</summary>
[Collection(On2603.Name)]
public sealed class NetworkTests(Kubeflow2603 kubeflow)
{
    private const int Lanes = 6;

    [EndToEndFact]
    public async Task A_hundred_faults_lose_nothing()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await using var history = await AccessHistory.StartAsync(kubeflow.Api);
        var rounds = new NetworkRounds(kubeflow, history);
        await rounds.RecordAsync("na000");

        await Campaign.RunAsync([1, 2, 3, 4], 4, lane => rounds.RunAsync(KillRounds.Token("na", lane), lane, enough: 100));

        Assert.True(rounds.Faults >= 100, rounds.Summary);
    }

    [EndToEndFact]
    public async Task Plans_from_broken_lists_are_true_or_errors()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        var rounds = new PlanRounds(kubeflow);

        await rounds.RunAsync("pa001", bindings: 120, plans: 6, width: 3);

        Assert.True(rounds.Faults > 0, rounds.Summary);
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task Two_thousand_faults_lose_nothing()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await using var history = await AccessHistory.StartAsync(kubeflow.Api);
        var rounds = new NetworkRounds(kubeflow, history);
        await rounds.RecordAsync("nb000");

        await Campaign.RunAsync([.. Enumerable.Range(1, Lanes)], Lanes, lane => rounds.RunAsync(KillRounds.Token("nb", lane), lane, enough: 2000));

        await Campaign.SumUpAsync("network", rounds.Summary);
        await Campaign.SumUpAsync("network, by kind", "\n" + rounds.Kinds);
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task A_hundred_plans_from_broken_lists_are_true_or_errors()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        var rounds = new PlanRounds(kubeflow);

        await rounds.RunAsync("pb001", bindings: 600, plans: 100, width: 4);

        await Campaign.SumUpAsync("lists", rounds.Summary);
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task Writes_that_are_never_answered_are_found_to_have_landed()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, "sb001");
        await stage.PrepareAsync();
        string[] silent =
        [
            "APPLY " + Live.ProfilePath(stage.Tenant("ann")),
            "APPLY " + Live.BindingPath(stage.Tenant("cat"), Live.PairOf(FaultDocuments.Person(5), "view")),
            "DELETE " + Live.BindingPath(stage.Tenant("eve"), Live.PairOf(FaultDocuments.Person(6), "view")),
            "MERGE " + stage.ConfigPath,
        ];
        var waiting = silent.ToHashSet(StringComparer.Ordinal);
        stage.Proxy.Choose = request =>
        {
            lock (waiting)
            {
                return Task.FromResult(waiting.Remove(request.Identity) ? new Fault.Silence() : Fault.None);
            }
        };

        (await stage.Work.ApplyAsync()).Ends(0);

        Assert.Empty(waiting);
        await stage.Proxy.ReopenAsync();
        (await stage.Work.PlanAsync()).IsEmpty();
        await Campaign.SumUpAsync("silence", $"{silent.Length} writes carried out and never answered (the program waits 65 s): all found to have landed, exit code 0");
    }
}
