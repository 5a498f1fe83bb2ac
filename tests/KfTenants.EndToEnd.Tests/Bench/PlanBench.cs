using System.Globalization;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>
/// A plan that finds nothing to change, an apply that does nothing, and what others take for the same, as whole processes that meet the same machine and the same
/// API server in turn. No assertion about time: it is a measurement.
/// </summary>
[Collection(Measurements.Name)]
public sealed class PlanBench(Kubeflow191 kubeflow) : IClassFixture<Kubeflow191>
{
    private const int Tenants = 1000;
    private const int Contributors = 3;
    private const int Runs = 7;

    /// <summary>A hundredth of the tenants is compared by kubectl, which takes a time of its own for each object.</summary>
    private const int DiffedPart = 100;

    [BenchFact]
    public async Task Plan_of_unchanged_tenants()
    {
        var kubeconfig = kubeflow.Kubeconfig(ToolRoles.Platform);
        using var work = new Workspace(kubeconfig, BenchTenants.File(Tenants, Contributors));
        string[] input = ["-f", work.PathOf("tenants.yaml"), "--kubeconfig", kubeconfig];
        var first = await Measured.RunAsync(BenchTable.Program, ["apply", "--auto-approve", .. input]);
        await kubeflow.Controller.SettleAsync();
        await kubeflow.Controller.DisposeAsync();

        var part = work.PathOf(work.Write("part.yaml", BenchTenants.File(Tenants / DiffedPart, Contributors).ToYaml()));
        await Measured.RunAsync(BenchTable.Program, ["render", "-f", part, "--out", work.PathOf("part")]);
        string[] diff = ["diff", "-R", "-f", work.PathOf("part/tenants"), "--kubeconfig", kubeflow.Cluster.Kubeconfig("kubectl", "system:masters")];
        var lists = BenchTenants.Lists.Select(l => l + "?limit=500").ToList();
        List<Measured> plan = [], one = [], noop = [], server = [], client = [];
        List<double> fetch = [];
        var bytes = 0L;
        var mark = await kubeflow.Audit.MarkAsync();
        for (var run = 0; run < Runs; run++)
        {
            plan.Add(await Measured.RunAsync(BenchTable.Program, ["plan", .. input]));
            (var elapsed, bytes) = await RawLists.FetchAsync(kubeflow.Cluster, ToolRoles.Platform, lists);
            fetch.Add(elapsed);
            noop.Add(await Measured.RunAsync(BenchTable.Program, ["apply", "--auto-approve", .. input]));
            one.Add(await Measured.RunAsync(BenchTable.Program, ["plan", "--tenant", "bench-00042", .. input]));
            server.Add(await Measured.RunAsync("kubectl", [.. diff, "--server-side"], 0, 1));
            client.Add(await Measured.RunAsync("kubectl", diff, 0, 1));
        }

        var writes = (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform)).Count(e => !e.IsHarmless);
        double Of(IReadOnlyCollection<Measured> runs) => BenchTable.Median(runs, r => r.Elapsed);
        var table = new BenchTable($"{Tenants} tenants with {Contributors} contributors each, against kube-apiserver");
        table.Add("first apply of all, with the stand-in for profile-controller", BenchTable.Figures([first]));
        table.Add("fetching the same pages side by side, nothing decided", string.Create(CultureInfo.InvariantCulture,
            $"{BenchTable.Median(fetch, f => f):0} ms ({fetch.Min():0} to {fetch.Max():0}), {bytes / 1e6:0.0} MB"));
        table.Add("plan, nothing to change", BenchTable.Figures(plan));
        table.AddAtMost("plan / fetching the same pages", 1.2, Of(plan) / BenchTable.Median(fetch, f => f));
        table.AddAtMost("plan, CPU", 500, BenchTable.Median(plan, r => r.Cpu), " ms");
        table.Add("plan --tenant of one", BenchTable.Figures(one));
        table.Add("apply, nothing to change", BenchTable.Figures(noop));
        table.AddAtMost("apply with nothing to change / plan", 1.15, Of(noop) / Of(plan));
        table.AddAtMost("writes of all these runs", 0, writes);
        table.Add($"kubectl diff --server-side of {Tenants / DiffedPart} tenants", BenchTable.Figures(server));
        table.AddAtLeast($"{DiffedPart} times that / plan", 30, DiffedPart * Of(server) / Of(plan));
        table.Add($"kubectl diff of {Tenants / DiffedPart} tenants", BenchTable.Figures(client));
        table.AddAtLeast($"{DiffedPart} times that / plan", 60, DiffedPart * Of(client) / Of(plan));
        await table.WriteAsync();
    }
}
