using System.Text.Json.Nodes;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>The ground the other tests stand on: the stand-ins do what Kubeflow does, so that a failure elsewhere is the product's.</summary>
public abstract class PlatformTests(KubeflowCluster kubeflow)
{
    private const string Profiles = "/apis/kubeflow.org/v1/profiles";

    private IKubernetes Api => kubeflow.Api;

    [EndToEndFact]
    public async Task A_profile_gets_its_namespace_access_and_quota_and_canonical_quantities()
    {
        await CreateProfileAsync("ground", """{"cpu": "4000m", "memory": "2048Mi", "pods": 20, "requests.storage": "0.5Ti"}""");
        await kubeflow.Controller.SettleAsync();

        var space = await Api.GetAsync("/api/v1/namespaces/ground");
        Assert.Equal("owner@example.com", (string?)space["metadata"]!["annotations"]!["owner"]);
        Assert.Equal("kubeflow-profile", (string?)space["metadata"]!["labels"]!["app.kubernetes.io/part-of"]);
        var bindings = await Api.ListAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/ground/rolebindings");
        Assert.Equal(["default-editor", "default-viewer", "namespaceAdmin"], bindings.Select(b => (string?)b["metadata"]!["name"]));
        var policy = await Api.GetAsync("/apis/security.istio.io/v1beta1/namespaces/ground/authorizationpolicies/ns-owner-access-istio");
        Assert.Equal(
            kubeflow.Release.Generation >= ControllerGeneration.From18,
            policy["spec"]!["rules"]![0]!["from"] is not null);
        var hard = (await Api.GetAsync(Profiles + "/ground"))["spec"]!["resourceQuotaSpec"]!["hard"]!;
        Assert.Equal(
            """{"cpu":"4","memory":"2Gi","pods":"20","requests.storage":"512Gi"}""",
            hard.ToJsonString());
        var quota = await Api.GetAsync("/api/v1/namespaces/ground/resourcequotas/kf-resource-quota");
        Assert.True(JsonNode.DeepEquals(hard, quota["spec"]!["hard"]));
        Assert.Empty(kubeflow.Controller.Errors);

        await Api.DeleteAsync(Profiles + "/ground");
        await Eventually.TrueAsync("the namespace went with its Profile", async () => await Api.FindAsync("/api/v1/namespaces/ground") is null);
    }

    [EndToEndFact]
    public async Task An_emptied_quota_stays_up_to_1_6_and_goes_later()
    {
        await CreateProfileAsync("emptied", """{"cpu": "4"}""");
        await kubeflow.Controller.SettleAsync();
        await Api.MergeAsync(Profiles + "/emptied", """{"spec": {"resourceQuotaSpec": null}}""");
        await kubeflow.Controller.SettleAsync();

        var quota = await Api.FindAsync("/api/v1/namespaces/emptied/resourcequotas/kf-resource-quota");

        Assert.Equal(kubeflow.Release.Generation == ControllerGeneration.UpTo16, quota is not null);
        await Api.DeleteAsync(Profiles + "/emptied");
    }

    [EndToEndFact]
    public async Task A_profile_whose_owner_and_namespace_disagree_is_left_alone()
    {
        await CreateProfileAsync("frozen", "{}");
        await kubeflow.Controller.SettleAsync();
        await Api.MergeAsync(Profiles + "/frozen", """{"spec": {"owner": {"name": "other@example.com"}}}""");
        await kubeflow.Controller.SettleAsync();

        var binding = await Api.GetAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/frozen/rolebindings/namespaceAdmin");

        Assert.Equal("owner@example.com", (string?)binding["subjects"]![0]!["name"]);
        await Api.MergeAsync(Profiles + "/frozen", """{"spec": {"owner": {"name": "owner@example.com"}}}""");
        await Api.DeleteAsync(Profiles + "/frozen");
    }

    [EndToEndFact]
    public async Task A_change_of_the_pod_template_rolls_Dex_out()
    {
        var before = await Api.GetAsync(KubeflowInstallation.DexDeploymentPath);
        await Api.MergeAsync(
            KubeflowInstallation.DexDeploymentPath,
            """{"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "now"}}}}}""");

        await Eventually.TrueAsync("the new pod is ready and the old one gone", async () =>
        {
            var status = (await Api.GetAsync(KubeflowInstallation.DexDeploymentPath))["status"]!;
            return (long?)status["observedGeneration"] > (long)before["metadata"]!["generation"]!
                && (int?)status["updatedReplicas"] == 1 && (int?)status["replicas"] == 1 && (int?)status["availableReplicas"] == 1;
        });
    }

    private async Task CreateProfileAsync(string name, string hard) =>
        await Api.CreateAsync(Profiles, JsonNode.Parse($$$$"""
            {"apiVersion": "kubeflow.org/v1", "kind": "Profile", "metadata": {"name": "{{{{name}}}}"},
             "spec": {"owner": {"kind": "User", "name": "owner@example.com"}, "resourceQuotaSpec": {"hard": {{{{hard}}}}}}}
            """)!.AsObject());
}

[Collection(On161.Name)]
public sealed class PlatformTests161(Kubeflow161 kubeflow) : PlatformTests(kubeflow);

[Collection(On180.Name)]
public sealed class PlatformTests180(Kubeflow180 kubeflow) : PlatformTests(kubeflow);

[Collection(On191.Name)]
public sealed class PlatformTests191(Kubeflow191 kubeflow) : PlatformTests(kubeflow);

[Collection(On2603.Name)]
public sealed class PlatformTests2603(Kubeflow2603 kubeflow) : PlatformTests(kubeflow);
