using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Yaml;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>Which authorities a kubeconfig of others has to trust: ours, else what the cluster publishes and the server's certificate is really of.</summary>
public static class ClusterAuthority
{
    private const string Published = "kube-public/cluster-info";

    /// <summary>As PEM; null where the system's are the right ones.</summary>
    /// <param name="space">A namespace in which we may read ConfigMaps.</param>
    /// <param name="isElsewhere">The kubeconfig names another address, which is not tried from here.</param>
    /// <exception cref="KfTenantsException">Our own kubeconfig does not check the server, so that no one knows whose authorities these are.</exception>
    public static async Task<string?> FindAsync(ApiCluster cluster, ClusterConnection connection, string space, bool isElsewhere, CancellationToken cancellationToken)
    {
        if (connection.IsUnchecked)
        {
            throw new KfTenantsException(
                $"{connection.Description}: insecure-skip-tls-verify is set: what the cluster says of its certificate authority cannot be believed; give it certificate-authority");
        }

        if (connection.AuthorityPem is not null || !connection.Server.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            return connection.AuthorityPem;
        }

        foreach (var (key, read) in new (ObjectKey, Func<KubeObject, string?>)[]
        {
            (new ObjectKey(ObjectKind.ConfigMap, "kube-public", "cluster-info"), o => OfClusterInfo(o.Text("data", "kubeconfig"))),
            (new ObjectKey(ObjectKind.ConfigMap, space, "kube-root-ca.crt"), o => o.Text("data", "ca.crt")),
        })
        {
            if (await IfReadableAsync(cluster, key, cancellationToken) is { } found && read(found) is { Length: > 0 } pem &&
                (isElsewhere || await cluster.IsTrustedByAsync(pem, key.ToString(), cancellationToken)))
            {
                return pem;
            }
        }

        return null;
    }

    private static async Task<KubeObject?> IfReadableAsync(ApiCluster cluster, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.GetAsync(key, cancellationToken);
        }
        catch (KfTenantsException)
        {
            // It is one of several places.
            return null;
        }
    }

    // What kubeadm publishes for who joins.
    private static string? OfClusterInfo(string? kubeconfig)
    {
        if (kubeconfig is null || !YamlReader.Read(Published, kubeconfig, YamlDialect.Kubeconfig).TryGet(out var documents, out _) ||
            documents is not [{ Root: YamlNode.Mapping root }, ..])
        {
            return null;
        }

        try
        {
            return root.List("clusters").Maps().Select(c => c.Map("cluster").Text("certificate-authority-data")?.Text).OfType<string>().FirstOrDefault() is { } data
                ? PemText.FromBase64(data, Published)
                : null;
        }
        catch (KfTenantsException)
        {
            return null;
        }
    }
}
