using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>posix</c> of a tenant.</summary>
internal static class PosixReader
{
    /// <summary>Null when the key is absent, or says no uid or gid.</summary>
    public static PodIdentity? Read(YamlNode.Mapping tenant, Flavor flavor, DiagnosticBag findings)
    {
        if (!tenant.TryGet("posix", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return null;
        }

        var uid = Id(map.Child("uid"), "uid", findings);
        var gid = Id(map.Child("gid"), "gid", findings);
        var further = map.List("supplementalGroups")?.Items.Select(g => Id(g, "group id", findings)).OfType<int>() ?? [];
        var identity = new PodIdentity(
            uid ?? 0,
            gid ?? 0,
            [.. further.Where(g => g != gid).Distinct().Order()],
            Sorted(Texts(map, "groups")),
            Home(map, findings),
            map.Has("exemptContainers") ? Sorted(Containers(map, findings)) : PodIdentity.UsualExemptions(flavor),
            entry.KeyLocation);
        return uid is null || gid is null ? null : identity;
    }

    // Root on a file server is root everywhere. What is no number, or out of range, the schema reports.
    private static int? Id(YamlNode? node, string what, DiagnosticBag findings)
    {
        if (node is not YamlNode.Scalar { Kind: ScalarKind.Integer } scalar || CoreScalars.ToNumber(scalar) is not (long and >= 0 and <= int.MaxValue and var number))
        {
            return null;
        }

        if (number == 0)
        {
            findings.Add(KnownDiagnostics.RootIdentity(scalar.Location, what));
            return null;
        }

        return (int)number;
    }

    private static string? Home(YamlNode.Mapping map, DiagnosticBag findings)
    {
        if (map.Text("home") is not { } home)
        {
            return null;
        }

        if (!home.Text.StartsWith('/') || home.Text.Any(char.IsControl) || home.Text.Split('/').Any(part => part is "." or ".."))
        {
            findings.Add(KnownDiagnostics.NotAHome(home.Location, home.Text));
        }

        return home.Text;
    }

    private static IEnumerable<string> Containers(YamlNode.Mapping map, DiagnosticBag findings)
    {
        foreach (var name in map.List("exemptContainers").Texts())
        {
            if (!NameRules.IsDnsLabel(name.Text))
            {
                findings.Add(KnownDiagnostics.BadName(name.Location, "container", name.Text, NameRules.DnsLabel));
            }

            yield return name.Text;
        }
    }

    private static IEnumerable<string> Texts(YamlNode.Mapping map, string key) =>
        map.List(key).Texts().Select(s => s.Text);

    private static ImmutableArray<string> Sorted(IEnumerable<string> texts) => [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
