using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>The measure itself, against the API server's own word: by it the attackers and the access report are judged.</summary>
[Collection(On2603.Name)]
public sealed class WhoGetsInTests(Kubeflow2603 kubeflow)
{
    private const string Ana = "ana@example.com";

    private IKubernetes Api => kubeflow.Api;

    [EndToEndFact]
    public async Task A_fresh_tenant_is_as_its_file_says()
    {
        var file = new TenantsFile("truth", new Team("truth", "owner@example.com") { Contributors = [(Ana, "view"), ("ben@example.com", "edit"), ("cy@example.com", "admin")] });
        using var work = await kubeflow.AppliedAsync(file);

        Assert.Equal(WhoGetsIn.Of(file.Teams[0]), await WhoGetsIn.NowAsync(Api, "truth"));
        var rbac = await Authorizer.ReadAsync(Api, "truth");
        await rbac.AssertServerAgreesAsync(Api, rbac.Named.Values.Append(Identity.Person("nobody@example.com")), await Authorizer.AllOfAsync(Api, "kubeflow-admin"));
    }

    [EndToEndFact]
    public async Task Every_other_way_in_is_seen()
    {
        var file = new TenantsFile("truth-b", new Team("truth-b", "owner@example.com"));
        using var work = await kubeflow.AppliedAsync(file);
        await BindAsync("going", "edit", User(Ana), finalizer: "example.com/hold");
        await BindAsync("all", "view", """{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "system:authenticated"}""");
        await BindAsync("elsewhere", "admin", """{"kind": "ServiceAccount", "namespace": "kubeflow", "name": "robot"}""");
        await Api.DeleteAsync(Live.BindingPath("truth-b", "going"));
        await kubeflow.Live.CreateAsync(Live.PolicyPath("truth-b", "shared"), """
            {"apiVersion": "security.istio.io/v1beta1", "kind": "AuthorizationPolicy", "metadata": {"name": "shared"},
             "spec": {"rules": [{"when": [{"key": "request.headers[kubeflow-userid]", "values": ["mia@example.com", "*@corp.example"]}]}]}}
            """);

        var more = (await WhoGetsIn.NowAsync(Api, "truth-b")).Except(WhoGetsIn.Of(file.Teams[0])).Select(w => w.ToString());

        Assert.Equal(
            ["*@corp.example (mesh)", "Group system:authenticated (view)", "ServiceAccount kubeflow/robot (admin)", $"{Ana} (edit)", "mia@example.com (mesh)"],
            more.Order(StringComparer.Ordinal));
        var rbac = await Authorizer.ReadAsync(Api, "truth-b");
        await rbac.AssertServerAgreesAsync(Api, rbac.Named.Values, await Authorizer.AllOfAsync(Api, "kubeflow-admin"));
        await kubeflow.Live.EditAsync(Live.BindingPath("truth-b", "going"), """{"metadata": {"finalizers": null}}""");
    }

    [EndToEndFact]
    public async Task A_namespace_whose_policies_are_gone_is_open_to_everyone()
    {
        await kubeflow.Live.CreateAsync(Live.NamespacePath("truth-open"), """{"metadata": {"name": "truth-open"}}""");

        Assert.Equal([new Way(Mesh.Everyone, "mesh")], (IEnumerable<Way>)await WhoGetsIn.NowAsync(Api, "truth-open"));
        await Api.DeleteAsync(Live.NamespacePath("truth-open"));
    }

    private static string User(string name) => $$"""{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "{{name}}"}""";

    private Task BindAsync(string name, string role, string subject, string? finalizer = null) => kubeflow.Live.CreateAsync(Live.BindingPath("truth-b", name), $$$"""
        {"metadata": {"name": "{{{name}}}", "finalizers": [{{{(finalizer is null ? "" : $"\"{finalizer}\"")}}}]},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-{{{role}}}"}, "subjects": [{{{subject}}}]}
        """);
}
