using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>network</c> of a tenant or of <c>defaults</c>.</summary>
/// <param name="Isolation">Null: <c>network</c> is there and says that there is none.</param>
internal sealed record NetworkReader(NetworkIsolation? Isolation)
{
    /// <summary>Null when the key is absent.</summary>
    public static NetworkReader? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent is null || !parent.TryGet("network", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return null;
        }

        var isolation = new NetworkIsolation(Namespaces(map, findings), Ranges(map, findings), entry.KeyLocation);
        if (map.Boolean("isolate") ?? false)
        {
            return new NetworkReader(isolation);
        }

        foreach (var idle in map.Entries.Where(e => e.Key is "allowNamespaces" or "allowCIDRs"))
        {
            findings.Add(KnownDiagnostics.AllowedWithoutIsolation(idle.KeyLocation, idle.Key));
        }

        return new NetworkReader(Isolation: null);
    }

    private static ImmutableArray<string> Namespaces(YamlNode.Mapping map, DiagnosticBag findings)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in map.List("allowNamespaces").Texts())
        {
            if (!NameRules.IsDnsLabel(name.Text))
            {
                findings.Add(KnownDiagnostics.BadName(name.Location, "namespace", name.Text, NameRules.DnsLabel));
            }

            names.Add(name.Text);
        }

        return [.. names];
    }

    private static ImmutableArray<string> Ranges(YamlNode.Mapping map, DiagnosticBag findings)
    {
        var ranges = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var range in map.List("allowCIDRs").Texts())
        {
            var canonical = AddressRange.Canonical(range.Text);
            if (canonical != range.Text)
            {
                findings.Add(KnownDiagnostics.NotAnAddressRange(range.Location, range.Text, AddressRange.Rule, canonical));
            }
            else if (canonical.EndsWith("/0", StringComparison.Ordinal))
            {
                findings.Add(KnownDiagnostics.OpenIsolation(range.Location, range.Text));
            }

            ranges.Add(range.Text);
        }

        return [.. ranges];
    }
}
