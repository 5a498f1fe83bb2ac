using System.Globalization;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>How a plan grows with the cluster: recorded pages of the real API server, multiplied, from a page server on this machine.</summary>
[Collection(Measurements.Name)]
public sealed class SizeBench(Kubeflow191 kubeflow) : IClassFixture<Kubeflow191>
{
    private const int Contributors = 10;
    private const int Runs = 5;

    private static readonly int[] Sizes = [100, 1_000, 10_000, 30_000];

    [BenchFact]
    public async Task Plans_of_growing_clusters()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), BenchTenants.File(100, Contributors));
        await Measured.RunAsync(BenchTable.Program, ["apply", "--auto-approve", "-f", work.PathOf("tenants.yaml"), "--kubeconfig", kubeflow.Kubeconfig(ToolRoles.Platform)]);
        await kubeflow.Controller.SettleAsync();
        await using var pages = await PageServer.StartAsync(kubeflow.Cluster, ToolRoles.Platform);
        var table = new BenchTable($"Plans of growing clusters: unchanged tenants with {Contributors} contributors each, recorded pages from a page server");
        var medians = new Dictionary<int, Measured>();
        foreach (var size in Sizes)
        {
            var file = work.PathOf(work.Write("sized.yaml", BenchTenants.File(size, Contributors).ToYaml()));
            pages.Copies = size / 100;
            var runs = new List<Measured>();
            for (var run = 0; run < (size > 1_000 ? 3 : Runs); run++)
            {
                runs.Add(await Measured.RunAsync(BenchTable.Program, ["plan", "-f", file, "--kubeconfig", pages.Kubeconfig]));
                Assert.Contains("No changes.", runs[^1].Out, StringComparison.Ordinal);
            }

            table.Add($"plan, {size.ToString("N0", CultureInfo.InvariantCulture)} tenants", BenchTable.Figures(runs));
            medians.Add(size, runs.OrderBy(r => r.Cpu).ElementAt(runs.Count / 2));
        }

        var (low, high) = (medians[1_000], medians[Sizes[^1]]);
        table.AddAtMost("growth exponent of CPU time, 1,000 to 30,000 tenants", 1.05, Math.Log(high.Cpu / low.Cpu) / Math.Log(30));
        table.AddAtMost("peak memory of 30,000 tenants", 1024, high.Peak, " MB");
        foreach (var size in (int[])[10_000, 30_000])
        {
            var file = work.PathOf(work.Write("sized.yaml", BenchTenants.File(size, Contributors).ToYaml()));
            var runs = new List<Measured>();
            for (var run = 0; run < Runs; run++)
            {
                runs.Add(await Measured.RunAsync(BenchTable.Program, ["validate", "-f", file]));
            }

            var goal = size == 10_000 ? "≤ 1500 ms and ≤ 200 MB" : "";
            table.Add($"validate, {size.ToString("N0", CultureInfo.InvariantCulture)} tenants", goal, BenchTable.Figures(runs));
        }

        await table.WriteAsync();
    }
}
