using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Whose the objects are by which profile-controller lets an owner in.</summary>
public static class OwnerAccess
{
    private const string HeaderPrefix = "request.headers[";

    /// <summary>The binding has this owner as its only subject; the policy lets in the requests whose header names this owner.</summary>
    public static bool IsOf(KubeObject live, string owner) => live.Key.Kind == ObjectKind.RoleBinding
        ? live.At("subjects").Items().Select(s => s.TextMember("name")).SequenceEqual([owner])
        : HeaderValues(live).Any(v => v.EndsWith(owner, StringComparison.Ordinal));

    // The site's prefix may stand before the address. The policy is written before the binding, whose subject is compared whole.
    private static IEnumerable<string> HeaderValues(KubeObject policy) =>
        from rule in policy.At("spec", "rules").Items()
        from condition in rule.Member("when").Items()
        where condition.TextMember("key")?.StartsWith(HeaderPrefix, StringComparison.Ordinal) == true
        from value in condition.Member("values").Items()
        where value.ValueKind == JsonValueKind.String
        select value.GetString();
}
