using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Audit;

/// <summary>Findings that are known, each with the reason why they stay: YAML, one line for each, sorted, so that a review sees what is added.</summary>
/// <param name="Reasons">Empty where none was written yet.</param>
public sealed record AuditBaseline(ImmutableSortedDictionary<FindingIdentity, string> Reasons)
{
    public const string Version = "kftenants.io/audit-baseline/v1";

    public static readonly AuditBaseline Empty = new(ImmutableSortedDictionary<FindingIdentity, string>.Empty);

    private static readonly string[] Keys = ["id", "object", "subject", "reason"];

    /// <summary>Those that a person accepted.</summary>
    public bool Knows(AuditFinding finding) => Reasons.ContainsKey(finding.Identity);

    /// <summary>What does not occur any more, and may be taken out.</summary>
    public ImmutableArray<FindingIdentity> ObsoleteIn(IEnumerable<AuditFinding> findings)
    {
        var present = findings.Select(f => f.Identity).ToHashSet();
        return [.. Reasons.Keys.Where(k => !present.Contains(k))];
    }

    /// <summary>These findings, with the reasons that are known already.</summary>
    /// <param name="isWhole">Everything was looked at: what is not among them is gone. Else it stays.</param>
    public AuditBaseline Of(IEnumerable<AuditFinding> findings, bool isWhole = true) =>
        new(findings.Select(f => f.Identity).Concat(isWhole ? [] : Reasons.Keys).Distinct().ToImmutableSortedDictionary(i => i, i => Reasons.GetValueOrDefault(i, "")));

    /// <param name="name">As the user named the file.</param>
    /// <exception cref="KfTenantsException">It is no baseline; it says where.</exception>
    public static AuditBaseline Parse(string name, byte[] bytes)
    {
        if (!YamlDocument.Parse(name, bytes).TryGet(out var document, out var diagnostics))
        {
            throw new KfTenantsException([.. diagnostics.Select(d => new Problem(d.Location.ToString(), d.Message))]);
        }

        var root = document.Root as YamlNode.Mapping;
        if (root.Text("apiVersion")?.Text != Version || root.List("findings") is not { } list)
        {
            throw new KfTenantsException($"{document.Root.Location}: is no baseline of audit: apiVersion: {Version} and findings are missing; audit --write-baseline makes one");
        }

        var reasons = ImmutableSortedDictionary.CreateBuilder<FindingIdentity, string>();
        foreach (var item in list.Items)
        {
            var entry = item as YamlNode.Mapping;
            if (entry?.Entries.FirstOrDefault(e => !Keys.Contains(e.Key, StringComparer.Ordinal)) is { } unknown)
            {
                throw new KfTenantsException($"{unknown.Value.Location}: a finding has no key {QuotedText.Of(unknown.Key)}; it has {NameList.And(Keys)}");
            }

            if (entry.Text("id")?.Text is not { } id || entry.Text("object")?.Text is not { } found)
            {
                throw new KfTenantsException($"{item.Location}: a finding has an id and an object");
            }

            if (AuditRules.All.All(r => r.Id != id))
            {
                throw new KfTenantsException($"{item.Location}: audit has no check {QuotedText.Of(id)}");
            }

            reasons[new FindingIdentity(id, found, entry.Text("subject")?.Text)] = entry.Text("reason")?.Text ?? "";
        }

        return new AuditBaseline(reasons.ToImmutable());
    }

    /// <summary>What <see cref="Parse"/> reads, for a repository.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder()
            .Append("# Findings of kftenants audit that are known. Write why each may stay; audit --write-baseline keeps the reasons.\n")
            .Append("apiVersion: ").Append(Version).Append('\n')
            .Append(Reasons.IsEmpty ? "findings: []\n" : "findings:\n");
        foreach (var (identity, reason) in Reasons)
        {
            text.Append("- {id: ").Append(identity.Id).Append(", object: ").Append(CanonicalJson.OfText(identity.Object));
            if (identity.Subject is { } subject)
            {
                text.Append(", subject: ").Append(CanonicalJson.OfText(subject));
            }

            text.Append(", reason: ").Append(CanonicalJson.OfText(reason)).Append("}\n");
        }

        return text.ToString();
    }
}
