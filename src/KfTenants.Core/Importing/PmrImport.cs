using KfTenants.Diagnostics;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>
/// The Profile Manifest of canonical/github-profiles-automator (src/profiles_management/pmr/classes.py): profiles with owner, quota and contributors. That tool
/// ignores unknown keys and takes the last of two profiles of one name; here both are errors, because either may take people's access away.
/// </summary>
public static class PmrImport
{
    private static readonly string[] Roles = ["admin", "edit", "view"];

    public static ParseResult<ImportedSet> Read(string file, byte[] bytes)
    {
        var findings = new DiagnosticBag();
        var tenants = new List<ImportedTenant>();
        if (ForeignValues.Root(file, bytes, findings) is { } root)
        {
            var first = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
            foreach (var profile in root.Only("profiles").Maps("profiles", isRequired: true) ?? [])
            {
                profile.Only("name", "owner", "resources", "contributors");
                if (profile.Text("name", isRequired: true) is not { } name)
                {
                    continue;
                }

                ForeignValues.CheckTenant(name, findings);
                if (!first.TryAdd(name.Text, name.Location))
                {
                    findings.Add(KnownDiagnostics.DefinedTwice(name.Location, "profile", name.Text, first[name.Text]));
                }

                tenants.Add(TenantOf(profile, name, findings));
            }
        }

        return new ParseResult<ImportedSet>(new ImportedSet(ImportOptions.DefaultName) { Tenants = [.. tenants] }, findings.All());
    }

    private static ImportedTenant TenantOf(ForeignMap profile, YamlNode.Scalar name, DiagnosticBag findings)
    {
        var (quota, hasScopes) = ForeignValues.QuotaOf(profile.Map("resources"), findings);
        var tenant = new ImportedTenant(name.Text) { Quota = quota, Sources = [ForeignValues.Place(name.Location)] }.WithScopes(hasScopes);
        tenant = OwnerOf(tenant, profile.Map("owner", isRequired: true), findings);
        var routes = new List<(YamlNode.Scalar Who, Role Role)>();
        foreach (var contributor in profile.Maps("contributors") ?? [])
        {
            contributor.Only("name", "role");
            var (who, role) = (contributor.Text("name", isRequired: true), contributor.Text("role", isRequired: true));
            var known = role is null ? null : ForeignValues.RoleOf(role, Roles, findings);
            if (who is not null && ForeignValues.IsEmail(who, findings) && known is { } word)
            {
                if (routes.Find(r => r.Who.Text == who.Text && r.Role == word).Who is { } same)
                {
                    findings.Add(KnownDiagnostics.ListedTwice(who.Location, "person", who.Text, same.Location));
                }

                routes.Add((who, word));
            }
        }

        return routes.GroupBy(r => r.Who.Text, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Aggregate(tenant, AddPerson);
    }

    private static ImportedTenant AddPerson(ImportedTenant tenant, IGrouping<string, (YamlNode.Scalar Who, Role Role)> routes)
    {
        if (string.Equals(routes.Key, tenant.Owner, StringComparison.OrdinalIgnoreCase))
        {
            return tenant.Saying($"{QuotedText.Of(routes.Key)} owns the profile and has every right already: not listed as a contributor");
        }

        var best = routes.Max(r => r.Role);
        var others = routes.Select(r => r.Role).Where(r => r != best).Distinct().ToList();
        tenant = tenant with { Contributors = tenant.Contributors.Add(new ImportedContributor(routes.Key, best, Source: null)) };
        return others.Count == 0 ? tenant
            : tenant.Saying($"{QuotedText.Of(routes.Key)} is also listed with {NameList.And([.. others.Select(o => o.ToText())])}: the strongest role counts");
    }

    private static ImportedTenant OwnerOf(ImportedTenant tenant, ForeignMap? owner, DiagnosticBag findings)
    {
        if (owner is null)
        {
            return tenant;
        }

        owner.Only("kind", "name");
        var (kind, name) = (owner.Text("kind", isRequired: true), owner.Text("name", isRequired: true));
        switch (kind?.Text)
        {
            case null:
                return tenant;
            case "User":
                return name is not null && ForeignValues.IsEmail(name, findings) ? tenant with { Owner = name.Text } : tenant;
            case "ServiceAccount":
                return tenant.Without($"its owner is the ServiceAccount {QuotedText.Of(name?.Text ?? "")}, and kftenants gives tenants to people only");
            default:
                findings.Add(KnownDiagnostics.NotOneOf(kind.Location, "\"kind\"", kind.Text, findings.Hint(kind.Text, ["User", "ServiceAccount"]), ["User", "ServiceAccount"]));
                return tenant;
        }
    }
}
