using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>queue</c> of a tenant or of <c>defaults</c>.</summary>
/// <param name="Queue">Null: <c>queue</c> is there and empty, so that there is none.</param>
internal sealed record QueueReader(FairShare? Queue)
{
    /// <summary>Null when the key is absent.</summary>
    public static QueueReader? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent is null || !parent.TryGet("queue", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return null;
        }

        Check(map.Text("name"), "queue", findings);
        Check(map.Text("clusterQueue"), "cluster queue", findings);
        if (map.Text("clusterQueue") is { } clusterQueue)
        {
            return new QueueReader(new FairShare(clusterQueue.Text, map.Text("name")?.Text ?? FairShare.DefaultName, entry.KeyLocation));
        }

        if (!map.Entries.IsEmpty)
        {
            findings.Add(KnownDiagnostics.MissingKey(map.Location, "clusterQueue"));
        }

        return new QueueReader(Queue: null);
    }

    private static void Check(YamlNode.Scalar? name, string what, DiagnosticBag findings)
    {
        if (name is not null && !NameRules.IsDnsSubdomain(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, what, name.Text, NameRules.DnsSubdomain));
        }
    }
}
