using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// The first day on a cluster that others made: fifty tenants with all that dashboards and people leave in them are imported, taken over, and then there is
/// nothing left to do, and nobody has lost anything.
/// </summary>
public abstract class ImportTests(KubeflowCluster kubeflow)
{
    private const int Tenants = 50;
    private const string Rbac = "rbac.authorization.k8s.io";

    private static readonly string[] Roles = ["view", "edit", "admin"];

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task Fifty_messy_tenants_are_imported_and_taken_over_without_a_loss()
    {
        string[] names = [.. Enumerable.Range(1, Tenants).Select(i => "imp-" + i.ToString("D2", CultureInfo.InvariantCulture))];
        foreach (var name in names)
        {
            await Live.CreateAsync(Live.ProfilePath(name), ProfileOf(name));
        }

        await kubeflow.Controller.SettleAsync();
        foreach (var (name, i) in names.Select((n, i) => (n, i)))
        {
            await MessAsync(name, i);
        }

        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform));
        string[] only = [.. names.SelectMany(n => (string[])["--tenant", n])];
        var import = (await work.RunAsync(["import", "--name", "imp", "--out", "tenants.yaml", "--groups", "--tiers", .. only])).Ends(0);
        Assert.Contains($"Imported {Tenants} tenants", import.Error, StringComparison.Ordinal);
        Assert.Contains("finding: imp-03: ", import.Error, StringComparison.Ordinal);

        var plan = new PlanDocument((await work.RunAsync("plan", "--adopt", "-o", "json")).Ends(0).Out);
        Assert.Equal(0, plan.Count("delete") + plan.Count("replace") + plan.Count("conflict"));
        Assert.DoesNotContain(plan.Access, a => a.After is null);
        Assert.Equal(Tenants, plan.Changes.Count(c => c.Action == "adopt" && c.Id.StartsWith("profile/", StringComparison.Ordinal)));
        (await work.ApplyAsync("--adopt")).Ends(0);
        await kubeflow.Controller.SettleAsync();

        var before = await Live.VersionsAsync();
        Assert.Empty((await work.PlanAsync()).Changes);
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertUntouchedAsync(before);

        // Of what we made ourselves there is nothing to say but what is not ours.
        (await work.RunAsync(["import", "--name", "imp", "--out", "again.yaml", .. only])).Ends(0);
        Assert.Empty(new PlanDocument((await work.RunAsync("plan", "--adopt", "-f", "again.yaml", "-o", "json")).Ends(0).Out).Changes);
    }

    private static string ProfileOf(string name) => $$"""
        {
          "apiVersion": "kubeflow.org/v1",
          "kind": "Profile",
          "metadata": {"name": "{{name}}"},
          "spec": {"owner": {"kind": "User", "name": "own-{{name}}@example.com"}, "resourceQuotaSpec": {"hard": {"cpu": "4000m"} } }
        }
        """;

    private async Task MessAsync(string name, int i)
    {
        var role = Roles[i % Roles.Length];
        var pair = Live.PairOf($"ana-{name}@example.com", role);
        await BindAsync(name, pair, $"ana-{name}@example.com", role);
        if (i % 5 != 2)
        {
            await PolicyAsync(name, pair, $"ana-{name}@example.com", role);
        }

        switch (i % 7)
        {
            case 0:
                await BindAsync(name, "made-by-hand", $"Ben-{name}@Example.com", "edit");
                break;
            case 1:
                await Live.EditAsync(Live.NamespacePath(name), """{"metadata": {"labels": {"team": "0042"}}}""");
                break;
            case 2:
                await PolicyAsync(name, "policy-alone", $"cy-{name}@example.com", "view");
                break;
            case 3:
                await CreateAsync(Live.BindingPath(name, "group"), Binding(name, "group", "Group", "ml", "edit"));
                break;
        }
    }

    // The pair as KFAM makes it.
    private Task<JsonObject> BindAsync(string space, string name, string email, string role)
    {
        var body = Binding(space, name, "User", email, role);
        body["metadata"]!["annotations"] = new JsonObject { ["user"] = email, ["role"] = role };
        return CreateAsync(Live.BindingPath(space, name), body);
    }

    private Task<JsonObject> PolicyAsync(string space, string name, string email, string role)
    {
        var rule = new JsonObject { ["when"] = new JsonArray(new JsonObject { ["key"] = "request.headers[kubeflow-userid]", ["values"] = new JsonArray(email) }) };
        if (kubeflow.Release.Generation >= ControllerGeneration.From18)
        {
            rule["from"] = new JsonArray(new JsonObject
            {
                ["source"] = new JsonObject { ["principals"] = new JsonArray(KubeflowInstallation.GatewayPrincipal, KubeflowInstallation.PipelinesPrincipal) },
            });
        }

        return CreateAsync(Live.PolicyPath(space, name), new JsonObject
        {
            ["apiVersion"] = "security.istio.io/v1beta1",
            ["kind"] = "AuthorizationPolicy",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space, ["annotations"] = new JsonObject { ["user"] = email, ["role"] = role } },
            ["spec"] = new JsonObject { ["rules"] = new JsonArray(rule) },
        });
    }

    private static JsonObject Binding(string space, string name, string kind, string who, string role) => new()
    {
        ["apiVersion"] = Rbac + "/v1",
        ["kind"] = "RoleBinding",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
        ["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "ClusterRole", ["name"] = "kubeflow-" + role },
        ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = Rbac, ["kind"] = kind, ["name"] = who }),
    };

    private Task<JsonObject> CreateAsync(string path, JsonObject body) => kubeflow.Api.CreateAsync(path[..path.LastIndexOf('/')], body, "access-management");
}

[Collection(On191.Name)]
public sealed class Import191(Kubeflow191 kubeflow) : ImportTests(kubeflow);

[Collection(On2603.Name)]
public sealed class Import2603(Kubeflow2603 kubeflow) : ImportTests(kubeflow);
