namespace KfTenants.Tenants;

/// <summary>The spellings of <see cref="Role"/>: KFAM's front-end words, also written into the <c>role</c> annotation.</summary>
public static class RoleNames
{
    public static string ToText(this Role role) => role switch
    {
        Role.View => "view",
        Role.Edit => "edit",
        Role.Admin => "admin",
        Role.Owner => "owner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>The role of this exact word; null for any other (also for another case).</summary>
    public static Role? Parse(string? text) => text switch
    {
        "view" => Role.View,
        "edit" => Role.Edit,
        "admin" => Role.Admin,
        "owner" => Role.Owner,
        _ => null,
    };

    /// <summary>The ClusterRole that KFAM binds for this role: <c>kubeflow-edit</c> and so on (kfam/bindings.go).</summary>
    public static string ToClusterRole(this Role role) => ClusterRolePrefix + role.ToText();

    /// <summary>The role for which KFAM binds this ClusterRole; null for any other.</summary>
    public static Role? OfClusterRole(string? name) =>
        name?.StartsWith(ClusterRolePrefix, StringComparison.Ordinal) == true && Parse(name[ClusterRolePrefix.Length..]) is { } role and not Role.Owner ? role : null;

    private const string ClusterRolePrefix = "kubeflow-";
}
