using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>The words of <c>preset</c>: what a service account is for, and the ClusterRole that gives just that.</summary>
public static class AccountPreset
{
    /// <summary>The presets that are what a contributor of this role has.</summary>
    private static readonly ImmutableArray<string> OfContributors = ["edit", "view"];

    private const string RolePrefix = RoleGrant.NamePrefix + "preset-";

    /// <summary>Those whose ClusterRoles <c>bootstrap</c> prints.</summary>
    public static readonly ImmutableArray<string> Own = ["dask", "pipelines", "sdk-trainer", "spark"];

    /// <summary>Null for an unknown word.</summary>
    /// <param name="roles">What contributors are given.</param>
    public static string? ClusterRoleOf(string? preset, ClusterRoles roles) =>
        preset is null ? null
        : OfContributors.Contains(preset) && RoleNames.Parse(preset) is { } role ? roles.Of(role)
        : OwnClusterRoleOf(preset);

    /// <summary>Of one of <see cref="Own"/>; null for another word.</summary>
    public static string? OwnClusterRoleOf(string preset) => Own.Contains(preset) ? RolePrefix + preset
        : null;

    /// <summary>The way back, where Kubeflow is; null for a role of no preset.</summary>
    public static string? OfClusterRole(string? name) => OfContributors.Concat(Own).FirstOrDefault(preset => ClusterRoleOf(preset, ClusterRoles.Kubeflow) == name);
}
