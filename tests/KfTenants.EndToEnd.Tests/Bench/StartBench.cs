using KfTenants.Testing;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>What every run takes, whatever it is for.</summary>
[Collection(Measurements.Name)]
public sealed class StartBench
{
    private const int Runs = 11;

    [BenchFact]
    public async Task Start()
    {
        var example = Path.Combine(TestPaths.Repository(typeof(StartBench)), "examples", "minimal", "tenants.yaml");
        List<Measured> kubectl = [], version = [], validate = [];
        for (var run = 0; run < Runs; run++)
        {
            kubectl.Add(await Measured.RunAsync("kubectl", ["version", "--client"]));
            version.Add(await Measured.RunAsync(BenchTable.Program, ["--version"]));
            validate.Add(await Measured.RunAsync(BenchTable.Program, ["validate", "-f", example]));
        }

        double Of(IReadOnlyCollection<Measured> runs) => BenchTable.Median(runs, r => r.Elapsed);
        var table = new BenchTable("Start");
        table.Add("kubectl version --client", BenchTable.Figures(kubectl));
        table.Add("kftenants --version", BenchTable.Figures(version));
        table.AddAtMost("--version / kubectl version --client", 0.5, Of(version) / Of(kubectl));
        table.Add("validate of the example", BenchTable.Figures(validate));
        table.AddAtMost("validate of the example / kubectl version --client", 1.5, Of(validate) / Of(kubectl));
        await table.WriteAsync();
    }
}
