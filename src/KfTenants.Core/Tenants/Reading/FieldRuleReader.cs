using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Reads <c>fieldRules</c>. A rule that could never apply is refused, and so is one that would leave to another manager who has
/// access, or by what this set knows its objects.
/// </summary>
internal static class FieldRuleReader
{
    private static readonly ImmutableArray<string> OwnLabels =
    [
        "/metadata/labels/app.kubernetes.io~1managed-by", "/metadata/labels/applyset.kubernetes.io~1part-of", "/metadata/labels/kftenants.io~1tenant",
    ];

    /// <summary>In the order of kind, path and manager, whatever the order in the documents.</summary>
    /// <param name="scopes">What this tool writes, kind by kind.</param>
    public static ImmutableArray<FieldRule> Read(ImmutableArray<YamlNode.Mapping> entries, ImmutableArray<RuleScope> scopes, DiagnosticBag findings)
    {
        var rules = new SortedDictionary<string, FieldRule>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Text("kind") is not { } kind || scopes.FirstOrDefault(s => s.Kind.Kind == kind.Text) is not { } scope ||
                entry.Text("path") is not { } path || FieldPolicyNames.Find(entry.Text("policy")?.Text) is not { } policy)
            {
                continue;
            }

            var manager = entry.Text("manager");
            if (Problem(scope, path.Text, policy) is { } problem)
            {
                findings.Add(KnownDiagnostics.BadFieldRule(path.Location, path.Text, problem));
            }
            else if (manager is not null && ManagerProblem(manager.Text, policy) is { } wrong)
            {
                findings.Add(KnownDiagnostics.BadFieldRule(manager.Location, manager.Text, wrong));
            }

            var rule = new FieldRule(scope.Kind, path.Text, manager?.Text, policy, path.Location);
            var name = $"{rule.Kind} {rule.Path} {rule.Manager}".TrimEnd();
            if (!rules.TryAdd(name, rule))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(path.Location, "field rule", name, rules[name].Origin));
            }
        }

        return [.. rules.Values];
    }

    private static string? Problem(RuleScope scope, string path, FieldPolicy policy)
    {
        if (path.Contains("//", StringComparison.Ordinal) || path.EndsWith('/') || !path.StartsWith('/'))
        {
            return "it is written as a JSON pointer, for example /spec/resourceQuotaSpec/hard/cpu";
        }

        if (policy != FieldPolicy.Take && scope.Access.Any(a => Overlap(a, path)))
        {
            return $"it decides who has access, which a rule can only take, never {policy.ToWord()}";
        }

        if (policy != FieldPolicy.Take && scope.HasOwnLabels && OwnLabels.Any(l => Overlap(l, path)))
        {
            return "the set finds its objects by these labels";
        }

        if (scope.Lists.FirstOrDefault(l => JsonPointer.IsBelow(path, l)) is { } list)
        {
            return $"a list is one field: write {list}";
        }

        return scope.Fields.Concat(scope.Lists).Any(f => Overlap(f, path)) ? null : $"kftenants writes no such field of a {scope.Kind}";
    }

    private static string? ManagerProblem(string manager, FieldPolicy policy) => policy switch
    {
        FieldPolicy.Ignore => "ignore applies to every manager of the field; remove the manager, or use yield",
        _ when manager.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < manager.Length - 1 => "\"*\" is allowed only at the end",
        _ => null,
    };

    private static bool Overlap(string one, string other) =>
        one == other || JsonPointer.IsBelow(one, other) || JsonPointer.IsBelow(other, one);
}
