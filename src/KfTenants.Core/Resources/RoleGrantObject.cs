using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The RoleBinding of one entry of <c>roleBindings</c> or <c>serviceAccounts</c>. It has none of KFAM's annotations, so that the dashboard neither lists nor
/// removes it: it gives what Kubernetes asks for and nothing of the mesh.
/// </summary>
public static class RoleGrantObject
{
    public static ObjectKey Key(string tenant, RoleGrant grant) => new(ObjectKind.RoleBinding, tenant, grant.Name);

    /// <summary>The role that it names.</summary>
    public static ObjectKey RoleKey(string tenant, RoleReference role) =>
        role.IsOfCluster ? new ObjectKey(ObjectKind.ClusterRole, null, role.Name) : new ObjectKey(ObjectKind.Role, tenant, role.Name);

    /// <summary>The people and groups that it lets in, and its service accounts, as <see cref="Grants.Subjects"/> has them.</summary>
    public static IEnumerable<string> SubjectsOf(string tenant, RoleGrant grant) => grant.Subjects.Select(s => s.Kind switch
    {
        GrantSubjectKind.User => s.Name,
        GrantSubjectKind.ServiceAccount => $"{Grants.ServiceAccountPrefix}{s.Namespace ?? tenant}/{s.Name}",
        _ => $"{s.Kind} {s.Name}",
    });

    /// <summary>Those of them that are people, or stand for people.</summary>
    public static IEnumerable<string> PeopleOf(string tenant, RoleGrant grant) =>
        SubjectsOf(tenant, grant with { Subjects = [.. grant.Subjects.Where(s => s.Kind != GrantSubjectKind.ServiceAccount)] });

    public static KubeObject For(string setName, string tenant, RoleGrant grant) =>
        TenantObject.Of(setName, new ObjectKey(ObjectKind.RoleBinding, tenant, grant.Name), new JsonObject
        {
            ["roleRef"] = new JsonObject
            {
                ["apiGroup"] = ObjectKind.RoleBinding.Group,
                ["kind"] = grant.Role.Kind,
                ["name"] = grant.Role.Name,
            },
            ["subjects"] = new JsonArray([.. grant.Subjects.Select(s => Subject(tenant, s))]),
        });

    // As the API server writes them: a service account has no group, the others no namespace.
    private static JsonObject Subject(string tenant, GrantSubject subject) => subject.Kind == GrantSubjectKind.ServiceAccount
        ? new JsonObject { ["kind"] = "ServiceAccount", ["name"] = subject.Name, ["namespace"] = subject.Namespace ?? tenant }
        : new JsonObject { ["apiGroup"] = ObjectKind.RoleBinding.Group, ["kind"] = subject.Kind.ToString(), ["name"] = subject.Name };
}
