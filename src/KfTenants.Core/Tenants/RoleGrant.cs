using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A role that subjects have in a tenant's namespace, beside its contributors: one RoleBinding.</summary>
/// <param name="Subjects">Each once: people, then groups, then service accounts, each in the order of their names.</param>
/// <param name="Origin">Where the role is written.</param>
public sealed record RoleGrant(RoleReference Role, ImmutableArray<GrantSubject> Subjects, SourceLocation Origin)
{
    /// <summary>How the names begin that kftenants gives; the file gives none of them.</summary>
    public const string NamePrefix = "kftenants-";

    /// <summary>The name that the file gives the binding; null when kftenants does.</summary>
    public string? OwnName { get; init; }

    /// <summary>The role may have rules with <c>*</c> (<c>allowWildcards: true</c>).</summary>
    public bool AllowsWildcards { get; init; }

    /// <summary>The RoleBinding's name. A role has one for each kind, so that what another tool calls alike is another binding.</summary>
    public string Name => OwnName ?? $"{NamePrefix}{(Role.IsOfCluster ? "clusterrole" : "role")}-{Role.Name}";
}

/// <summary>The role that a binding names.</summary>
/// <param name="IsOfCluster">A ClusterRole; otherwise a Role in the tenant's namespace.</param>
public readonly record struct RoleReference(bool IsOfCluster, string Name) : IComparable<RoleReference>
{
    public string Kind => IsOfCluster ? "ClusterRole" : "Role";

    public int CompareTo(RoleReference other) => IsOfCluster == other.IsOfCluster ? string.CompareOrdinal(Name, other.Name) : other.IsOfCluster.CompareTo(IsOfCluster);

    public override string ToString() => $"{Kind} {Name}";

    public static bool operator <(RoleReference left, RoleReference right) => left.CompareTo(right) < 0;

    public static bool operator >(RoleReference left, RoleReference right) => left.CompareTo(right) > 0;

    public static bool operator <=(RoleReference left, RoleReference right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RoleReference left, RoleReference right) => left.CompareTo(right) >= 0;
}

/// <summary>What a subject of a <see cref="RoleGrant"/> is, by Kubernetes' words.</summary>
public enum GrantSubjectKind
{
    /// <summary>A person, by e-mail.</summary>
    User,

    /// <summary>A group of the identity provider, which Kubernetes honours; the dashboard and the mesh of Kubeflow do not.</summary>
    Group,

    ServiceAccount,
}

/// <summary>Who has the role.</summary>
/// <param name="Name">An e-mail, or the name of a group or service account.</param>
/// <param name="Namespace">That of a service account; null: the tenant's own.</param>
public sealed record GrantSubject(GrantSubjectKind Kind, string Name, string? Namespace = null);
