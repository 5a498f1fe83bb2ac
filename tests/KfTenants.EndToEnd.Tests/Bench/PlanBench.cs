using System.Diagnostics;
using System.Globalization;
using System.Text;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>
/// The README's numbers, as whole processes of the published program and of kubectl, taken in turn so that both meet the same
/// machine. No assertion about time: it is a measurement, made by <c>script/bench</c>.
/// </summary>
[Collection(On191.Name)]
public sealed class PlanBench(Kubeflow191 kubeflow)
{
    private const int Tenants = 300;
    private const int Runs = 9;

    // What a plan lists.
    private static readonly string[] Lists =
    [
        "/apis/kubeflow.org/v1/profiles", "/api/v1/namespaces", "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        "/apis/security.istio.io/v1beta1/authorizationpolicies", "/api/v1/limitranges", "/api/v1/resourcequotas",
    ];

    [BenchFact]
    public async Task Plan_of_300_unchanged_tenants()
    {
        var kubeconfig = kubeflow.Kubeconfig(ToolRoles.Platform);
        using var work = new Workspace(kubeconfig, File());
        var apply = Stopwatch.StartNew();
        (await work.ApplyAsync()).Ends(0);
        apply.Stop();
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();

        var program = Environment.GetEnvironmentVariable("KFTENANTS_BENCH_PROGRAM")!;
        var file = work.PathOf("tenants.yaml");
        List<double> version = [], validate = [], plan = [], sequential = [], parallel = [];
        for (var run = 0; run < Runs; run++)
        {
            version.Add(await TimeAsync(program, ["--version"]));
            validate.Add(await TimeAsync(program, ["validate", "-f", file]));
            plan.Add(await TimeAsync(program, ["plan", "-f", file, "--kubeconfig", kubeconfig]));
            sequential.Add(await SumAsync(kubeconfig));
            parallel.Add(await TimeAllAsync(kubeconfig));
        }

        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{Tenants} tenants with 3 contributors each; {Runs} runs in turn, median (minimum to maximum) in milliseconds")
            .AppendLine("| what | ms |")
            .AppendLine("|---|---|")
            .AppendLine(Row("`kftenants --version`", version))
            .AppendLine(Row("`kftenants validate`", validate))
            .AppendLine(Row("`kftenants plan`, nothing to change", plan))
            .AppendLine(Row("`kubectl get --raw` of the same six lists, one after the other", sequential))
            .AppendLine(Row("the same, all at once", parallel))
            .AppendLine(CultureInfo.InvariantCulture, $"| first `kftenants apply` of all (debug build, with the stand-in for profile-controller) | {apply.ElapsedMilliseconds} |")
            .AppendLine(CultureInfo.InvariantCulture,
                $"plan / kubectl one after the other: {Median(plan) / Median(sequential):0.00}; plan / kubectl all at once: {Median(plan) / Median(parallel):0.00}");
        await System.IO.File.WriteAllTextAsync(Environment.GetEnvironmentVariable("KFTENANTS_BENCH")!, text.ToString());
    }

    private static TenantsFile File() => new("bench",
    [
        .. Enumerable.Range(1, Tenants).Select(i => i.ToString("D3", CultureInfo.InvariantCulture)).Select(number =>
            new Team($"bench-{number}", $"owner-{number}@example.com")
            {
                Contributors = [($"ana.{number}@example.com", "view"), ($"ben.{number}@example.com", "edit"), ($"cy.{number}@example.com", "edit")],
                Quota = "{cpu: \"4\", memory: 16Gi}",
                LimitRange = "{default: {cpu: \"1\", memory: 2Gi}, defaultRequest: {cpu: 100m, memory: 256Mi}}",
            }),
    ]);

    private static async Task<double> SumAsync(string kubeconfig)
    {
        var sum = 0.0;
        foreach (var list in Lists)
        {
            sum += await FetchAsync(kubeconfig, list);
        }

        return sum;
    }

    private static async Task<double> TimeAllAsync(string kubeconfig)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Lists.Select(list => FetchAsync(kubeconfig, list)));
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Task<double> FetchAsync(string kubeconfig, string list) => TimeAsync("kubectl", ["--kubeconfig", kubeconfig, "get", "--raw", list]);

    private static async Task<double> TimeAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        watch.Stop();
        Assert.True(process.ExitCode == 0, await error + await output);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static string Row(string what, List<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {Median(times):0} ({times.Min():0} to {times.Max():0}) |");

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
