using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A contributor's pair of objects, exactly as KFAM makes them (kubeflow access-management, kfam/bindings.go since 1.8): the same
/// computed name, the annotations by which the dashboard lists and removes them, one subject.
/// </summary>
public static class ContributorObjects
{
    public static KubeObject RoleBinding(string setName, string tenant, Contributor contributor) =>
        KubeObject.From(ObjectKind.RoleBinding, new JsonObject
        {
            ["apiVersion"] = ObjectKind.RoleBinding.ApiVersion,
            ["kind"] = ObjectKind.RoleBinding.Kind,
            ["metadata"] = Metadata(setName, tenant, contributor),
            ["roleRef"] = new JsonObject
            {
                ["apiGroup"] = ObjectKind.RoleBinding.Group,
                ["kind"] = "ClusterRole",
                ["name"] = contributor.ClusterRole,
            },
            ["subjects"] = new JsonArray(new JsonObject
            {
                ["apiGroup"] = ObjectKind.RoleBinding.Group,
                ["kind"] = "User",
                ["name"] = contributor.Email,
            }),
        });

    public static KubeObject AuthorizationPolicy(string setName, string tenant, Contributor contributor, IstioIdentity identity)
    {
        var rule = new JsonObject();
        if (!identity.Principals.IsEmpty)
        {
            rule["from"] = new JsonArray(new JsonObject
            {
                ["source"] = new JsonObject { ["principals"] = new JsonArray([.. identity.Principals.Select(p => JsonValue.Create(p))]) },
            });
        }

        rule["when"] = new JsonArray(new JsonObject
        {
            ["key"] = $"request.headers[{identity.UserIdHeader}]",
            ["values"] = new JsonArray(identity.UserIdPrefix + contributor.Email),
        });
        return KubeObject.From(ObjectKind.AuthorizationPolicy, new JsonObject
        {
            ["apiVersion"] = ObjectKind.AuthorizationPolicy.ApiVersion,
            ["kind"] = ObjectKind.AuthorizationPolicy.Kind,
            ["metadata"] = Metadata(setName, tenant, contributor),
            ["spec"] = new JsonObject { ["rules"] = new JsonArray(rule) },
        });
    }

    private static JsonObject Metadata(string setName, string tenant, Contributor contributor) => new()
    {
        ["name"] = KfamName.For(contributor.Email, contributor.Role),
        ["namespace"] = tenant,
        ["annotations"] = new JsonObject
        {
            [Grants.UserAnnotation] = contributor.Email,
            [Grants.RoleAnnotation] = contributor.Role.ToText(),
        },
        ["labels"] = Ownership.Labels(setName, tenant),
    };
}
