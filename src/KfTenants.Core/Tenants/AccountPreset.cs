using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>The words of <c>preset</c>: what a service account is for, and the ClusterRole that gives just that.</summary>
public static class AccountPreset
{
    /// <summary>The presets whose ClusterRoles are Kubeflow's own.</summary>
    private static readonly ImmutableArray<string> OfKubeflow = ["edit", "view"];

    private const string RolePrefix = RoleGrant.NamePrefix + "preset-";

    /// <summary>Those whose ClusterRoles <c>bootstrap</c> prints.</summary>
    public static readonly ImmutableArray<string> Own = ["dask", "pipelines", "sdk-trainer", "spark"];

    /// <summary>Null for an unknown word.</summary>
    public static string? ClusterRoleOf(string? preset) =>
        preset is null ? null
        : OfKubeflow.Contains(preset) ? RoleNames.Parse(preset)?.ToClusterRole()
        : Own.Contains(preset) ? RolePrefix + preset
        : null;

    /// <summary>The way back; null for a role of no preset.</summary>
    public static string? OfClusterRole(string? name) => OfKubeflow.Concat(Own).FirstOrDefault(preset => ClusterRoleOf(preset) == name);
}
