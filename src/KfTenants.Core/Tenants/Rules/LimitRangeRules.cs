using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Tenants.Rules;

/// <summary>Whether a limit range makes sense in itself and beside a quota (kubernetes pkg/apis/core/validation ValidateLimitRange, 1.34).</summary>
internal static class LimitRangeRules
{
    // The only resources for which a quota makes Kubernetes refuse a container that does not name them (evaluator/core/pods.go, Constraints).
    private static readonly (string Quota, string Resource, bool IsLimit)[] Enforced =
    [
        ("cpu", "cpu", false), ("requests.cpu", "cpu", false), ("limits.cpu", "cpu", true),
        ("memory", "memory", false), ("requests.memory", "memory", false), ("limits.memory", "memory", true),
    ];

    public static void Check(LimitRangeItem range, SourceLocation at, DiagnosticBag findings)
    {
        var resources = range.Default.Keys.Concat(range.DefaultRequest.Keys).Concat(range.Min.Keys).Concat(range.Max.Keys);
        foreach (var resource in resources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (ProblemOf(range, resource) is { } problem)
            {
                findings.Add(KnownDiagnostics.ContradictingLimits(at, resource, problem));
            }
        }

        CheckBounds("pod", range.Pod, at, findings);
        CheckBounds("persistentVolumeClaim", range.Claim, at, findings);
    }

    // No defaults are filled in but for containers.
    private static void CheckBounds(string of, LimitBounds bounds, SourceLocation at, DiagnosticBag findings)
    {
        foreach (var resource in bounds.Min.Keys.Where(bounds.Max.ContainsKey))
        {
            if (Above($"{of}.min", Amount(bounds.Min, resource), $"{of}.max", Amount(bounds.Max, resource)) is { } problem)
            {
                findings.Add(KnownDiagnostics.ContradictingLimits(at, resource, problem));
            }
        }
    }

    private static string? ProblemOf(LimitRangeItem range, string resource)
    {
        // What the API server fills in before it compares (SetDefaults_LimitRangeItem).
        var min = Amount(range.Min, resource);
        var max = Amount(range.Max, resource);
        var limit = Amount(range.Default, resource) ?? max;
        var request = Amount(range.DefaultRequest, resource) ?? limit ?? min;
        return Above("min", min, "max", max)
            ?? Above("default", limit, "max", max)
            ?? Above("defaultRequest", request, "max", max)
            ?? Above("min", min, "default", limit)
            ?? Above("min", min, "defaultRequest", request)
            ?? Above("defaultRequest", request, "default", limit)
            ?? (IsOvercommitted(resource) || limit == request || limit is null
                ? null
                : $"default {limit} and defaultRequest {request} must be equal, because this resource cannot be overcommitted");
    }

    private static string? Above(string lowName, Quantity? low, string highName, Quantity? high) =>
        low is { } a && high is { } b && a > b ? $"{lowName} {a} is greater than {highName} {b}" : null;

    private static bool IsOvercommitted(string resource) =>
        !resource.StartsWith("hugepages-", StringComparison.Ordinal) &&
        (!resource.Contains('/', StringComparison.Ordinal) || resource.Contains("kubernetes.io/", StringComparison.Ordinal));

    /// <summary>Warns of quotas that need a default which no limit range gives.</summary>
    /// <param name="told">The resources that this tenant was warned about; those of now are added.</param>
    public static void CheckQuota(ImmutableSortedDictionary<string, string> quota, LimitRangeItem? range, SourceLocation at, HashSet<string> told, DiagnosticBag findings)
    {
        var (resources, needed) = (new List<string>(), new List<string>());
        foreach (var (key, resource, isLimit) in Enforced.Where(e => quota.ContainsKey(e.Quota)))
        {
            var hasLimit = range is not null && (range.Default.ContainsKey(resource) || range.Max.ContainsKey(resource));
            var hasRequest = hasLimit || (range is not null && (range.DefaultRequest.ContainsKey(resource) || range.Min.ContainsKey(resource)));
            if ((isLimit ? !hasLimit : !hasRequest) && told.Add(key))
            {
                resources.Add(key);
                needed.Add($"{(isLimit ? "default" : "defaultRequest")}.{resource}");
            }
        }

        if (resources.Count > 0)
        {
            findings.Add(KnownDiagnostics.QuotaWithoutDefault(at, resources, needed.Distinct(StringComparer.Ordinal)));
        }
    }

    private static Quantity? Amount(ImmutableSortedDictionary<string, string> amounts, string resource) =>
        amounts.TryGetValue(resource, out var text) && Quantity.TryParse(text, out var quantity) ? quantity : null;
}
