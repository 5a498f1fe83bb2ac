using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Faults of a real cluster, each provoked, and what <c>doctor</c> says of them: its check and its remedy.</summary>
public abstract class DoctorTests(KubeflowCluster kubeflow) : DoctorConsultation(kubeflow)
{
    private const string ViewPath = "/apis/rbac.authorization.k8s.io/v1/clusterroles/kubeflow-view";

    [EndToEndFact]
    public async Task Faults_of_the_platform_are_found()
    {
        await using var well = await WellAsync("doctor-platform");
        await Kubeflow.Api.MergeAsync(ControllerPath, """{"spec": {"replicas": 0}}""", "kubectl-scale");
        await Eventually.TrueAsync("the controller is scaled down", async () =>
            (await Kubeflow.Api.AppsV1.ReadNamespacedDeploymentAsync("profiles-deployment", "kubeflow")).Status?.AvailableReplicas is null or 0);
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
            await Kubeflow.Api.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", role);
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
        await Kubeflow.Api.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch("""
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
        Assert.Equal(["DOC0104"], Ids(await AskOfAsync(well.Work, Kubeflow.Cluster.KubeconfigToNowhere()), "error"));
        Assert.Equal(["DOC0310"], Ids(await AskOfAsync(well.Work, Kubeflow.Cluster.Kubeconfig("late", isExpired: true)), "error"));
        Assert.Equal(["DOC0307"], Ids(await AskOfAsync(well.Work, Kubeflow.Cluster.KubeconfigWithToken("opaque", "no-such-token-here")), "error"));
        Assert.Equal(["DOC0302"], Ids(await AskOfAsync(well.Work, Kubeflow.Cluster.KubeconfigWithToken("twice", "Bearer no-such-token-here")), "error"));
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
        var mark = await Kubeflow.Audit.MarkAsync();
        await AskAsync(well.Work, 0, "--user", "ben@example.com", "--tenant", "doctor-reads");
        Assert.DoesNotContain(await Kubeflow.Audit.SinceAsync(mark, ToolRoles.Doctor), e => e.Verb is "update" or "patch" or "delete");
        await Live.AssertUntouchedAsync(before);
    }

    private static string Pod(string space, string name) => $$$"""
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "{{{name}}}", "namespace": "{{{space}}}"},
         "spec": {"containers": [{"name": "main", "image": "registry.example/nb:1"}, {"name": "istio-proxy", "image": "istio/proxyv2"}]}}
        """;

    private string Unsigned()
    {
        var path = Kubeflow.Cluster.KubeconfigWithToken("unsigned", "x");
        File.WriteAllText(path, File.ReadAllText(path).Replace("""{token: "x"}""", "{}", StringComparison.Ordinal));
        return path;
    }

    private async Task<string> TokenOfAsync(string space, string account)
    {
        var request = new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["https://kubernetes.default.svc"], ExpirationSeconds = 3600 } };
        return (await Kubeflow.Api.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, account, space)).Status.Token;
    }

    private async Task<JsonNode> JudgeAsync(Workspace work, string token, string space, int code)
    {
        work.Hide(token);
        var config = (await File.ReadAllTextAsync(Kubeflow.Cluster.KubeconfigWithToken("handed-out", token)))
            .Replace("user: handed-out}", $"user: handed-out, namespace: {space}}}", StringComparison.Ordinal);
        return JsonNode.Parse((await work.RunAsync("doctor", "--judge", work.Write("handed-out.kubeconfig", config), "-o", "json")).Ends(code).Out)!;
    }

    private static async Task<JsonNode> AskOfAsync(Workspace work, string kubeconfig) =>
        JsonNode.Parse((await work.RunAsync("doctor", "-o", "json", "--kubeconfig", kubeconfig)).Ends(4).Out)!;

    private async Task<string?> BreakAsync(Workspace work, string tenant) =>
        (string?)Assert.Single((await AskAsync(work, 4, "--user", "ben@example.com", "--tenant", tenant))["walks"]!.AsArray())!["break"];

    private static (string Message, string Remedy) Finding(JsonNode answer, string id)
    {
        var finding = answer["findings"]!.AsArray().First(f => (string?)f!["id"] == id)!;
        return ((string)finding["message"]!, (string)finding["remedy"]!);
    }

    private static string About(JsonNode answer, string name) => (string)answer["about"]!.AsArray().Single(a => (string?)a!["name"] == name)!["value"]!;
}

/// <summary>With the oldest release that is tried.</summary>
[Collection(On161.Name)]
public sealed class DoctorOn161Tests(Kubeflow161 kubeflow) : DoctorTests(kubeflow);

/// <summary>With the newest one.</summary>
[Collection(On2603.Name)]
public sealed class DoctorOn2603Tests(Kubeflow2603 kubeflow) : DoctorTests(kubeflow);
