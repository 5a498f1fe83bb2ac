using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Reads <c>fieldRules</c>. A rule that could never apply is refused, and so is one that would leave to somebody else who has
/// access, or by what this set knows its objects.
/// </summary>
internal static class FieldRuleReader
{
    // What kftenants writes, kind by kind. The lists are atomic under server-side apply: one field, with nothing below it.
    private static readonly ImmutableSortedDictionary<string, Writes> Kinds = new Dictionary<string, Writes>(StringComparer.Ordinal)
    {
        ["Profile"] = new(["/spec/owner", "/spec/resourceQuotaSpec", "/metadata/labels"], ["/spec/plugins"], ["/spec/owner"]),
        ["Namespace"] = new(["/metadata/labels", "/metadata/annotations"], [], []),
        ["LimitRange"] = new(["/metadata/labels"], ["/spec/limits"], []),
        ["RoleBinding"] = new(["/roleRef", "/metadata/labels", "/metadata/annotations"], ["/subjects"], ["/roleRef", "/subjects"]),
        ["AuthorizationPolicy"] = new(["/spec/action", "/metadata/labels", "/metadata/annotations"], ["/spec/rules"], ["/spec"]),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static readonly ImmutableArray<string> OwnLabels =
    [
        "/metadata/labels/app.kubernetes.io~1managed-by", "/metadata/labels/applyset.kubernetes.io~1part-of", "/metadata/labels/kftenants.io~1tenant",
    ];

    /// <summary>In the order of kind, path and manager, whatever the order in the documents.</summary>
    public static ImmutableArray<FieldRule> Read(ImmutableArray<YamlNode.Mapping> entries, Findings findings)
    {
        var rules = new SortedDictionary<string, FieldRule>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Text("kind") is not { } kind || !Kinds.TryGetValue(kind.Text, out var writes) ||
                entry.Text("path") is not { } path || FieldPolicyNames.Find(entry.Text("policy")?.Text) is not { } policy)
            {
                continue;
            }

            var manager = entry.Text("manager");
            if (Problem(kind.Text, writes, path.Text, policy) is { } problem)
            {
                findings.Add(KnownDiagnostics.BadFieldRule(path.Location, path.Text, problem));
            }
            else if (manager is not null && ManagerProblem(manager.Text, policy) is { } wrong)
            {
                findings.Add(KnownDiagnostics.BadFieldRule(manager.Location, manager.Text, wrong));
            }

            var rule = new FieldRule(kind.Text, path.Text, manager?.Text, policy, path.Location);
            var name = $"{rule.Kind} {rule.Path} {rule.Manager}".TrimEnd();
            if (!rules.TryAdd(name, rule))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(path.Location, "field rule", name, rules[name].Origin));
            }
        }

        return [.. rules.Values];
    }

    private static string? Problem(string kind, Writes writes, string path, FieldPolicy policy)
    {
        if (path.Contains("//", StringComparison.Ordinal) || path.EndsWith('/') || !path.StartsWith('/'))
        {
            return "it is written as a JSON pointer, for example /spec/resourceQuotaSpec/hard/cpu";
        }

        if (policy != FieldPolicy.Take && writes.Access.Any(a => Overlap(a, path)))
        {
            return $"it decides who has access, which a rule can only take, never {policy.ToWord()}";
        }

        if (policy != FieldPolicy.Take && kind != "Namespace" && OwnLabels.Any(l => Overlap(l, path)))
        {
            return "by these labels the set knows its objects";
        }

        if (writes.Lists.FirstOrDefault(l => path.StartsWith(l + "/", StringComparison.Ordinal)) is { } list)
        {
            return $"a list is one field: write {list}";
        }

        return writes.Fields.Concat(writes.Lists).Any(f => Overlap(f, path)) ? null : $"kftenants writes no such field of a {kind}";
    }

    private static string? ManagerProblem(string manager, FieldPolicy policy) => policy switch
    {
        FieldPolicy.Ignore => "ignore holds whoever has the field; leave the manager out, or use yield",
        _ when manager.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < manager.Length - 1 => "\"*\" may stand at the end only",
        _ => null,
    };

    private static bool Overlap(string one, string other) =>
        one == other || one.StartsWith(other + "/", StringComparison.Ordinal) || other.StartsWith(one + "/", StringComparison.Ordinal);

    /// <param name="Access">Where it is said who has access.</param>
    private sealed record Writes(ImmutableArray<string> Fields, ImmutableArray<string> Lists, ImmutableArray<string> Access);
}
