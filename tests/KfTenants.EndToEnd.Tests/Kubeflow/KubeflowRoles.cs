using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// ClusterRoles <c>kubeflow-admin</c>, <c>-edit</c> and <c>-view</c> in the shape of common/kubeflow-roles: they only aggregate,
/// view into edit into admin, and the rules stand in labelled roles of their own.
/// </summary>
public static class KubeflowRoles
{
    private const string Label = "rbac.authorization.kubeflow.org/aggregate-to-kubeflow-";

    private static readonly (string Role, string? Into, V1PolicyRule[] Rules)[] Roles =
    [
        ("view", "edit",
        [
            Rule(
                "",
                ["configmaps", "persistentvolumeclaims", "pods", "services", "serviceaccounts", "resourcequotas", "limitranges", "events"],
                ["get", "list", "watch"]),
            Rule("apps", ["deployments"], ["get", "list", "watch"]),
        ]),
        ("edit", "admin",
        [
            Rule(
                "",
                ["configmaps", "persistentvolumeclaims", "pods", "pods/exec", "secrets", "services", "serviceaccounts"],
                ["create", "delete", "get", "list", "patch", "update", "watch"]),
            Rule("apps", ["deployments"], ["create", "delete", "patch", "update"]),
        ]),
        ("admin", null,
        [
            Rule("rbac.authorization.k8s.io", ["rolebindings", "roles"], ["create", "delete", "get", "list", "patch", "update", "watch"]),
            Rule("authorization.k8s.io", ["localsubjectaccessreviews"], ["create"]),
        ]),
    ];

    public static async Task CreateAsync(IKubernetes api)
    {
        foreach (var (role, into, rules) in Roles)
        {
            await api.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole
            {
                Metadata = new V1ObjectMeta { Name = "kubeflow-" + role, Labels = into is null ? null : Labels(into) },
                Rules = [],
                AggregationRule = new V1AggregationRule { ClusterRoleSelectors = [new V1LabelSelector { MatchLabels = Labels(role) }] },
            });
            await api.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole
            {
                Metadata = new V1ObjectMeta { Name = "kubeflow-kubernetes-" + role, Labels = Labels(role) },
                Rules = rules,
            });
        }

        await Eventually.TrueAsync("the roles are aggregated", async () =>
            (await api.RbacAuthorizationV1.ReadClusterRoleAsync("kubeflow-admin")).Rules is { Count: >= 6 });
    }

    private static Dictionary<string, string> Labels(string into) => new() { [Label + into] = "true" };

    private static V1PolicyRule Rule(string group, string[] resources, string[] verbs) =>
        new() { ApiGroups = [group], Resources = resources, Verbs = verbs };
}
