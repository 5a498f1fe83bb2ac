using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Makes a cluster well and asks <c>doctor</c>, with no more rights than <c>bootstrap --plan-only --doctor</c> prints.</summary>
public abstract class DoctorConsultation(KubeflowCluster kubeflow)
{
    // The password of this hash is not known.
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";
    protected const string ControllerPath = "/apis/apps/v1/namespaces/kubeflow/deployments/profiles-deployment";
    protected const string StoragePath = "/apis/storage.k8s.io/v1/storageclasses/standard";

    protected KubeflowCluster Kubeflow => kubeflow;

    protected Live Live => kubeflow.Live;

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
