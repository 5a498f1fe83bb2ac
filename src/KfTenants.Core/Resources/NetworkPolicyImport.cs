using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A tenant's isolation, from the NetworkPolicy of the name that kftenants gives it, when it says exactly what <c>network</c> can. Others stay in force
/// beside it.
/// </summary>
internal static class NetworkPolicyImport
{
    public static ImportedTenant Of(ImportedTenant tenant, KubeObject found, ImportView view)
    {
        if (found.Key.Name != NetworkPolicyObject.Name)
        {
            return tenant.Saying($"{found.Key} is another program's or person's: it stays in force as it is, and is not part of network", found.Key);
        }

        var platform = NetworkPolicyObject.PlatformOf(view.Flavor, view.Reach.Gateways).ToList();
        var peers = found.At("spec", "ingress").Items().SelectMany(r => r.Member("from").Items()).ToList();
        var namespaces = peers.Select(p => p.Member("namespaceSelector")?.Member("matchLabels")?.TextMember(NetworkSources.NamespaceLabel)).OfType<string>();
        var network = new NetworkIsolation(
            [.. namespaces.Except(platform).Order(StringComparer.Ordinal)],
            [.. peers.Select(p => p.Member("ipBlock")?.TextMember("cidr")).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            default);
        return found.At("spec") is { } spec && CanonicalJson.Of(spec) == CanonicalJson.Of(NetworkPolicyObject.Spec(network, platform))
            ? tenant with { Network = network, Sources = tenant.Sources.Add(found.Key.ToString()) }
            : tenant.Saying($"{found.Key} says something else than network can: it is not imported, and stays as it is", found.Key);
    }
}
