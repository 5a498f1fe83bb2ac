using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>quotas</c>: the ones beside <c>quota</c>, each of some pods.</summary>
internal static class QuotasReader
{
    /// <summary>The name of the object is longer by a prefix, and is a DNS label as the name of a tenant is.</summary>
    private const int LongestName = 50;

    /// <summary>Null when the key is absent.</summary>
    public static ImmutableArray<AdditionalQuota>? Read(YamlNode.Mapping map, DiagnosticBag findings)
    {
        if (map.List("quotas") is not { } list)
        {
            return null;
        }

        var first = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        var quotas = new List<AdditionalQuota>();
        foreach (var entry in list.Maps())
        {
            if (entry.Text("name") is not { } name || ReadOne(entry, name, findings) is not { } quota)
            {
                continue;
            }

            if (!first.TryAdd(name.Text, name.Location))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(name.Location, "quota", name.Text, first[name.Text]));
                continue;
            }

            quotas.Add(quota);
        }

        return [.. quotas.OrderBy(q => q.Name, StringComparer.Ordinal)];
    }

    private static AdditionalQuota? ReadOne(YamlNode.Mapping entry, YamlNode.Scalar name, DiagnosticBag findings)
    {
        if (!NameRules.IsDnsLabel(name.Text) || name.Text.Length > LongestName)
        {
            findings.Add(KnownDiagnostics.BadName(
                name.Location, "quota name", name.Text, $"at most {LongestName} lower-case letters, digits and \"-\", with a letter or digit at both ends"));
        }

        var scopes = Scopes(entry, findings);
        var classes = entry.List("priorityClasses").Texts().Select(c => c.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        foreach (var priority in entry.List("priorityClasses").Texts().Where(c => !NameRules.IsDnsSubdomain(c.Text)))
        {
            findings.Add(KnownDiagnostics.BadName(priority.Location, "priority class", priority.Text, NameRules.DnsSubdomain));
        }

        if (scopes.Length + classes.Length == 0)
        {
            findings.Add(KnownDiagnostics.QuotaWithoutScope(name.Location, name.Text));
        }

        var hard = Limits.ReadAmounts(entry.Map("hard"), ResourceRules.CheckQuotaName, isOfContainer: false, findings);
        foreach (var resource in (entry.Map("hard")?.Entries ?? []).Where(r => ResourceRules.IsQuotaName(r.Key) && !QuotaScopes.May(scopes, r.Key)))
        {
            findings.Add(KnownDiagnostics.ScopeOfOtherThings(resource.KeyLocation, resource.Key, scopes.Contains("BestEffort", StringComparer.Ordinal)));
        }

        if (entry.Map("hard") is { Entries.IsEmpty: true })
        {
            findings.Add(KnownDiagnostics.QuotaOfNothing(name.Location, name.Text));
        }

        return hard.IsEmpty ? null : new AdditionalQuota(name.Text, hard, scopes, classes, name.Location);
    }

    private static ImmutableArray<string> Scopes(YamlNode.Mapping entry, DiagnosticBag findings)
    {
        var scopes = entry.List("scopes").Texts().ToList();
        foreach (var scope in scopes)
        {
            if (QuotaScopes.Opposite(scope.Text) is { } opposite && scopes.Exists(s => s.Text == opposite) && string.CompareOrdinal(scope.Text, opposite) < 0)
            {
                findings.Add(KnownDiagnostics.OppositeScopes(scope.Location, scope.Text, opposite));
            }
        }

        return [.. scopes.Select(s => s.Text).Where(s => QuotaScopes.All.Contains(s, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
