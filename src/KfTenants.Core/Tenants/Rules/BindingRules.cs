using System.Text.RegularExpressions;

namespace KfTenants.Tenants.Rules;

/// <summary>What a binding of the file may name and be called, so that it gives no more than it says and takes no place of Kubeflow's.</summary>
internal static partial class BindingRules
{
    /// <summary>RBAC's own rule for the names of roles: a segment of a path (apimachinery, api/validation/path/name.go).</summary>
    public const string RoleName = "without \"/\", \"%\" and spaces, at most 200 characters, and neither \".\" nor \"..\"";

    public static bool IsRoleName(string text) => text.Length is > 0 and <= 200 && text is not ("." or "..") && !text.Any(c => c is '/' or '%' || char.IsWhiteSpace(c));

    /// <summary>Why no file binds this role; null when it may.</summary>
    public static string? WhyNotBound(string role) => role switch
    {
        "cluster-admin" => "it may do everything, and let others do everything",
        _ when role.StartsWith("system:", StringComparison.Ordinal) => "it belongs to a component of Kubernetes",
        _ => null,
    };

    /// <summary>Whose name this is; null when a file may give it to a binding.</summary>
    public static string? BindingTakenBy(string name) => name switch
    {
        "namespaceAdmin" or "default-editor" or "default-viewer" => "profile-controller has a binding of this name in every namespace",
        _ when KfamForm().IsMatch(name) => "Kubeflow gives such names to contributors, and its dashboard would remove the binding with one",
        _ when name.StartsWith(RoleGrant.NamePrefix, StringComparison.Ordinal) => "kftenants gives names that begin so itself",
        _ => null,
    };

    /// <summary>Whose account this is; null when a file may ask for it.</summary>
    public static string? AccountTakenBy(string name) => name switch
    {
        "default" => "Kubernetes makes it in every namespace, and runs pods as it that name no other",
        "default-editor" or "default-viewer" => "profile-controller makes it in every namespace",
        _ => null,
    };

    [GeneratedRegex(@"^user-.*-clusterrole-(?:admin|edit|view)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex KfamForm();
}
