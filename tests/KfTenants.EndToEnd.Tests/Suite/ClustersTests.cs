using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Faults;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>One file for two API servers side by side, of different releases of Kubeflow.</summary>
public sealed class ClustersTests(TwoKubeflows clusters) : IClassFixture<TwoKubeflows>
{
    [EndToEndFact]
    public async Task A_cluster_that_breaks_off_stops_no_other_and_the_same_command_finishes_it()
    {
        await using var proxy = await FaultProxy.StartAsync(clusters.Us.Cluster, "through-proxy");
        using var work = Work(File("broken"), await System.IO.File.ReadAllTextAsync(proxy.Kubeconfig));
        var planned = Parts((await work.RunAsync("plan", "--cluster", "all", "-o", "json")).Ends(0));
        Assert.Equal(["broken-both", "broken-eu"], Created(planned, "eu"));
        Assert.Equal(["broken-both", "broken-us"], Created(planned, "us"));

        // In the middle: after the lock, the records and the first objects.
        proxy.Choose = request => Task.FromResult(request.IsWrite && proxy.Writes.Count() > 8 ? new Fault.Cut(IsForwarded: false, () => { }) : Fault.None);
        var broken = (await work.RunAsync("apply", "--cluster", "all", "--auto-approve", "-o", "json")).Ends(1);
        var report = JsonNode.Parse(broken.Out)!;
        Assert.Matches("^eu: [0-9]+ done, us: .*(failed|unreachable)", (string)report["summary"]!);
        Assert.Equal("ok", (string)Part(report, "eu")["outcome"]!);
        Assert.Equal("failed", (string)Part(report, "us")["outcome"]!);
        Assert.Contains("us: error: ", broken.Error, StringComparison.Ordinal);
        Assert.Contains("eu: none", (await work.RunAsync("plan", "--cluster", "eu,us", "--summary")).Ends(1).Out, StringComparison.Ordinal);
        Assert.NotNull(await clusters.Eu.Live.FindAsync(Live.ProfilePath("broken-eu")));
        Assert.Null(await clusters.Eu.Live.FindAsync(Live.ProfilePath("broken-us")));

        // The lock of the run that was cut off expires by itself.
        await proxy.ReopenAsync();
        (await work.RunAsync("apply", "--cluster", "all", "--auto-approve")).Ends(0);
        Assert.NotNull(await clusters.Us.Live.FindAsync(Live.ProfilePath("broken-us")));
        Assert.Null(await clusters.Us.Live.FindAsync(Live.ProfilePath("broken-eu")));
        await SettleAsync();
        Assert.EndsWith("\neu: none, us: none\n", (await work.RunAsync("plan", "--cluster", "all", "--detailed-exitcode")).Ends(0).Out, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task Plans_that_were_reviewed_together_are_applied_together_and_never_elsewhere()
    {
        using var work = Work(File("saved"), Text(clusters.Us));
        (await work.RunAsync("plan", "--cluster", "all", "--out", "plans.json")).Ends(0);
        (await work.RunAsync("plan", "--cluster", "eu", "--out", "eu.json")).Ends(0);

        // The name now leads to another cluster.
        work.Write("eu.kubeconfig", Text(clusters.Us));
        var elsewhere = (await work.RunAsync("apply", "eu.json")).Ends(5);
        Assert.Contains("the approved plan is for another cluster", elsewhere.Error, StringComparison.Ordinal);
        var twice = (await work.RunAsync("apply", "plans.json")).Ends(3);
        Assert.Contains("clusters eu and us of the file are one", twice.Error, StringComparison.Ordinal);
        Assert.Null(await clusters.Us.Live.FindAsync(Live.ProfilePath("saved-both")));

        // By another address, too: its uid tells.
        await using var proxy = await FaultProxy.StartAsync(clusters.Us.Cluster, "other-address");
        work.Write("eu.kubeconfig", await System.IO.File.ReadAllTextAsync(proxy.Kubeconfig));
        Assert.EndsWith("\neu: invalid, us: invalid\n", (await work.RunAsync("plan", "--cluster", "all")).Ends(3).Out, StringComparison.Ordinal);

        work.Write("eu.kubeconfig", Text(clusters.Eu));
        (await work.RunAsync("apply", "plans.json")).Ends(0);
        await SettleAsync();
        Assert.EndsWith("\neu: none, us: none\n", (await work.RunAsync("plan", "--cluster", "all", "--detailed-exitcode")).Ends(0).Out, StringComparison.Ordinal);

        // Without a name the connection decides: to one of them, or to none.
        var found = (await work.RunAsync("plan", "--kubeconfig", work.PathOf("eu.kubeconfig"))).Ends(0);
        Assert.Contains("  cluster  eu, https://", found.Out, StringComparison.Ordinal);
        (await work.RunAsync("plan")).Fails(64, "the file has clusters of its own");

        var difference = JsonNode.Parse((await work.RunAsync("diff", "--clusters", "eu,us", "-o", "json")).Ends(0).Out)!;
        var names = difference["tenants"]!.AsArray().Select(t => (string)t!["name"]!).Where(n => n.StartsWith("saved", StringComparison.Ordinal));
        Assert.Equal(["saved-eu", "saved-us"], names);
    }

    [EndToEndFact]
    public async Task Ctrl_C_stops_all_of_them_and_frees_every_lock()
    {
        using var work = Work(File("stopped"), Text(clusters.Us));
        clusters.Us.Controller.IsPaused = true;
        Run stopped;
        try
        {
            stopped = await work.StartAsync(["apply", "--cluster", "all", "--auto-approve", "-o", "json"], async process =>
            {
                await Eventually.TrueAsync("us waits", async () => await clusters.Us.Live.FindAsync(Live.ProfilePath("stopped-us")) is not null);
                await Eventually.TrueAsync("eu is done", async () => await HolderAsync(clusters.Eu) == "");
                using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync();
            });
        }
        finally
        {
            clusters.Us.Controller.IsPaused = false;
        }

        stopped.Ends(130);
        var report = JsonNode.Parse(stopped.Out)!;
        Assert.Equal("ok", (string)Part(report, "eu")["outcome"]!);
        Assert.Equal("cancelled", (string)Part(report, "us")["outcome"]!);
        Assert.True((bool)Part(report, "us")["answer"]!["interrupted"]!);
        Assert.EndsWith(", interrupted", (string)report["summary"]!, StringComparison.Ordinal);
        Assert.Equal("", await HolderAsync(clusters.Us));
        (await work.RunAsync("apply", "--cluster", "all", "--auto-approve", "--lock-timeout", "0")).Ends(0);

        static async Task<string?> HolderAsync(KubeflowCluster cluster) =>
            (string?)(await cluster.Live.FindAsync("/apis/coordination.k8s.io/v1/namespaces/kftenants-system/leases/kftenants-stopped"))?["spec"]?["holderIdentity"];
    }

    [EndToEndFact]
    public async Task A_server_with_its_certificate_authority_and_a_token_needs_no_kubeconfig()
    {
        var api = clusters.Us.Api;
        await api.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "planner" } }, "default");
        await api.RbacAuthorizationV1.CreateClusterRoleBindingAsync(new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = "planner" },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "cluster-admin" },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "planner", NamespaceProperty = "default" }],
        });
        var token = (await api.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, "planner", "default")).Status.Token;
        using var work = new Workspace("");
        work.Write("us.pem", clusters.Us.Cluster.AuthorityPem);
        work.SetSecret("KFT_US_TOKEN", token);
        Write(work, $"{{name: us, server: \"{clusters.Us.Cluster.Server}\", certificateAuthority: us.pem, token: {{env: KFT_US_TOKEN}}}}");
        (await work.RunAsync("apply", "--cluster", "us", "--auto-approve")).Ends(0);
        Assert.Equal("ana@example.com", (string?)(await clusters.Us.Live.GetAsync(Live.ProfilePath("by-token")))["spec"]!["owner"]!["name"]);

        // With the authority of another cluster the server is not believed, and the token stays here.
        work.Write("us.pem", clusters.Eu.Cluster.AuthorityPem);
        (await work.RunAsync("plan", "--cluster", "us")).Ends(1);

        static void Write(Workspace work, string cluster) => work.Write(
            "tenants.yaml", new TenantsFile("by-token", new Team("by-token", "ana@example.com")).ToYaml() + $"clusters:\n  - {cluster}\n");
    }

    private async Task SettleAsync()
    {
        await clusters.Eu.Controller.SettleAsync();
        await clusters.Us.Controller.SettleAsync();
    }

    private Workspace Work(TenantsFile file, string us)
    {
        var work = new Workspace("");
        work.Write("eu.kubeconfig", Text(clusters.Eu));
        work.Write("us.kubeconfig", us);
        work.Write("tenants.yaml", file.ToYaml() + "clusters:\n  - {name: us, kubeconfig: us.kubeconfig}\n  - {name: eu, kubeconfig: eu.kubeconfig}\n");
        return work;
    }

    private static string Text(KubeflowCluster cluster) => System.IO.File.ReadAllText(cluster.Kubeconfig(ToolRoles.Platform));

    private static TenantsFile File(string set) => new(
        set,
        new Team($"{set}-both", "ana@example.com") { Contributors = [("ben@example.com", "edit"), ("cy@example.com", "view")] },
        new Team($"{set}-eu", "ana@example.com") { Contents = "    clusters: [eu]\n" },
        new Team($"{set}-us", "ana@example.com") { Contributors = [("ben@example.com", "edit")], Contents = "    clusters: [us]\n" });

    private static JsonNode Parts(Run run) => JsonNode.Parse(run.Out)!;

    private static JsonNode Part(JsonNode answer, string cluster) => answer["clusters"]!.AsArray().Single(c => (string)c!["name"]! == cluster)!;

    private static string[] Created(JsonNode answer, string cluster) =>
    [
        .. Part(answer, cluster)["answer"]!["changes"]!.AsArray()
            .Where(c => (string)c!["action"]! == "create" && (string)c["object"]!["kind"]! == "Profile").Select(c => (string)c!["object"]!["name"]!).Order(StringComparer.Ordinal),
    ];
}
