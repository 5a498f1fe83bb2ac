using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>A set whose tenants are namespaces, on a cluster without Kubeflow.</summary>
public sealed class PlainStage : Stage
{
    private const string Spaces = "/api/v1/namespaces";

    private PlainStage(PlainCluster plain, string token, FaultProxy proxy)
        : base(plain.Api, token, proxy)
    {
    }

    public static async Task<Stage> OpenAsync(PlainCluster plain, string token) =>
        new PlainStage(plain, token, await FaultProxy.StartAsync(plain.Cluster, "faults-" + token));

    public override TenantsFile Before(string logins) => PlainDocuments.Before(Token);

    public override TenantsFile After(string logins) => PlainDocuments.After(Token);

    // No controller makes anything for such a tenant.
    public override Task SettleAsync() => Task.CompletedTask;

    public override async Task DriftAsync()
    {
        await Api.MergeAsync($"{Spaces}/{Token}-ann/resourcequotas/kftenants", """{"spec": {"hard": {"cpu": "64"}}}""", "kubectl-edit");
        await Api.MergeAsync($"{Spaces}/{Token}-ben", """{"metadata": {"annotations": {"note": "a stranger's"}}}""", "kubectl-annotate");
    }

    protected override async Task RemoveAsync()
    {
        foreach (var space in await Api.ListAsync(Spaces))
        {
            var name = (string)space["metadata"]!["name"]!;
            if (name.StartsWith(Token + "-", StringComparison.Ordinal))
            {
                await Api.DeleteAsync($"{Spaces}/{name}");
            }
        }
    }
}
