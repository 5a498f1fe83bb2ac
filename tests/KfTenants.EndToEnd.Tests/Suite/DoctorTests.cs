using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// What <c>doctor</c> says of a real API server, with no more rights than <c>bootstrap --plan-only --doctor</c> prints: all well where it is, and each fault that is
/// provoked with its check and its remedy.
/// </summary>
public abstract class DoctorTests(KubeflowCluster kubeflow)
{
    // The password of this hash is not known.
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";

    private const string ControllerPath = "/apis/apps/v1/namespaces/kubeflow/deployments/profiles-deployment";
    private const string StoragePath = "/apis/storage.k8s.io/v1/storageclasses/standard";
    private const string ViewPath = "/apis/rbac.authorization.k8s.io/v1/clusterroles/kubeflow-view";

    private Live Live => kubeflow.Live;

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

    [EndToEndFact]
    public async Task Faults_of_the_platform_are_found()
    {
        await using var well = await WellAsync("doctor-platform");
        await kubeflow.Api.MergeAsync(ControllerPath, """{"spec": {"replicas": 0}}""", "kubectl-scale");
        await Eventually.TrueAsync("the controller is scaled down", async () =>
            (await kubeflow.Api.AppsV1.ReadNamespacedDeploymentAsync("profiles-deployment", "kubeflow")).Status?.AvailableReplicas is null or 0);
        await Live.DeleteAsync(StoragePath);
        var role = await Live.GetAsync(ViewPath);
        await Live.DeleteAsync(ViewPath);
        await Live.EditAsync(KubeflowInstallation.ProfilesConfigPath, """{"data": {"USERID_PREFIX": "accounts:"}}""");
        try
        {
            var answer = await AskAsync(well.Work, 4);
            Assert.Equal(
                ["DOC0504", "DOC0506", "DOC0507", "DOC0705"],
                Ids(answer, "error").Concat(Ids(answer, "warning")).Where(id => id.StartsWith("DOC", StringComparison.Ordinal)).Distinct());
            Assert.Contains("scaled to 0", Finding(answer, "DOC0504").Message, StringComparison.Ordinal);
            Assert.Contains("common/kubeflow-roles", Finding(answer, "DOC0507").Remedy, StringComparison.Ordinal);
            Assert.Equal("header", await BreakAsync(well.Work, "doctor-platform"));
        }
        finally
        {
            await Live.EditAsync(KubeflowInstallation.ProfilesConfigPath, """{"data": {"USERID_PREFIX": ""}}""");
            role["metadata"] = new JsonObject { ["name"] = "kubeflow-view", ["labels"] = role["metadata"]!["labels"]?.DeepClone() };
            await kubeflow.Api.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", role);
        }
    }

    [EndToEndFact]
    public async Task Faults_of_Dex_are_found()
    {
        await using var well = await WellAsync("doctor-dex");
        await Live.EditAsync(KubeflowInstallation.DexConfigMapPath, """{"data": {"config.yaml": "enablePasswordDB: true\nstaticPasswords: [{email: 1}]\n"}}""");
        var answer = await AskAsync(well.Work, 4);
        Assert.Contains("AUD0302", Ids(answer, "error"));
        Assert.Equal("login", await BreakAsync(well.Work, "doctor-dex"));

        await Live.DeleteAsync(KubeflowInstallation.DexDeploymentPath);
        Assert.Contains("DOC0602", Ids(await AskAsync(well.Work, 4), "error"));
    }

    [EndToEndFact]
    public async Task Faults_of_a_tenant_are_found_with_the_first_break_of_the_way()
    {
        const string Tenant = "doctor-sick";
        await using var well = await WellAsync(Tenant);

        await Live.CreateAsync($"/api/v1/namespaces/{Tenant}/pods/nb-0", Pod(Tenant, "nb-0"));
        await kubeflow.Api.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch("""
            {"status": {"phase": "Pending", "containerStatuses": [{"name": "main", "image": "registry.example/nb:1", "imageID": "", "ready": false, "restartCount": 0,
              "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}}]}}
            """, V1Patch.PatchType.MergePatch), "nb-0", Tenant);
        await Live.CreateAsync($"/api/v1/namespaces/{Tenant}/persistentvolumeclaims/work", $$$$$"""
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "work", "namespace": "{{{{{Tenant}}}}}"},
             "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}}
            """);

        // No controller is here that would take it away when the claim is deleted.
        await Live.EditAsync($"/api/v1/namespaces/{Tenant}/persistentvolumeclaims/work", """{"metadata": {"finalizers": null}}""");
        var answer = await AskAsync(well.Work, 0, "--tenant", Tenant);
        Assert.Equal(["DOC0802", "DOC0805"], Ids(answer, "warning"));
        Assert.Contains("StorageClass fast does not exist", Finding(answer, "DOC0805").Message, StringComparison.Ordinal);
        Assert.Equal("pods", await BreakAsync(well.Work, Tenant));

