using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>clusters</c>, and which of them a tenant is for.</summary>
internal sealed class ClusterReader
{
    private static readonly ImmutableSortedDictionary<string, string> NoLabels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly DiagnosticBag _findings;
    private readonly bool _isClear;

    private ClusterReader(ImmutableArray<ClusterEntry> clusters, bool isClear, DiagnosticBag findings) => (Clusters, _isClear, _findings) = (clusters, isClear, findings);

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<ClusterEntry> Clusters { get; }

    public static ClusterReader Read(Declarations declarations, DiagnosticBag findings)
    {
        var clusters = new Dictionary<string, ClusterEntry>(StringComparer.Ordinal);
        var places = new Dictionary<string, ClusterEntry>(StringComparer.Ordinal);
        var isClear = declarations.IsClear("clusters");
        foreach (var entry in declarations.Clusters)
        {
            if (entry.Text("name") is not { } name)
            {
                continue;
            }

            CheckName(name, findings);
            var place = ReadPlace(entry, name, findings);
            isClear &= place is not null;
            if (clusters.TryGetValue(name.Text, out var first))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(name.Location, "cluster", name.Text, first.Origin));
            }
            else if (place is not null)
            {
                clusters[name.Text] = new ClusterEntry(name.Text, NamespaceMetadata.ReadLabels(entry, findings) ?? NoLabels, place, name.Location);
                if (!places.TryAdd(place.Key, clusters[name.Text]))
                {
                    findings.Add(KnownDiagnostics.OneClusterTwice(name.Location, name.Text, places[place.Key].Name, places[place.Key].Origin));
                }
            }
        }

        return new ClusterReader([.. clusters.Values.OrderBy(c => c.Name, StringComparer.Ordinal)], isClear, findings);
    }

    /// <summary>The names of the clusters that a tenant, or what <c>defaults</c> says of all, is for; null where nothing is said.</summary>
    public ImmutableArray<string>? PlacesOf(YamlNode.Mapping? map)
    {
        if (map is null)
        {
            return null;
        }

        if (map.TryGet("clusters", out var listed) && map.TryGet("clusterSelector", out var second))
        {
            _findings.Add(KnownDiagnostics.PlacedTwice(second.KeyLocation));
        }

        return listed?.Value is YamlNode.Sequence list ? Named(list)
            : map.TryGet("clusterSelector", out var selector) && selector.Value is YamlNode.Mapping labels ? Selected(labels, selector.KeyLocation)
            : null;
    }

    /// <summary>Warns of tenants that are for no cluster, and of clusters for no tenant.</summary>
    public void CheckUse(IEnumerable<(string Name, ImmutableArray<string>? Clusters, SourceLocation Origin)> tenants)
    {
        if (!_isClear)
        {
            return;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tenant in tenants)
        {
            used.UnionWith(tenant.Clusters ?? [.. Clusters.Select(c => c.Name)]);
            if (tenant.Clusters is { IsEmpty: true })
            {
                _findings.Add(KnownDiagnostics.TenantInNoCluster(tenant.Origin, tenant.Name));
            }
        }

        foreach (var cluster in Clusters.Where(c => !used.Contains(c.Name)))
        {
            _findings.Add(KnownDiagnostics.ClusterWithoutTenant(cluster.Origin, cluster.Name));
        }
    }

    /// <summary>Who writes a tenant must not be able to put what opens a cluster into a Secret of their own.</summary>
    public void CheckTokens(IEnumerable<(SecretSource Source, SourceLocation Origin)> secrets)
    {
        var tokens = Clusters.Select(c => (c.Place as ClusterPlace.Server)?.Token).OfType<SecretSource>().ToHashSet();
        foreach (var (source, origin) in secrets.Where(s => tokens.Contains(s.Source)).Distinct())
        {
            _findings.Add(KnownDiagnostics.TokenAsSecret(origin, source.Text));
        }
    }

    private static void CheckName(YamlNode.Scalar name, DiagnosticBag findings)
    {
        if (!NameRules.IsDnsLabel(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, "cluster name", name.Text, NameRules.DnsLabel));
        }
        else if (name.Text == ClusterEntry.Every)
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, "cluster name", name.Text, "another word, because --cluster all means every cluster"));
        }
    }

    private static ClusterPlace? ReadPlace(YamlNode.Mapping entry, YamlNode.Scalar name, DiagnosticBag findings)
    {
        var isConfigured = entry.Has("kubeconfig") || entry.Has("context");
        bool[] ways = [isConfigured, entry.Has("server"), entry.Has("directory")];
        if (ways.Count(w => w) != 1)
        {
            findings.Add(KnownDiagnostics.NotOneWay(name.Location, name.Text, ways.Any(w => w)));
            return null;
        }

        foreach (var key in (string[])["certificateAuthority", "token"])
        {
            if (entry.TryGet(key, out var beside) && !entry.Has("server"))
            {
                findings.Add(KnownDiagnostics.OfAServer(beside.KeyLocation, key));
            }
        }

        if (isConfigured)
        {
            return new ClusterPlace.Kubeconfig(entry.Text("kubeconfig")?.Text, entry.Text("context")?.Text);
        }

        return entry.Has("server") ? ReadServer(entry, name, findings)
            : entry.Text("directory") is { } directory ? new ClusterPlace.Directory(directory.Text) : null;
    }

    private static ClusterPlace.Server? ReadServer(YamlNode.Mapping entry, YamlNode.Scalar name, DiagnosticBag findings)
    {
        if (!entry.Has("token"))
        {
            findings.Add(KnownDiagnostics.ServerWithoutToken(name.Location, name.Text));
            return null;
        }

        if (entry.Text("server") is not { } server || entry.Map("token") is not { } from || SourceReader.Read(from, findings) is not { } token)
        {
            return null;
        }

        // No credentials are ever sent to an http server.
        if (!Uri.TryCreate(server.Text, UriKind.Absolute, out var uri) || uri.Scheme != "https" || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.Query.Length > 0 ||
            uri.Fragment.Length > 0)
        {
            findings.Add(KnownDiagnostics.NotAServer(server.Location));
            return null;
        }

        return new ClusterPlace.Server(
            uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/'), entry.Text("certificateAuthority")?.Text, token);
    }

    private ImmutableArray<string> Named(YamlNode.Sequence list)
    {
        var named = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var name in list.Texts())
        {
            if (!named.TryAdd(name.Text, name.Location))
            {
                _findings.Add(KnownDiagnostics.ListedTwice(name.Location, "cluster", name.Text, named[name.Text]));
            }
            else if (_isClear && Clusters.All(c => c.Name != name.Text))
            {
                _findings.Add(KnownDiagnostics.UnknownCluster(name.Location, name.Text, _findings.Hint(name.Text, Clusters.Select(c => c.Name)), Clusters.IsEmpty));
            }
        }

        return [.. named.Keys.Order(StringComparer.Ordinal)];
    }

    // As in Kubernetes: every label, and none at all chooses all.
    private ImmutableArray<string> Selected(YamlNode.Mapping labels, SourceLocation place)
    {
        if (_isClear && Clusters.IsEmpty)
        {
            _findings.Add(KnownDiagnostics.SelectorWithoutClusters(place));
        }

        (string Key, string? Value)[] wanted = [.. labels.Entries.Select(e => (e.Key, YamlAccess.AnyText(e.Value)?.Text))];
        return [.. Clusters.Where(c => wanted.All(w => c.Labels.GetValueOrDefault(w.Key) is { } value && value == w.Value)).Select(c => c.Name)];
    }
}
