using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Reads <c>podSecurity</c> of a tenant or of <c>defaults</c>: labels that Kubernetes' own admission obeys (Kubernetes, Pod Security Admission).
/// </summary>
/// <param name="Labels">Of the namespace; empty for none.</param>
/// <param name="Origin">Where the key stands.</param>
internal sealed record PodSecurityReader(ImmutableSortedDictionary<string, string> Labels, SourceLocation Origin)
{
    private const string Prefix = "pod-security.kubernetes.io/";

    private static readonly string[] Modes = ["audit", "enforce", "warn"];

    /// <summary>Null when the key is absent.</summary>
    public static PodSecurityReader? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent is null || !parent.TryGet("podSecurity", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return null;
        }

        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var mode in Modes)
        {
            if (map.Text(mode) is { } level)
            {
                labels[Prefix + mode] = level.Text;
                if (map.Text("version") is { } version)
                {
                    labels[$"{Prefix}{mode}-version"] = version.Text;
                }
            }
        }

        if (labels.Count == 0 && map.TryGet("version", out var idle))
        {
            findings.Add(KnownDiagnostics.IdleVersion(idle.KeyLocation));
        }

        if (map.Text("enforce") is { Text: "restricted" } strict)
        {
            findings.Add(KnownDiagnostics.RestrictedPods(strict.Location));
        }

        return new PodSecurityReader(labels.ToImmutable(), entry.KeyLocation);
    }

    /// <summary>What <c>namespace.labels</c> says about the same.</summary>
    public void CheckAgainst(NamespaceMetadata metadata, DiagnosticBag findings)
    {
        foreach (var label in Labels.Keys.Where(k => metadata.Labels?.ContainsKey(k) ?? false))
        {
            findings.Add(KnownDiagnostics.PodSecurityTwice(Origin, label));
        }
    }
}
