using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// ClusterRoles <c>kubeflow-admin</c>, <c>-edit</c> and <c>-view</c> in the shape of common/kubeflow-roles: they only aggregate,
/// view into edit into admin, and the rules stand in labelled roles of their own.
/// </summary>
public static class KubeflowRoles
{
    private const string Label = "rbac.authorization.kubeflow.org/aggregate-to-kubeflow-";

    private static readonly (string Role, string? Into, string Rules)[] Roles =
    [
        ("view", "edit", """
            {"apiGroups": [""], "verbs": ["get", "list", "watch"], "resources":
              ["configmaps", "persistentvolumeclaims", "pods", "services", "serviceaccounts", "resourcequotas", "limitranges", "events"]},
            {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list", "watch"]}
            """),
        ("edit", "admin", """
            {"apiGroups": [""], "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"], "resources":
              ["configmaps", "persistentvolumeclaims", "pods", "pods/exec", "secrets", "services", "serviceaccounts"]},
            {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create", "delete", "patch", "update"]}
            """),
        ("admin", null, """
            {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings", "roles"],
             "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"]},
            {"apiGroups": ["authorization.k8s.io"], "resources": ["localsubjectaccessreviews"], "verbs": ["create"]}
            """),
    ];

    public static async Task CreateAsync(KubeApi api)
    {
        foreach (var (role, into, rules) in Roles)
        {
            var labels = into is null ? "" : $"""
                "{Label}{into}": "true"
                """;
            await CreateAsync(api, $$$$"""
                {"metadata": {"name": "kubeflow-{{{{role}}}}", "labels": { {{{{labels}}}} }}, "rules": [],
                 "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"{{{{Label}}}}{{{{role}}}}": "true"}}]}}
                """);
            await CreateAsync(api, $$$$"""
                {"metadata": {"name": "kubeflow-kubernetes-{{{{role}}}}", "labels": {"{{{{Label}}}}{{{{role}}}}": "true"}},
                 "rules": [{{{{rules}}}}]}
                """);
        }

        await Eventually.TrueAsync("the roles are aggregated", async () =>
            (await api.GetAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/kubeflow-admin"))["rules"] is JsonArray { Count: >= 6 });
    }

    private static async Task CreateAsync(KubeApi api, string json) =>
        await api.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", JsonNode.Parse(json)!.AsObject());
}
