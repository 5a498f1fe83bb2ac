using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>What the documents of one set declare together, still as located nodes: lists and tiers united, single sections found.</summary>
/// <param name="TenantsPlace">Where a <c>tenants</c> key stands, or the start of the first file.</param>
/// <param name="Unclear">
/// The sections of which something was left out because of its form. A reference into one that finds nothing may be right, and is
/// not reported.
/// </param>
internal sealed record Declarations(
    YamlNode.Scalar? SetName,
    YamlNode.Mapping? Platform,
    YamlNode.Mapping? Defaults,
    YamlNode.Mapping? Guards,
    bool HasUsers,
    ImmutableArray<YamlNode.Mapping> Users,
    ImmutableArray<YamlNode.Mapping> Groups,
    ImmutableArray<YamlEntry> Tiers,
    ImmutableArray<YamlNode.Mapping> Tenants,
    ImmutableArray<YamlNode.Mapping> FieldRules,
    ImmutableArray<YamlNode.Mapping> Clusters,
    SourceLocation TenantsPlace,
    ImmutableArray<string> Unclear)
{
    private static readonly string[] Sections =
        ["apiVersion", "kind", "metadata", "platform", "users", "groups", "tiers", "defaults", "guards", "tenants", "fieldRules", "clusters"];

    public bool IsClear(string section) => !Unclear.Contains(section);

    /// <param name="documents">In the order of their names.</param>
    public static Declarations Of(IReadOnlyList<YamlDocument> documents, SourceLocation start, DiagnosticBag findings)
    {
        var roots = documents.Select(d => d.Root).OfType<YamlNode.Mapping>().ToArray();
        return new Declarations(
            SetNameOf(roots, findings),
            Single("platform", roots, findings),
            Single("defaults", roots, findings),
            Single("guards", roots, findings),
            roots.Any(r => r.List("users") is not null),
            United("users", roots),
            United("groups", roots),
            [.. roots.SelectMany(r => r.Map("tiers") is { } tiers ? tiers.Entries : [])],
            United("tenants", roots),
            United("fieldRules", roots),
            [.. (SingleEntry("clusters", roots, findings)?.Value as YamlNode.Sequence).Maps()],
            roots.Select(r => r.TryGet("tenants", out var entry) ? entry.KeyLocation : (SourceLocation?)null).FirstOrDefault(p => p is not null) ?? start,
            [.. Sections.Where(s => roots.Length < documents.Count || roots.Any(r => !IsWellFormed(s, r)) || IsMaybeMisspelled(s, roots))]);
    }

    private static bool IsWellFormed(string section, YamlNode.Mapping root) => section switch
    {
        "users" => IsListOfNamed(root, section, "name", "email"),
        "groups" or "clusters" => IsListOfNamed(root, section, "name"),
        "tenants" => IsListOfNamed(root, section, "name") && root.List(section).Maps().All(t => t.Text("owner") is not null || TenantStates.Of(t) == TenantState.Absent),
        "tiers" => !root.Has(section) || root.Map(section) is not null,
        _ => true,
    };

    private static bool IsMaybeMisspelled(string section, YamlNode.Mapping[] roots) =>
        !roots.Any(r => r.Has(section)) && roots.Any(r => r.Entries.Any(e => !Sections.Contains(e.Key, StringComparer.Ordinal)));

    private static bool IsListOfNamed(YamlNode.Mapping root, string section, params string[] keys) =>
        !root.Has(section) ||
        (root.List(section) is { } list && list.Items.All(i => i is YamlNode.Mapping map && keys.All(k => map.Text(k) is not null)));

    private static ImmutableArray<YamlNode.Mapping> United(string section, IEnumerable<YamlNode.Mapping> roots) =>
        [.. roots.SelectMany(r => r.List(section).Maps())];

    private static YamlNode.Scalar? SetNameOf(IEnumerable<YamlNode.Mapping> roots, DiagnosticBag findings)
    {
        YamlNode.Scalar? first = null;
        foreach (var root in roots)
        {
            if (root.Map("metadata").Text("name") is not { } name)
            {
                continue;
            }

            if (!NameRules.IsDnsLabel(name.Text))
            {
                findings.Add(KnownDiagnostics.BadName(name.Location, "set name", name.Text, NameRules.DnsLabel));
            }

            first ??= name;
            if (name.Text != first.Text)
            {
                findings.Add(KnownDiagnostics.DifferentSets(name.Location, name.Text, first.Text, first.Location));
            }
        }

        return first;
    }

    private static YamlNode.Mapping? Single(string section, IEnumerable<YamlNode.Mapping> roots, DiagnosticBag findings) =>
        SingleEntry(section, roots, findings)?.Value as YamlNode.Mapping;

    private static YamlEntry? SingleEntry(string section, IEnumerable<YamlNode.Mapping> roots, DiagnosticBag findings)
    {
        YamlEntry? first = null;
        foreach (var root in roots)
        {
            if (!root.TryGet(section, out var entry))
            {
                continue;
            }

            if (first is not null)
            {
                findings.Add(KnownDiagnostics.SectionTwice(entry.KeyLocation, section, first.KeyLocation));
            }

            first ??= entry;
        }

        return first;
    }
}
