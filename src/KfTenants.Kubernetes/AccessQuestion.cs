namespace KfTenants.Kubernetes;

/// <summary>May I? One <c>SelfSubjectAccessReview</c>, in the words of RBAC.</summary>
/// <param name="Namespace">Null: in all namespaces, or for a kind that has none.</param>
/// <param name="Name">Null: all objects of the kind.</param>
public sealed record AccessQuestion(string Verb, string Group, string Resource, string? Namespace, string? Name)
{
    /// <summary>For people: <c>create rolebindings.rbac.authorization.k8s.io in namespace team-a</c>.</summary>
    public override string ToString() =>
        $"{Verb} {Resource}{(Group.Length == 0 ? "" : "." + Group)}{(Name is null ? "" : " " + Name)}{(Namespace is null ? "" : " in namespace " + Namespace)}";
}