        await Live.CreateAsync($"/apis/events.k8s.io/v1/namespaces/{Tenant}/events/e1", $$$"""
            {"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "e1", "namespace": "{{{Tenant}}}"}, "type": "Warning", "reason": "FailedCreate",
             "action": "Create", "reportingController": "statefulset-controller", "reportingInstance": "x", "eventTime": "{{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.ffffffZ}}}",
             "note": "pods \"nb-0\" is forbidden: exceeded quota: kf-resource-quota", "regarding": {"kind": "StatefulSet", "namespace": "{{{Tenant}}}", "name": "nb"}}
            """);
        Assert.Equal("quota", await BreakAsync(well.Work, Tenant));

        await Live.EditAsync(Live.NamespacePath(Tenant), """{"metadata": {"labels": {"istio-injection": null}}}""");
        Assert.Equal("sidecar", await BreakAsync(well.Work, Tenant));

        await Live.DeleteAsync(Live.BindingPath(Tenant, Live.PairOf("ben@example.com", "edit")));
        Assert.Equal("binding", await BreakAsync(well.Work, Tenant));

        await Live.DeleteAsync($"/apis/networking.k8s.io/v1/namespaces/{Tenant}/networkpolicies/kftenants");
        await Live.EditAsync(Live.ProfilePath(Tenant), """{"spec": {"owner": {"kind": "User", "name": "eve@example.com"}}}""");
        var errors = Ids(await AskAsync(well.Work, 4, "--tenant", Tenant), "error");
        Assert.Contains("DOC0703", errors);
        Assert.Contains("AUD0201", errors);

