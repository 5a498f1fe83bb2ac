using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Access;

/// <summary>
/// What a Role or ClusterRole allows in a namespace that a reviewer must know, read from its rules and never from its name.
/// </summary>
/// <param name="Allows">In ordinal order: <c>pods/exec</c>, <c>secrets</c>; <see cref="Anything"/> for rules with wildcards.</param>
public sealed record RoleStrength(ImmutableArray<string> Allows)
{
    /// <summary>A rule names every verb or every resource.</summary>
    public const string Anything = "*";

    // With these a subject can take, or give others, more than the role itself says.
    private static readonly ImmutableArray<string> Power = [Anything, "bind", "escalate", "impersonate", "rolebindings", "serviceaccounts/token"];

    private static readonly ImmutableArray<string> PowerVerbs = ["bind", "escalate", "impersonate"];

    private static readonly ImmutableArray<(string Group, string Resource, ImmutableArray<string> Verbs)> Telling =
    [
        ("", "pods/attach", []),
        ("", "pods/exec", []),
        ("", "secrets", []),
        ("", "serviceaccounts/token", ["create"]),
        ("rbac.authorization.k8s.io", "rolebindings", ["create", "patch", "update"]),
    ];

    public bool HasWildcards => Allows.Contains(Anything);

    /// <summary>What a role is known to allow means power over the tenant.</summary>
    public static bool IsPower(IEnumerable<string> allows) => allows.Any(Power.Contains);

    public static RoleStrength Of(KubeObject role) =>
        new([.. role.At("rules").Items().SelectMany(OfRule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    // Rules for paths (nonResourceURLs) give nothing through a RoleBinding, and have no resources.
    private static IEnumerable<string> OfRule(JsonElement rule)
    {
        var (groups, resources, verbs) = (Texts(rule, "apiGroups"), Texts(rule, "resources"), Texts(rule, "verbs"));
        if (resources.Count == 0)
        {
            return [];
        }

        // "*/scale" and "pods/*" are wildcards as well.
        var all = verbs.Contains(Anything) || resources.Any(r => r.Contains('*', StringComparison.Ordinal)) ? (string[])[Anything] : [];
        return all.Concat(PowerVerbs.Where(verbs.Contains)).Concat(
            from known in Telling
            where Names(groups, known.Group) && Names(resources, known.Resource) && (known.Verbs.IsEmpty || verbs.Contains(Anything) || known.Verbs.Any(verbs.Contains))
            select known.Resource);
    }

    private static bool Names(HashSet<string> texts, string text) => texts.Contains(Anything) || texts.Contains(text);

    private static HashSet<string> Texts(JsonElement rule, string key) =>
        [.. rule.Member(key).Items().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)];
}
