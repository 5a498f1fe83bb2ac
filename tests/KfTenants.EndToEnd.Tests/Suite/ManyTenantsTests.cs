using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>The first day: fifty tenants are made at once, are right, and a second run has nothing to do.</summary>
public abstract class ManyTenantsTests(KubeflowCluster kubeflow)
{
    private const int Tenants = 50;

    private static readonly (string Who, string Role)[] Contributors = [("ana", "view"), ("ben", "edit"), ("cy", "admin")];

    [EndToEndFact]
    public async Task Fifty_tenants_are_made_and_a_second_run_changes_nothing()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), File());

        var plan = await work.PlanAsync();
        // Per tenant a Profile, a limit range, the labels of its namespace, and three pairs.
        Assert.Equal(Tenants * 9, plan.Count("create"));
        Assert.Equal(0, plan.Count("delete") + plan.Count("replace") + plan.Count("conflict"));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        Assert.Empty(kubeflow.Controller.Errors);
        await AssertTenantAsync("many-07");
        await AssertTenantAsync("many-50");

        var before = await kubeflow.Live.VersionsAsync();
        var mark = await kubeflow.Audit.MarkAsync();
        (await work.PlanAsync()).IsEmpty();
        Assert.Contains("No changes.", (await work.RunAsync("plan")).Ends(0).Out, StringComparison.Ordinal);
        (await work.RunAsync("plan", "--detailed-exitcode")).Ends(0);
        (await work.ApplyAsync()).Ends(0);

        await kubeflow.Live.AssertUntouchedAsync(before);
        Assert.All(await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform), entry => Assert.True(entry.IsHarmless, entry.ToString()));
    }

    private async Task AssertTenantAsync(string name)
    {
        var number = name[^2..];
        var profile = await kubeflow.Live.GetAsync(Live.ProfilePath(name));
        Assert.Equal($"owner-{number}@example.com", (string?)profile["spec"]!["owner"]!["name"]);
        Assert.Equal("""{"cpu":"4","memory":"16Gi"}""", profile["spec"]!["resourceQuotaSpec"]!["hard"]!.ToJsonString());
        Assert.Equal("kftenants", (string?)profile["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);

        var quota = await kubeflow.Live.GetAsync(Live.QuotaPath(name));
        Assert.Equal("16Gi", (string?)quota["spec"]!["hard"]!["memory"]);
        var space = await kubeflow.Live.GetAsync(Live.NamespacePath(name));
        Assert.Equal("many", (string?)space["metadata"]!["labels"]!["team"]);
        Assert.Equal("kubeflow-profile", (string?)space["metadata"]!["labels"]!["app.kubernetes.io/part-of"]);

        foreach (var (who, role) in Contributors)
        {
            await AssertPairAsync(name, $"{who}.{number}@example.com", role);
        }
    }

    // What KFAM would have written (kfam/bindings.go), so that the dashboard can list and remove it.
    private async Task AssertPairAsync(string space, string email, string role)
    {
        var name = Live.PairOf(email, role);
        var binding = await kubeflow.Live.GetAsync(Live.BindingPath(space, name));
        var policy = await kubeflow.Live.GetAsync(Live.PolicyPath(space, name));
        foreach (var annotations in (JsonNode[])[binding["metadata"]!["annotations"]!, policy["metadata"]!["annotations"]!])
        {
            Assert.Equal((email, role), ((string?)annotations["user"], (string?)annotations["role"]));
        }

        Assert.Equal("kubeflow-" + role, (string?)binding["roleRef"]!["name"]);
        var subject = Assert.Single(binding["subjects"]!.AsArray())!;
        Assert.Equal(("User", email), ((string?)subject["kind"], (string?)subject["name"]));

        var rule = Assert.Single(policy["spec"]!["rules"]!.AsArray())!;
        Assert.Equal(
            $$"""[{"key":"request.headers[kubeflow-userid]","values":["{{email}}"]}]""",
            rule["when"]!.ToJsonString());
        Assert.Equal(
            kubeflow.Release.Generation >= ControllerGeneration.From18
                ? $$$"""[{"source":{"principals":["{{{KubeflowInstallation.GatewayPrincipal}}}","{{{KubeflowInstallation.PipelinesPrincipal}}}"]}}]"""
                : null,
            rule["from"]?.ToJsonString());
    }

    private static TenantsFile File() => new("many",
    [
        .. Enumerable.Range(1, Tenants).Select(i => i.ToString("D2", CultureInfo.InvariantCulture)).Select(number =>
            new Team($"many-{number}", $"owner-{number}@example.com")
            {
                Contributors = [.. Contributors.Select(c => ($"{c.Who}.{number}@example.com", c.Role))],
                Quota = "{cpu: 4000m, memory: 16384Mi}",
                LimitRange = "{default: {cpu: \"1\", memory: 2Gi}, defaultRequest: {cpu: 100m, memory: 256Mi}}",
                Namespace = "{labels: {team: many}}",
            }),
    ]);
}

[Collection(On161.Name)]
public sealed class ManyTenants161(Kubeflow161 kubeflow) : ManyTenantsTests(kubeflow);

[Collection(On180.Name)]
public sealed class ManyTenants180(Kubeflow180 kubeflow) : ManyTenantsTests(kubeflow);

[Collection(On191.Name)]
public sealed class ManyTenants191(Kubeflow191 kubeflow) : ManyTenantsTests(kubeflow);

[Collection(On2603.Name)]
public sealed class ManyTenants2603(Kubeflow2603 kubeflow) : ManyTenantsTests(kubeflow);
