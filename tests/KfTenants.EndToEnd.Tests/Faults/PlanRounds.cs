using System.Collections.Concurrent;
using System.Globalization;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Plans from lists of many pages that break, expire and are refused: each is the true plan, or an error; none writes.</summary>
public sealed class PlanRounds(KubeflowCluster kubeflow)
{
    private const string Foreign = "paged";
    private const int PageSize = 25;

    private readonly ConcurrentBag<string> _faults = [];
    private int _plans;
    private int _errors;

    public string Summary =>
        $"{_faults.Count} faults, {_faults.Count(f => f.StartsWith("410", StringComparison.Ordinal))} of them expired pages, in {_plans} plans from lists of pages of " +
            $"{PageSize}: " +
        $"{_plans - _errors} equal to the true plan, {_errors} ended with an error, none anything else";

    public int Faults => _faults.Count;

    /// <param name="bindings">How many foreign bindings fill the lists.</param>
    public async Task RunAsync(string token, int bindings, int plans, int width)
    {
        await FillAsync(bindings);
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, token);
        await stage.PrepareAsync();
        var truth = await stage.Work.PlanAsync();
        Assert.Contains(truth.Changes, c => c.Action == "delete");
        await Campaign.RunAsync([.. Enumerable.Range(0, plans)], width, number => PlanAsync(token, number, truth));
        await kubeflow.Api.DeleteAsync(Live.NamespacePath(Foreign));
    }

    private async Task PlanAsync(string token, int number, PlanDocument truth)
    {
        await using var proxy = await FaultProxy.StartAsync(kubeflow.Cluster, $"faults-{token}-{number.ToString(CultureInfo.InvariantCulture)}", isHttp2: number % 2 == 0);
        double[] shares = [0.03, 0.06, 0.12, 0.2];
        var schedule = new FaultSchedule((Campaign.Seed * 10_000) + number, shares[number % shares.Length], token);
        (proxy.PageSize, proxy.Choose) = (PageSize, schedule.ChooseAsync);
        using var work = new Workspace(proxy.Kubeconfig, FaultDocuments.After(token));
        FaultDocuments.Arm(work);

        var run = await work.RunAsync("plan", "-o", "json");

        Assert.True(run.Code is 0 or 1, $"ended with {run.Code}\n{run.Out}\n{run.Error}");
        Assert.Empty(proxy.Writes);
        if (run.Code == 0)
        {
            var plan = new PlanDocument(run.Out);
            Assert.Equal(truth.Changes.Select(c => (c.Action, c.Id)).ToArray(), plan.Changes.Select(c => (c.Action, c.Id)).ToArray());
            Assert.Equal(truth.Checksum, plan.Checksum);
        }
        else
        {
            Assert.Empty(run.Out);
            Assert.Contains("error: ", run.Error, StringComparison.Ordinal);
            Interlocked.Increment(ref _errors);
        }

        Interlocked.Increment(ref _plans);
        foreach (var name in schedule.Done)
        {
            _faults.Add(name);
        }
    }

    private async Task FillAsync(int bindings)
    {
        await kubeflow.Live.CreateAsync(Live.NamespacePath(Foreign), $$$"""{"metadata": {"name": "{{{Foreign}}}"}}""");
        await Parallel.ForEachAsync(Enumerable.Range(0, bindings), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
            await kubeflow.Live.CreateAsync(Live.BindingPath(Foreign, "b"), $$$"""
                {"metadata": {"name": "b{{{number.ToString("D4", CultureInfo.InvariantCulture)}}}"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
                 "subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "zoe@example.com"}]}
                """));
        await Eventually.TrueAsync("the bindings are there", async () => (await kubeflow.Live.NamesAsync(Live.BindingPath(Foreign, ""))).Length == bindings);
    }
}
