using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>The keys of a tenant that <c>defaults</c> may have as well, read from either.</summary>
internal sealed record TenantDefaults(
    YamlNode.Scalar? Tier, Limits Limits, ImmutableArray<Plugin>? Plugins, NamespaceMetadata Namespace, NetworkReader? Network, QueueReader? Queue, ContentsReader Contents,
    ImmutableArray<PodDefault>? PodDefaults, PodSecurityReader? PodSecurity, bool? Adopt)
{
    public WalltimeReader? Walltime { get; init; }

    public RetentionReader? Retention { get; init; }

    public static TenantDefaults Read(YamlNode.Mapping? map, Flavor flavor, DiagnosticBag findings) =>
        new(
            map.Text("tier"),
            Limits.Read(map, findings),
            PluginReader.Read(map, findings),
            NamespaceMetadata.Read(map, findings),
            NetworkReader.Read(map, findings),
            QueueReader.Read(map, findings),
            ContentsReader.Read(map, flavor, findings),
            PodDefaultReader.Read(map, findings),
            PodSecurityReader.Read(map, findings),
            map.Boolean("adopt"))
        {
            Walltime = WalltimeReader.Read(map, findings),
            Retention = RetentionReader.Read(map, findings),
        };

    public TenantDefaults Over(TenantDefaults below) =>
        new(
            Tier ?? below.Tier,
            Limits.Over(below.Limits),
            Plugins ?? below.Plugins,
            Namespace.Over(below.Namespace),
            Network ?? below.Network,
            Queue ?? below.Queue,
            Contents.Over(below.Contents),
            PodDefaults ?? below.PodDefaults,
            PodSecurity ?? below.PodSecurity,
            Adopt ?? below.Adopt)
        {
            Walltime = Walltime ?? below.Walltime,
            Retention = Retention ?? below.Retention,
        };
}
