using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Yaml;

namespace KfTenants.Cli.Commands;

/// <summary>What a shell's completion may offer from files. No cluster is asked, and what cannot be read is not offered: a completion has no place for errors.</summary>
internal static partial class Suggestions
{
    /// <summary>
    /// The arguments, but in the line that a shell asks about <c>--tenant team</c> for <c>--tenant=team</c>, which is as long: the library knows the
    /// values of the first only.
    /// </summary>
    public static string[] Spaced(string[] args) =>
        args is [['[', 's', 'u', 'g', 'g', 'e', 's', 't', ':', ..] directive, var line] ? [directive, OptionWithValue().Replace(line, "$1 ")] : args;

    /// <summary>The tenants that the files name, whatever else is wrong with them.</summary>
    public static IEnumerable<string> Tenants(string[]? written, Terminal terminal) => Names("tenants", written, terminal);

    /// <summary>The clusters that the files name, and the word for all.</summary>
    public static IEnumerable<string> Clusters(string[]? written, Terminal terminal) =>
        Names("clusters", written, terminal).ToArray() is { Length: > 0 } named ? [.. named, ClusterEntry.Every] : [];

    private static IEnumerable<string> Names(string section, string[]? written, Terminal terminal)
    {
        try
        {
            // The library's completion is synchronous.
            var documents = DocumentFile.ReadAsync([.. PlanRequest.PathsOf(written).Select(p => Expanded(p, terminal))], terminal, CancellationToken.None).GetAwaiter().GetResult();
            return [.. documents.SelectMany(d => NamesIn(d, section)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (KfTenantsException)
        {
            return [];
        }
    }

    public static IEnumerable<string> Contexts(string? kubeconfig, Terminal terminal)
    {
        try
        {
            return ClusterConnection.Contexts(Commands.Clusters.Request(kubeconfig is null ? null : Expanded(kubeconfig, terminal), context: null, terminal));
        }
        catch (KfTenantsException)
        {
            return [];
        }
    }

    private static IEnumerable<string> NamesIn(DocumentFile document, string section) =>
        YamlDocument.Parse(document.Name, ImmutableCollectionsMarshal.AsArray(document.Bytes) ?? [], TenantsSchema.Fits).TryGet(out var tree, out _) &&
        tree.Root is YamlNode.Mapping root && root.TryGet(section, out var entries) && entries.Value is YamlNode.Sequence list
            ? list.Items.OfType<YamlNode.Mapping>().Select(t => t.TryGet("name", out var name) ? (name.Value as YamlNode.Scalar)?.Text : null).OfType<string>()
            : [];

    [GeneratedRegex(@"(?<!\S)(--?[a-z][a-z-]*)=")]
    private static partial Regex OptionWithValue();

    // The line comes as it is typed; the shell has not expanded it.
    private static string Expanded(string path, Terminal terminal) =>
        terminal.HomeDirectory is { } home && path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..]) : path;
}
