using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Two API servers without Kubeflow, one of which is killed in the middle of an apply to both.</summary>
public sealed class KilledClusterTests : IAsyncLifetime
{
    private const int Many = 120;

    private readonly PlainCluster _eu = new();
    private readonly PlainCluster _us = new();

    public Task InitializeAsync() => Task.WhenAll(_eu.InitializeAsync(), _us.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(_eu.DisposeAsync(), _us.DisposeAsync());

    [EndToEndFact]
    public async Task The_other_converges_and_so_does_this_one_when_it_is_back()
    {
        using var work = new Workspace("");
        work.Write("eu.kubeconfig", await File.ReadAllTextAsync(_eu.Cluster.Kubeconfig("admin", "system:masters")));
        work.Write("us.kubeconfig", await File.ReadAllTextAsync(_us.Cluster.Kubeconfig("admin", "system:masters")));
        var file = new TenantsFile("campus",
        [
            .. Enumerable.Range(0, Many).Select(i => new Team($"u{i.ToString(CultureInfo.InvariantCulture)}", "ana") { Contributors = [("ben", "view")] }),
        ])
        {
            Platform = "  flavor: kubernetes",
        };
        work.Write("tenants.yaml", file.ToYaml() + "clusters:\n  - {name: us, kubeconfig: us.kubeconfig}\n  - {name: eu, kubeconfig: eu.kubeconfig}\n");

        var killed = (await work.StartAsync(["apply", "--cluster", "all", "--auto-approve", "-o", "json"], async _ =>
        {
            await Eventually.TrueAsync("the first namespaces are there", async () => await NamespacesAsync(_us) > 2);
            _us.Cluster.KillServer();
        })).Ends(1);
        var report = JsonNode.Parse(killed.Out)!;
        Assert.Equal(["ok", "failed"], report["clusters"]!.AsArray().Select(c => (string)c!["outcome"]!));
        Assert.StartsWith($"eu: {(Many * 3).ToString(CultureInfo.InvariantCulture)} done, us: ", (string)report["summary"]!, StringComparison.Ordinal);
        Assert.Equal(Many, await NamespacesAsync(_eu));

        // While it is away, the line names it.
        var away = (await work.RunAsync("plan", "--cluster", "all", "--summary")).Ends(1);
        Assert.EndsWith("\neu: none, us: unreachable\n", away.Out, StringComparison.Ordinal);

        await _us.Cluster.StartServerAgainAsync();
        Assert.InRange(await NamespacesAsync(_us), 3, Many - 1);
        (await work.RunAsync("apply", "--cluster", "all", "--auto-approve")).Ends(0);
        Assert.Equal(Many, await NamespacesAsync(_us));
        Assert.EndsWith("\neu: none, us: none\n", (await work.RunAsync("plan", "--cluster", "all", "--detailed-exitcode")).Ends(0).Out, StringComparison.Ordinal);
    }

    private static async Task<int> NamespacesAsync(PlainCluster cluster) =>
        (await cluster.Api.GetAsync("/api/v1/namespaces?labelSelector=kftenants.io/tenant"))["items"]!.AsArray().Count;
}
