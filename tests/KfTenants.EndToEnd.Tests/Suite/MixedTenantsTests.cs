using System.Globalization;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Faults;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Five hundred tenants that differ, in one file: one apply makes all of them, and the plan after it is empty.</summary>
public sealed class MixedTenantsTests(PlainCluster plain) : IClassFixture<PlainCluster>
{
    private const int Tenants = 500;

    private static readonly string[] Roles = ["view", "edit", "admin"];

    [EndToEndFact]
    public async Task Five_hundred_tenants_that_differ_are_made_at_once()
    {
        using var work = new Workspace(plain.Cluster.Kubeconfig(ToolRoles.Platform), File());
        FaultDocuments.Arm(work);
        await ToolRoles.CreateAsync(plain.Api, (await work.RunAsync("bootstrap")).Ends(0).Out, ToolRoles.Platform);

        (await work.ApplyAsync()).Ends(0);

        (await work.PlanAsync()).IsEmpty();
        var mark = await plain.Cluster.Audit.MarkAsync();
        (await work.ApplyAsync()).Ends(0);
        Assert.All(await plain.Cluster.Audit.SinceAsync(mark, ToolRoles.Platform), entry => Assert.True(entry.IsHarmless, entry.ToString()));
        Assert.Equal(Tenants, (await plain.Api.ListAsync("/api/v1/namespaces")).Count(n => ((string)n["metadata"]!["name"]!).StartsWith("mixed-", StringComparison.Ordinal)));
    }

    private static TenantsFile File() => new("mixed", [.. Enumerable.Range(1, Tenants).Select(Team)])
    {
        Platform = "  flavor: kubernetes\n  namespacePrefix: mixed-",
    };

    // Every key with a period of its own, so that most combinations come.
    private static Team Team(int number)
    {
        var name = "t" + number.ToString("D3", CultureInfo.InvariantCulture);
        return new Team(name, "owner-" + name)
        {
            State = number % 11 == 0 ? "suspended" : null,
            Contributors = [.. Enumerable.Range(0, number % 4).Select(i => ($"person-{i.ToString(CultureInfo.InvariantCulture)}", Roles[(number + i) % 3]))],
            Quota = number % 2 == 0 ? "{cpu: \"4\", memory: 16Gi}" : null,
            LimitRange = number % 3 == 0 ? "{default: {cpu: \"1\", memory: 2Gi}}" : null,
            Namespace = number % 5 == 0 ? "{labels: {team: mixed}, annotations: {note: \"5\"}}" : null,
            Network = number % 7 == 0 ? "{isolate: true, allowCIDRs: [192.0.2.0/24]}" : null,
            Posix = number % 4 == 1 ? $"{{uid: {(20000 + number).ToString(CultureInfo.InvariantCulture)}, gid: 5001}}" : null,
            Walltime = number % 6 == 1 ? "{max: 24h, reaper: true}" : null,
            RoleBindings = number % 9 == 2 ? "[{clusterRole: view, groups: [auditors]}]" : null,
            ServiceAccounts = number % 8 == 3 ? "[{name: ci, preset: edit}]" : null,
            Contents = number % 10 == 4 ? PlainDocuments.Contents : "",
        };
    }
}
