using KfTenants.Tenants.Rules;

namespace KfTenants.Tenants;

/// <summary>Which tenant names are possible. A Profile of another name is accepted by the API server but its namespace never appears (kubeflow/kubeflow#4101).</summary>
public static class TenantName
{
    private const string Platform = "the platform's own namespace of that name must never become a tenant's";

    /// <summary>The Profile that the Kubeflow manifests themselves create (common/user-namespace): a tenant like any other.</summary>
    private const string DefaultProfile = "kubeflow-user-example-com";

    private static readonly string[] ReservedPrefixes = ["kube-", "kubeflow", "istio-", "knative-", "kftenants-"];

    private static readonly string[] Reserved =
        ["auth", "cert-manager", "default", "kserve", "oauth2-proxy"];

    // Of Open OnDemand, its reapers, and what a cluster without Kubeflow has for all.
    private static readonly string[] ReservedOnKubernetes =
        ["gatekeeper-system", "ingress-nginx", "job-pod-reaper", "k8-namespace-reaper", "kyverno", "ondemand", "openshift"];

    /// <summary>It is a DNS label, as the names of namespaces are.</summary>
    public static bool IsValid(string name) => NameRules.IsDnsLabel(name);

    /// <summary>Why the name cannot be a tenant's; null when it can.</summary>
    public static string? ReservedFor(string name, Platform platform)
    {
        if (name == DefaultProfile)
        {
            return null;
        }

        var isOfFlavor = platform.Flavor == Flavor.Kubernetes ? ReservedOnKubernetes.Contains(name, StringComparer.Ordinal) : name == platform.Dex.Namespace;
        if (isOfFlavor || Reserved.Contains(name, StringComparer.Ordinal))
        {
            return Platform;
        }

        return ReservedPrefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal)) is { } prefix
            ? $"names that begin with \"{prefix}\" belong to the platform"
            : null;
    }
}
