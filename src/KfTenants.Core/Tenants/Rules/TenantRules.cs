using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Rules;

/// <summary>Rules about a tenant's name, and those that need all tenants.</summary>
internal static class TenantRules
{
    public static void CheckName(YamlNode.Scalar name, Platform platform, DiagnosticBag findings)
    {
        var inCluster = platform.NamespacePrefix + name.Text;
        if (!TenantName.IsValid(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, "tenant name", name.Text, NameRules.DnsLabel));
        }
        else if (!TenantName.IsValid(inCluster))
        {
            findings.Add(KnownDiagnostics.BadPrefixedName(name.Location, name.Text, inCluster, NameRules.DnsLabel));
        }
        else if (TenantName.ReservedFor(inCluster, platform) is { } why)
        {
            findings.Add(KnownDiagnostics.ReservedTenantName(name.Location, inCluster, why));
        }
    }

    /// <summary>Warns of a set that wants to be nothing but deleted: each deletion needs its allowance, but that it is the last is easily overlooked.</summary>
    public static void CheckTombstones(ImmutableArray<Tenant> tenants, ImmutableArray<Tombstone> tombstones, SourceLocation place, DiagnosticBag findings)
    {
        if (tenants.IsEmpty && !tombstones.IsEmpty)
        {
            findings.Add(KnownDiagnostics.OnlyAbsentTenants(place));
        }
    }

    /// <summary>Warns of people who can sign in but would see nothing.</summary>
    public static void CheckLogins(ImmutableArray<User> users, ImmutableArray<Tenant> tenants, DiagnosticBag findings)
    {
        if (users.All(u => u.Login is null))
        {
            return;
        }

        var withTenant = tenants.SelectMany(t => t.People.Select(p => p.Email)).ToHashSet(StringComparer.Ordinal);
        foreach (var user in users.Where(u => u.Login is not null && !withTenant.Contains(u.Email)))
        {
            findings.Add(KnownDiagnostics.LoginWithoutTenant(user.Origin, user.Handle));
        }
    }
}
