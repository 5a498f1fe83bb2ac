using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// What <c>doctor</c> says of a real API server that is well, with no more rights than <c>bootstrap --plan-only --doctor</c> prints: that it is.
/// </summary>
public abstract class HealthyDoctorTests(KubeflowCluster kubeflow)
{
    // The password of this hash is not known.
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";
    protected const string ControllerPath = "/apis/apps/v1/namespaces/kubeflow/deployments/profiles-deployment";
    protected const string StoragePath = "/apis/storage.k8s.io/v1/storageclasses/standard";

    protected KubeflowCluster Kubeflow => kubeflow;

    protected Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_healthy_cluster_is_well_and_so_is_the_way_of_its_people()
    {
        await using var well = await WellAsync("doctor-well");
        var answer = await AskAsync(well.Work, 0);
        Assert.Empty(Ids(answer, "error").Concat(Ids(answer, "warning")));
        Assert.True((bool)answer["well"]!);

        // What only a cluster with notebooks, and a mesh that checks tokens, could be asked, and what no one asked of a file; rights are all there.
        Assert.Equal(["DOC0608", "DOC0806"], Names(answer["skipped"]!));
        Assert.DoesNotContain(answer["findings"]!.AsArray(), f => (string?)f!["id"] == "DOC0401");
        Assert.Contains(answer["about"]!.AsArray(), a => (string?)a!["name"] == "kubernetes" && ((string)a["value"]!).StartsWith("v1.20", StringComparison.Ordinal));

        var walk = Assert.Single((await AskAsync(well.Work, 0, "--user", "ben@example.com", "--tenant", "doctor-well"))["walks"]!.AsArray())!;
        Assert.Equal(
            "login fine, header fine, policy fine, binding fine, sidecar fine, quota fine, pods fine",
            string.Join(", ", walk["steps"]!.AsArray().Select(s => $"{s!["name"]} {s["state"]}")));
        Assert.Contains("All well", (await DoctorAsync(well.Work)).Ends(0).Out, StringComparison.Ordinal);
    }

    protected async Task<Well> WellAsync(string tenant)
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release, kubeflow.Release.DexConfig.Replace(KubeflowRelease.DemoHash, Hash, StringComparison.Ordinal));
        await Live.DeleteAsync(StoragePath);
        await Live.CreateAsync(StoragePath, """
            {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
             "provisioner": "example.com/disk"}
            """);
        await StartControllerAsync();
        var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), new TenantsFile("doctor",
            new Team(tenant, "ana@example.com") { Contributors = [("ben@example.com", "edit")], Quota = "{pods: 20}", Network = "{isolate: true}" })
        {
            Users = [$"{{name: ana, email: ana@example.com, login: {{passwordHash: {Hash}}}}}", $"{{name: ben, email: ben@example.com, login: {{passwordHash: {Hash}}}}}"],
        });
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        return new Well(work, async () =>
        {
            await Live.DeleteAsync(Live.ProfilePath(tenant));
            await Live.DeleteAsync(StoragePath);
            await kubeflow.Api.MergeAsync(ControllerPath, """{"spec": {"replicas": 0}}""", "kubectl-scale");
            await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
            await Eventually.TrueAsync("the tenant is gone", async () => await Live.FindAsync(Live.NamespacePath(tenant)) is null, seconds: 60);
        });
    }

    // Nothing runs here; as the kubelet, this says that the pod of the controller does.
    private async Task StartControllerAsync()
    {
        await kubeflow.Api.MergeAsync(ControllerPath, """{"spec": {"replicas": 1}}""", "kubectl-scale");
        await Eventually.TrueAsync("profile-controller is available", async () =>
        {
            foreach (var pod in (await kubeflow.Api.CoreV1.ListNamespacedPodAsync("kubeflow")).Items.Where(p => p.DeletionTimestamp() is null))
            {
                await kubeflow.Api.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch($$$"""
                    {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "{{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}}"}]}}
                    """, V1Patch.PatchType.MergePatch), pod.Name(), "kubeflow");
            }

            return (await kubeflow.Api.AppsV1.ReadNamespacedDeploymentAsync("profiles-deployment", "kubeflow")).Status?.AvailableReplicas == 1;
        });
    }

    protected Task<JsonNode> AskAsync(Workspace work, int code, params string[] more) => AskAsAsync(work, ToolRoles.Doctor, code, more);

    protected async Task<JsonNode> AskAsAsync(Workspace work, string user, int code, params string[] more) =>
        JsonNode.Parse((await work.RunAsync(["doctor", "-o", "json", "--kubeconfig", kubeflow.Kubeconfig(user), .. more])).Ends(code).Out)!;

    protected Task<Run> DoctorAsync(Workspace work) => work.RunAsync("doctor", "--kubeconfig", kubeflow.Kubeconfig(ToolRoles.Doctor));

    protected static string[] Ids(JsonNode answer, string severity) =>
        [.. answer["findings"]!.AsArray().Where(f => (string?)f!["severity"] == severity).Select(f => (string)f!["id"]!)];

    protected static string[] Names(JsonNode skipped) =>
        [.. skipped.AsArray().Select(s => (string)s!["id"]!)];

    protected sealed class Well(Workspace work, Func<Task> restore) : IAsyncDisposable
    {
        public Workspace Work { get; } = work;

        public async ValueTask DisposeAsync()
        {
            Work.Dispose();
            await restore();
        }
    }
}

/// <summary>The first release whose policies name principals.</summary>
[Collection(On180.Name)]
public sealed class HealthyDoctorOn180Tests(Kubeflow180 kubeflow) : HealthyDoctorTests(kubeflow);

/// <summary>A release between the oldest and the newest.</summary>
[Collection(On191.Name)]
public sealed class HealthyDoctorOn191Tests(Kubeflow191 kubeflow) : HealthyDoctorTests(kubeflow);
