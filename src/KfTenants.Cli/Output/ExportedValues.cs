using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Reaping;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>Helm values of the programs that work beside kftenants in the same namespaces, from the tenants file. Each chart reads its keys at a level of its own.</summary>
internal static class ExportedValues
{
    public const string PodReaper = "job-pod-reaper";
    public const string NamespaceReaper = "k8-namespace-reaper";
    public const string LdapConfigMap = "k8-ldap-configmap";

    public static readonly ImmutableArray<string> Charts = [PodReaper, NamespaceReaper, LdapConfigMap];

    /// <param name="tenants">Whose pods it may delete.</param>
    /// <param name="spaces">A label of their namespaces; null: they are named.</param>
    /// <param name="objects">A label of what it may delete; null: all.</param>
    public static RawText OfPodReaper(string set, IEnumerable<Tenant> tenants, string? spaces, string? objects)
    {
        var text = Head(PodReaper, set)
            .Append("# They stand below config: at the top level the chart reads none of them, and its reaper looks in all namespaces.\nconfig:\n")
            .Append(spaces is null
                ? $"  reapNamespaces: {Text(string.Join(',', tenants.Select(t => t.Name).Order(StringComparer.Ordinal)))}\n"
                : $"  reapNamespaces: false\n  namespaceLabels: {Text(spaces)}\n");
        if (objects is not null)
        {
            text.Append($"  objectLabels: {Text(objects)}\n");
        }

        return new RawText(text.Append($"  jobLabel: {PodReapRules.UsualJobLabel}\n").ToString());
    }

    /// <param name="tenants">Those with a time after which they are reaped, which is one for all.</param>
    /// <exception cref="RefusedException">The reaper could not tell them apart.</exception>
    public static RawText OfNamespaceReaper(string set, IEnumerable<Tenant> tenants, string prometheus)
    {
        var judged = tenants.Where(t => t is { IsSuspended: false, Retention.ReapAfter: not null }).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        if (judged.Select(t => (t.Retention!.ReapAfter, t.Retention.LastUsedThreshold)).Distinct().ToList() is not [var times])
        {
            throw new RefusedException(ExitCode.Usage, judged.Count == 0
                ? $"{NamespaceReaper}: no tenant of the file has retention.reapAfter"
                : $"{NamespaceReaper}: it has one time for all, and retention of these tenants has several: {NameList.Of([.. judged.Select(t => t.Name)], 10)}; " +
                    "choose with --tenant");
        }

        return new RawText(Head(NamespaceReaper, set)
            .Append("# It DELETES the namespaces with all their data, and knows nothing of the tenants file: kftenants would make them anew, empty.\n")
            .Append("# Prefer kftenants reap tenants. The expression is anchored as Prometheus anchors its own: a namespace that only one of the two\n")
            .Append("# matches would be deleted while it is used.\nconfig:\n")
            .Append($"  namespaceLabels: {Text($"{Ownership.PartOfLabel}={Ownership.SetId(set)}")}\n")
            .Append($"  namespaceRegexp: {Text($"^({string.Join('|', judged.Select(t => t.Name))})$")}\n")
            .Append($"  namespaceLastUsedAnnotation: {Text(LastUse.Annotation)}\n  prometheusAddress: {Text(prometheus)}\n")
            .Append($"  reapAfter: {Seconds(times.ReapAfter!.Value)}\n  lastUsedThreshold: {Seconds(times.LastUsedThreshold ?? times.ReapAfter.Value)}\n  interval: 6h\n")
            .ToString());
    }

    /// <param name="prefix">What the names of tenants begin with.</param>
    public static RawText OfLdap(string set, string prefix) => new(Head(LdapConfigMap, set)
        .Append("# They stand at the top level: this chart has no config. The address and the base names are yours to fill in; give a password with --set-file.\n")
        .Append("ldapUrl: \"\"\nldapUserBaseDN: \"\"\nldapGroupBaseDN: \"\"\nldapTLSVerify: true\n")
        .Append("mappers: [user-uid, user-gid, user-gids]\n")
        .Append("# The keys of the ConfigMaps must be the names of the tenants' namespaces: this, and the name of the user.\n")
        .Append($"userPrefix: {Text(prefix)}\n")
        .ToString());

    private static StringBuilder Head(string chart, string set) => new StringBuilder().Append($"# Helm values of {chart} for the tenants of set {set}, by {VersionAction.Tool}.\n");

    private static string Text(string value) => PasteText.Yaml(value);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)Math.Ceiling(time.TotalSeconds))}s");
}
