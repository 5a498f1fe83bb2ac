using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.AccessLists;

/// <summary>One way in: who, where, what it gives, and by which objects or lines.</summary>
/// <param name="Tenant">Null: every tenant at once.</param>
/// <param name="Role">owner, admin, edit, view, <see cref="Grants.MeshOnly"/>, or the bound role's own name.</param>
/// <param name="Objects">What gives it in the cluster, in the order of Profile, binding, policy; empty when the document is the source.</param>
public sealed record AccessEntry(AccessSubject Subject, string? Tenant, string Role, AccessRoute Route, ImmutableArray<ObjectKey> Objects)
{
    /// <summary>The set that gave it and takes it away again; null: none did, or what says so could not be read.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>What the document says of this person in this tenant; null without a document, or when it does not list them.</summary>
    public DeclaredAccess? Declared { get; init; }

    /// <summary>People have it, and what decides about this tenant, the document or else the set that manages its Profile, does not know of it.</summary>
    public bool IsUnmanaged { get; init; }

    /// <summary>The document's set gave it, and the document does not list it any more: the next apply takes it away.</summary>
    public bool IsDropped { get; init; }

    /// <summary>There is no mesh that could let anyone in, and nothing is missing by that.</summary>
    public bool IsWithoutMesh { get; init; }

    /// <summary>The API server lets them in.</summary>
    public bool HasKubernetes => Route is not (AccessRoute.Policy or AccessRoute.MeshPolicy) &&
        (Route != AccessRoute.Owner || Objects.IsEmpty || Objects.Any(o => o.Kind == ObjectKind.RoleBinding));

    /// <summary>The mesh lets them in, so that they can open what runs in the namespace in a browser.</summary>
    public bool HasMesh => (Objects.IsEmpty && Route != AccessRoute.RoleBinding) || Objects.Any(o => o.Kind == ObjectKind.AuthorizationPolicy);
}

/// <summary>What a document says of one person in one tenant.</summary>
/// <param name="Group">The group of the document through which they have it; null when they are listed themselves.</param>
/// <param name="Until">When it ends; null when it does not.</param>
/// <param name="HasEnded">It has: the next apply takes it away.</param>
public sealed record DeclaredAccess(string Role, string? Group, DateTimeOffset? Until, bool HasEnded, SourceLocation Origin);

/// <summary>How access comes about.</summary>
public enum AccessRoute
{
    /// <summary>Owner of the Profile.</summary>
    Owner,

    /// <summary>One of KFAM's roles, by a RoleBinding in the namespace, or by the document.</summary>
    Contributor,

    /// <summary>The same through a group of the document, which is expanded to people.</summary>
    Group,

    /// <summary>Any other RoleBinding.</summary>
    RoleBinding,

    /// <summary>An AuthorizationPolicy alone: what runs in the namespace, not its objects.</summary>
    Policy,

    /// <summary>A ClusterRoleBinding: every namespace.</summary>
    ClusterRoleBinding,

    /// <summary>A policy in Istio's root namespace: what runs in every namespace.</summary>
    MeshPolicy,
}

/// <summary>The words of <see cref="AccessRoute"/> in JSON and CSV.</summary>
public static class AccessRouteNames
{
    public static string ToText(this AccessRoute route) => route switch
    {
        AccessRoute.Owner => "owner",
        AccessRoute.Contributor => "contributor",
        AccessRoute.Group => "group",
        AccessRoute.RoleBinding => "roleBinding",
        AccessRoute.Policy => "policyOnly",
        AccessRoute.ClusterRoleBinding => "clusterRoleBinding",
        AccessRoute.MeshPolicy => "meshPolicy",
        _ => throw new ArgumentOutOfRangeException(nameof(route), route, null),
    };
}
