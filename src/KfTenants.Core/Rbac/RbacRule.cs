using System.Collections.Immutable;

namespace KfTenants.Rbac;

/// <summary>One rule of Kubernetes RBAC that the tool needs, with the reason: a row of <see cref="PermissionTable"/>.</summary>
/// <param name="Role">The role it stands in; a ClusterRole where <paramref name="Namespace"/> is null.</param>
/// <param name="Namespace">Null: in every namespace, and for kinds that have none.</param>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Names">Only these objects; empty for all.</param>
/// <param name="Why">A sentence for the person who has to grant it.</param>
public sealed record RbacRule(
    string Role,
    string? Namespace,
    string Group,
    ImmutableArray<string> Resources,
    ImmutableArray<string> Names,
    ImmutableArray<string> Verbs,
    string Why)
{
    /// <summary>Whether RBAC would let this rule answer a request.</summary>
    /// <param name="resource">With its subresource: <c>pods/log</c>.</param>
    /// <param name="inNamespace">Null for a kind that has none, and for a list of all namespaces.</param>
    /// <param name="name">Null for a list.</param>
    public bool Allows(string verb, string group, string resource, string? inNamespace, string? name) =>
        (Namespace is null || Namespace == inNamespace) &&
        Group == group &&
        Resources.Contains(resource, StringComparer.Ordinal) &&
        Verbs.Contains(verb, StringComparer.Ordinal) &&
        (Names.IsEmpty || (name is not null && Names.Contains(name, StringComparer.Ordinal)));
}
