using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>walltime</c> of a tenant or of <c>defaults</c>.</summary>
/// <param name="Limit">Null: <c>walltime</c> is there and says that there is none.</param>
internal sealed record WalltimeReader(Walltime? Limit)
{
    /// <summary>Null when the key is absent.</summary>
    public static WalltimeReader? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent is null || !parent.TryGet("walltime", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return null;
        }

        var max = map.Text("max");
        if (max is not null && !(GoDuration.TryParse(max.Text, out var nanoseconds) && nanoseconds > 0))
        {
            findings.Add(KnownDiagnostics.NotADuration(max.Location, max.Text));
        }

        var isRequired = map.Boolean("require") ?? false;
        if (isRequired && !map.Has("max"))
        {
            findings.Add(KnownDiagnostics.RequiredWithoutMax(map.Child("require")!.Location));
        }

        var reaper = Reaper(map, findings);
        return new WalltimeReader(max is null && reaper is null ? null : new Walltime(max?.Text, isRequired, reaper, entry.KeyLocation));
    }

    private static JobReaper? Reaper(YamlNode.Mapping map, DiagnosticBag findings) => map.Child("reaper") switch
    {
        YamlNode.Mapping names => new JobReaper(
            Name(names, "namespace", "namespace", NameRules.IsDnsLabel, NameRules.DnsLabel, findings) ?? JobReaper.Default.Namespace,
            Name(names, "serviceAccount", "service account", NameRules.IsDnsSubdomain, NameRules.DnsSubdomain, findings) ?? JobReaper.Default.ServiceAccount,
            Name(names, "clusterRole", "ClusterRole", NameRules.IsDnsSubdomain, NameRules.DnsSubdomain, findings) ?? JobReaper.Default.ClusterRole),
        _ => map.Boolean("reaper") ?? false ? JobReaper.Default : null,
    };

    private static string? Name(YamlNode.Mapping map, string key, string what, Func<string, bool> isValid, string rule, DiagnosticBag findings)
    {
        if (map.Text(key) is { } name && !isValid(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, what, name.Text, rule));
        }

        return map.Text(key)?.Text;
    }
}
