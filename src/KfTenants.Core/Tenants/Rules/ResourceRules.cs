using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Rules;

/// <summary>Which resources and amounts the API server accepts in quotas and limit ranges (kubernetes pkg/apis/core/helper and validation, 1.34).</summary>
internal static class ResourceRules
{
    private const string Storage = "storage";

    private static readonly string[] Compute = ["cpu", "memory", "ephemeral-storage"];

    private static readonly string[] Counted =
    [
        "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services",
        "services.loadbalancers", "services.nodeports",
    ];

    private static readonly string[] Quota =
    [
        .. Compute, .. Counted, "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
        "requests.memory", "requests.storage",
    ];

    public static void CheckQuotaName(YamlEntry entry, DiagnosticBag findings)
    {
        var name = entry.Key;
        if (!IsQuotaName(name))
        {
            findings.Add(KnownDiagnostics.UnknownResource(
                entry.KeyLocation, name, "a quota", IsMeantAsGpu(name) ? SpellingHints.Of("requests.nvidia.com/gpu") : findings.Hint(name, Quota)));
        }
        else if (Enforced(name) is { } enforced)
        {
            findings.Add(KnownDiagnostics.QuotaNotEnforced(entry.KeyLocation, name, enforced));
        }
    }

    // "gpu" is one letter from "cpu", and another resource.
    private static bool IsMeantAsGpu(string name) => name.EndsWith("gpu", StringComparison.OrdinalIgnoreCase) || name.EndsWith("gpus", StringComparison.OrdinalIgnoreCase);

    public static void CheckLimitName(YamlEntry entry, DiagnosticBag findings)
    {
        var name = entry.Key;
        if (!IsLimitName(name))
        {
            findings.Add(KnownDiagnostics.UnknownResource(
                entry.KeyLocation, name, "a limitRange", IsMeantAsGpu(name) ? SpellingHints.Of("nvidia.com/gpu") : findings.Hint(name, Compute)));
        }
    }

    /// <summary>A LimitRange of volume claims bounds nothing else (kubernetes pkg/apis/core/validation, ValidateLimitRange).</summary>
    public static void CheckClaimName(YamlEntry entry, DiagnosticBag findings)
    {
        if (entry.Key != Storage)
        {
            findings.Add(KnownDiagnostics.UnknownResource(entry.KeyLocation, entry.Key, "a limitRange of volume claims", findings.Hint(entry.Key, [Storage])));
        }
    }

    /// <summary>The amount, rounded as the API server does; null when it is not one, which is then reported.</summary>
    /// <param name="isOfContainer">Of one container; otherwise of a whole namespace.</param>
    public static Quantity? ReadAmount(YamlEntry entry, bool isOfContainer, DiagnosticBag findings)
    {
        if (YamlAccess.AnyText(entry.Value) is not { Kind: not ScalarKind.Boolean } scalar)
        {
            return null;
        }

        if (!Quantity.TryParse(scalar.Text, out var quantity))
        {
            findings.Add(KnownDiagnostics.NotAQuantity(scalar.Location, entry.Key, scalar.Text, LikelyAmount.Of(entry.Key, scalar.Text)));
            return null;
        }

        if (quantity.Sign < 0)
        {
            findings.Add(KnownDiagnostics.QuantityOutOfRange(scalar.Location, entry.Key, scalar.Text, "zero or more"));
        }
        else if (!quantity.IsWhole && IsCounted(entry.Key))
        {
            findings.Add(KnownDiagnostics.QuantityOutOfRange(scalar.Location, entry.Key, scalar.Text, "a whole number"));
        }
        else if ((isOfContainer ? IsLimitName(entry.Key) || entry.Key == Storage : IsQuotaName(entry.Key)) &&
            LikelyAmount.InsteadOf(entry.Key, scalar.Text, quantity, isOfContainer) is (var what, var meant))
        {
            findings.Add(KnownDiagnostics.UnlikelyAmount(scalar.Location, entry.Key, scalar.Text, what, meant));
        }

        return quantity.RoundedUpToMilli();
    }

    private static bool IsLimitName(string name) => name.Contains('/', StringComparison.Ordinal)
        ? NameRules.IsQualifiedName(name)
        : Compute.Contains(name, StringComparer.Ordinal) || IsHugePages(name);

    internal static bool IsQuotaName(string name) => name.Contains('/', StringComparison.Ordinal)
        ? NameRules.IsQualifiedName(name)
        : Quota.Contains(name, StringComparer.Ordinal) || IsHugePages(name) || (name.StartsWith("requests.", StringComparison.Ordinal) && IsHugePages(name["requests.".Length..]));

    private static bool IsHugePages(string name) =>
        name.StartsWith("hugepages-", StringComparison.Ordinal) && Quantity.TryParse(name["hugepages-".Length..], out var size) && size.Sign > 0;

    /// <summary>Extended resources are counted by their requests only (kubernetes pkg/quota/v1/evaluator/core/pods.go).</summary>
    private static string? Enforced(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || name.StartsWith("requests.", StringComparison.Ordinal) || name.StartsWith("count/", StringComparison.Ordinal) ||
            name[..slash].EndsWith(".k8s.io", StringComparison.Ordinal) || name[..slash].EndsWith("kubernetes.io", StringComparison.Ordinal))
        {
            return null;
        }

        return "requests." + (name.StartsWith("limits.", StringComparison.Ordinal) ? name["limits.".Length..] : name);
    }

    private static bool IsCounted(string name) =>
        Counted.Contains(name, StringComparer.Ordinal) ||
        (name.Contains('/', StringComparison.Ordinal) && !name.StartsWith("requests.", StringComparison.Ordinal) && !name.Contains("kubernetes.io/", StringComparison.Ordinal) &&
            !name.EndsWith(".storage", StringComparison.Ordinal));
}
