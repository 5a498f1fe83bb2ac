namespace KfTenants.Tenants.Rules;

/// <summary>Which scopes a ResourceQuota may have, and what it may then bound (kubernetes pkg/apis/core/validation, validateResourceQuotaScopes, 1.34).</summary>
internal static class QuotaScopes
{
    /// <summary>What a scope is about; PriorityClass is written as <c>priorityClasses</c>.</summary>
    public static readonly string[] All = ["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "Terminating"];

    // The other standard resources are not a pod's, so that a scope of pods says nothing about them.
    private static readonly string[] OfPods =
        ["pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

    /// <summary>The scope that no pod is in together with this one; null for none.</summary>
    public static string? Opposite(string scope) => scope switch
    {
        "BestEffort" => "NotBestEffort",
        "NotBestEffort" => "BestEffort",
        "Terminating" => "NotTerminating",
        "NotTerminating" => "Terminating",
        _ => null,
    };

    /// <summary>Whether a quota with one of these scopes, or of priority classes, may bound the resource. Extended resources are a pod's.</summary>
    public static bool May(IReadOnlyCollection<string> scopes, string resource) =>
        scopes.Contains("BestEffort") ? resource == "pods"
        : OfPods.Contains(resource, StringComparer.Ordinal) || resource.Contains('/', StringComparison.Ordinal);
}