        // A frozen Profile cannot be deleted.
        await Live.EditAsync(Live.ProfilePath(Tenant), """{"spec": {"owner": {"kind": "User", "name": "ana@example.com"}}}""");
    }

    [EndToEndFact]
    public async Task Who_may_less_is_told_what_could_not_be_looked_at_and_never_that_all_is_well_there()
    {
        await using var well = await WellAsync("doctor-rights");
        var stranger = await AskAsAsync(well.Work, ToolRoles.Stranger, 4);
        Assert.Equal(["DOC0401"], Ids(stranger, "error"));
        Assert.Contains("list profiles.kubeflow.org", Finding(stranger, "DOC0401").Message, StringComparison.Ordinal);
        Assert.Contains("DOC0801", Names(stranger["skipped"]!));
        Assert.DoesNotContain(stranger["passed"]!.AsArray(), p => string.CompareOrdinal((string)p!, "DOC0500") > 0);

        var reviewer = await AskAsAsync(well.Work, ToolRoles.Reviewer, 0);
        Assert.Empty(Ids(reviewer, "error"));
        var skipped = reviewer["skipped"]!.AsArray().Single(s => (string?)s!["id"] == "DOC0801")!;
        Assert.Contains("Pod list: 403", (string)skipped["why"]!, StringComparison.Ordinal);
        Assert.Equal(["list pods"], skipped["rights"]!.AsArray().Select(r => (string)r!));
    }

    [EndToEndFact]
    public async Task The_way_to_the_server_and_who_we_are_there_are_judged()
    {
        await using var well = await WellAsync("doctor-way");
        Assert.Equal(["DOC0104"], Ids(await AskOfAsync(well.Work, kubeflow.Cluster.KubeconfigToNowhere()), "error"));
        Assert.Equal(["DOC0310"], Ids(await AskOfAsync(well.Work, kubeflow.Cluster.Kubeconfig("late", isExpired: true)), "error"));
        Assert.Equal(["DOC0307"], Ids(await AskOfAsync(well.Work, kubeflow.Cluster.KubeconfigWithToken("opaque", "no-such-token-here")), "error"));
        Assert.Equal(["DOC0302"], Ids(await AskOfAsync(well.Work, kubeflow.Cluster.KubeconfigWithToken("twice", "Bearer no-such-token-here")), "error"));
        Assert.Equal(["DOC0301"], Ids(await AskOfAsync(well.Work, Unsigned()), "error"));
    }

    [EndToEndFact]
    public async Task A_kubeconfig_of_a_service_account_is_judged_by_what_it_may_do()
    {
        const string Tenant = "doctor-judge";
        await using var well = await WellAsync(Tenant);
        var editor = await JudgeAsync(well.Work, await TokenOfAsync(Tenant, "default-editor"), Tenant, 0);
        Assert.Equal(["DOC0001"], Ids(editor, "warning"));
        var may = About(editor, "may");
        Assert.Contains("list pods", may, StringComparison.Ordinal);
        Assert.Contains("create rolebindings", About(editor, "may not"), StringComparison.Ordinal);
        Assert.StartsWith($"system:serviceaccount:{Tenant}:default-editor", About(editor, "identity"), StringComparison.Ordinal);

        // 403 for a namespace that does not exist, as for one in which nothing is bound.
        var elsewhere = await JudgeAsync(well.Work, await TokenOfAsync(Tenant, "default-editor"), "doctor-no-such", 4);
        Assert.Contains("the namespace does not exist, or nothing in it is bound to it", Finding(elsewhere, "DOC0009").Message, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task It_writes_nothing()
    {
        await using var well = await WellAsync("doctor-reads");
        var before = await Live.VersionsAsync();
        var mark = await kubeflow.Audit.MarkAsync();
        await AskAsync(well.Work, 0, "--user", "ben@example.com", "--tenant", "doctor-reads");
        Assert.DoesNotContain(await kubeflow.Audit.SinceAsync(mark, ToolRoles.Doctor), e => e.Verb is "update" or "patch" or "delete");
        await Live.AssertUntouchedAsync(before);
    }

    private async Task<Well> WellAsync(string tenant)
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

    private static string Pod(string space, string name) => $$$"""
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "{{{name}}}", "namespace": "{{{space}}}"},
         "spec": {"containers": [{"name": "main", "image": "registry.example/nb:1"}, {"name": "istio-proxy", "image": "istio/proxyv2"}]}}
        """;

    private string Unsigned()
    {
        var path = kubeflow.Cluster.KubeconfigWithToken("unsigned", "x");
        File.WriteAllText(path, File.ReadAllText(path).Replace("""{token: "x"}""", "{}", StringComparison.Ordinal));
        return path;
    }

    private async Task<string> TokenOfAsync(string space, string account)
    {
        var request = new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["https://kubernetes.default.svc"], ExpirationSeconds = 3600 } };
        return (await kubeflow.Api.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, account, space)).Status.Token;
    }

    private async Task<JsonNode> JudgeAsync(Workspace work, string token, string space, int code)
    {
        work.Hide(token);
        var config = (await File.ReadAllTextAsync(kubeflow.Cluster.KubeconfigWithToken("handed-out", token)))
            .Replace("user: handed-out}", $"user: handed-out, namespace: {space}}}", StringComparison.Ordinal);
        return JsonNode.Parse((await work.RunAsync("doctor", "--judge", work.Write("handed-out.kubeconfig", config), "-o", "json")).Ends(code).Out)!;
    }

    private Task<JsonNode> AskAsync(Workspace work, int code, params string[] more) => AskAsAsync(work, ToolRoles.Doctor, code, more);

    private async Task<JsonNode> AskAsAsync(Workspace work, string user, int code, params string[] more) =>
        JsonNode.Parse((await work.RunAsync(["doctor", "-o", "json", "--kubeconfig", kubeflow.Kubeconfig(user), .. more])).Ends(code).Out)!;

    private static async Task<JsonNode> AskOfAsync(Workspace work, string kubeconfig) =>
        JsonNode.Parse((await work.RunAsync("doctor", "-o", "json", "--kubeconfig", kubeconfig)).Ends(4).Out)!;

    private Task<Run> DoctorAsync(Workspace work) => work.RunAsync("doctor", "--kubeconfig", kubeflow.Kubeconfig(ToolRoles.Doctor));

    private async Task<string?> BreakAsync(Workspace work, string tenant) =>
        (string?)Assert.Single((await AskAsync(work, 4, "--user", "ben@example.com", "--tenant", tenant))["walks"]!.AsArray())!["break"];

    private static string[] Ids(JsonNode answer, string severity) =>
        [.. answer["findings"]!.AsArray().Where(f => (string?)f!["severity"] == severity).Select(f => (string)f!["id"]!)];

    private static string[] Names(JsonNode skipped) =>
        [.. skipped.AsArray().Select(s => (string)s!["id"]!)];

    private static (string Message, string Remedy) Finding(JsonNode answer, string id)
    {
        var finding = answer["findings"]!.AsArray().First(f => (string?)f!["id"] == id)!;
        return ((string)finding["message"]!, (string)finding["remedy"]!);
    }

    private static string About(JsonNode answer, string name) => (string)answer["about"]!.AsArray().Single(a => (string?)a!["name"] == name)!["value"]!;

    private sealed class Well(Workspace work, Func<Task> restore) : IAsyncDisposable
    {
        public Workspace Work { get; } = work;

        public async ValueTask DisposeAsync()
        {
            Work.Dispose();
            await restore();
        }
    }
}

/// <summary>With the oldest release that is tried.</summary>
[Collection(On161.Name)]
public sealed class DoctorOn161Tests(Kubeflow161 kubeflow) : DoctorTests(kubeflow);

/// <summary>With the newest one.</summary>
[Collection(On2603.Name)]
public sealed class DoctorOn2603Tests(Kubeflow2603 kubeflow) : DoctorTests(kubeflow);
