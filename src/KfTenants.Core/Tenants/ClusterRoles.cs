namespace KfTenants.Tenants;

/// <summary>The ClusterRoles that people of a tenant are given where no Kubeflow says which (<c>platform.roles</c>).</summary>
public sealed record ClusterRoles(string Owner, string Admin, string Edit, string View)
{
    /// <summary>Those that every Kubernetes has for people (Kubernetes, using RBAC: user-facing roles).</summary>
    public static readonly ClusterRoles Kubernetes = new("admin", "admin", "edit", "view");

    /// <summary>Kubeflow's, which KFAM and profile-controller bind.</summary>
    public static readonly ClusterRoles Kubeflow = new(Role.Admin.ToClusterRole(), Role.Admin.ToClusterRole(), Role.Edit.ToClusterRole(), Role.View.ToClusterRole());

    public string Of(Role role) => role switch
    {
        Role.Owner => Owner,
        Role.Admin => Admin,
        Role.Edit => Edit,
        Role.View => View,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>What a contributor has by this ClusterRole: the strongest role that it stands for; null for none. Who owns a tenant, its root says.</summary>
    public Role? RoleOf(string? clusterRole) =>
        clusterRole == Admin ? Role.Admin
        : clusterRole == Edit ? Role.Edit
        : clusterRole == View ? Role.View
        : null;
}
