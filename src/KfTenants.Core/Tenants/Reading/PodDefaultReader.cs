using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>podDefaults</c> of a tenant or of <c>defaults</c>.</summary>
internal static class PodDefaultReader
{
    /// <summary>Null when the key is absent; empty: none.</summary>
    public static ImmutableArray<PodDefault>? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent.List("podDefaults") is not { } list)
        {
            return null;
        }

        var known = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        var read = new List<PodDefault>();
        foreach (var map in list.Maps())
        {
            if (map.Text("name") is not { } name)
            {
                continue;
            }

            Check(map, name, findings);
            if (!known.TryAdd(name.Text, name.Location))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(name.Location, "PodDefault", name.Text, known[name.Text]));
                continue;
            }

            var spec = new JsonObject(map.Entries.Where(e => e.Key != "name").Select(e => KeyValuePair.Create(e.Key, e.Value.ToJson())));
            read.Add(new PodDefault(name.Text, CanonicalJson.Of(spec), name.Location));
        }

        return [.. read.OrderBy(d => d.Name, StringComparer.Ordinal)];
    }

    private static void Check(YamlNode.Mapping map, YamlNode.Scalar name, DiagnosticBag findings)
    {
        if (!NameRules.IsDnsSubdomain(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, "name of a PodDefault", name.Text, NameRules.DnsSubdomain));
        }

        // Kubernetes takes an empty selector for every pod, those of the platform's controllers with them.
        if (map.TryGet("selector", out var selector) && (selector.Value as YamlNode.Mapping).Map("matchLabels") is { Entries.IsEmpty: true })
        {
            findings.Add(KnownDiagnostics.WideSelector(selector.KeyLocation, name.Text));
        }
    }
}
