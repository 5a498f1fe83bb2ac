using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Chooses context, cluster and user of a kubeconfig, checks them as kubectl does, and makes a connection of them.</summary>
internal static class KubeconfigConnection
{
    public static ClusterConnection Build(ConnectionRequest request, KubeconfigFile kubeconfig, IReadOnlyList<string> paths)
    {
        var context = ChooseContext(request, kubeconfig, paths);
        var where = $"kubeconfig {Short(request, context.File)}: context \"{context.Name}\"";
        if (context.Cluster is null || !kubeconfig.Clusters.TryGetValue(context.Cluster, out var cluster))
        {
            throw new KfTenantsException($"{where}: {(context.Cluster is null ? "names no cluster" : $"cluster \"{context.Cluster}\" is not defined")}");
        }

        UserEntry? user = null;
        if (!string.IsNullOrEmpty(context.User) && !kubeconfig.Users.TryGetValue(context.User, out user))
        {
            throw new KfTenantsException($"{where}: user \"{context.User}\" is not defined");
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        notes.AddRange(kubeconfig.Notes);
        var clusterWhere = $"kubeconfig {Short(request, cluster.File)}: cluster \"{cluster.Name}\"";
        var server = ServerAddress.Parse(cluster.Server, clusterWhere);
        if (cluster.InsecureSkipTlsVerify)
        {
            notes.Add($"{clusterWhere}: insecure-skip-tls-verify is set: the server's identity is not checked");
        }

        var (authorities, bundle) = Authorities(cluster, clusterWhere);
        var isHttps = server.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        var proxy = ProxyOf(request, cluster, isHttps, clusterWhere);
        if (!string.IsNullOrEmpty(cluster.TlsServerName) && !proxy.IsBypassed(new Uri(server)))
        {
            // The handshake is made inside the connect callback, which sees only the proxy.
            throw new KfTenantsException($"{clusterWhere}: tls-server-name cannot be used through a proxy; except the server with NO_PROXY");
        }

        var credential = UserCredential.Build(request, user, cluster, bundle, isHttps, user is null ? "" : $"kubeconfig {Short(request, user.File)}: user \"{user.Name}\"");
        if (!isHttps && user is not null && UserCredential.HasAny(user))
        {
            notes.Add($"{clusterWhere}: no credentials are sent to an http server");
        }

        return new ClusterConnection
        {
            Server = server,
            Description = $"kubeconfig {Short(request, context.File)}, context {context.Name}",
            Credential = credential,
            CertificateAuthorities = authorities,
            CertificateAuthoritySource = authorities.IsEmpty ? "the system's certificate authorities" : $"the certificate-authority of cluster \"{cluster.Name}\"",
            IsInsecure = cluster.InsecureSkipTlsVerify,
            TlsServerName = string.IsNullOrEmpty(cluster.TlsServerName) ? null : cluster.TlsServerName,
            Proxy = proxy,
            DisableCompression = cluster.DisableCompression,
            ClusterName = cluster.Name,
            OwnKubeconfig = cluster.File == context.File && (user is null || user.File == context.File) ? (context.File, context.Name) : null,
            ProxyUrl = cluster.ProxyUrl,
            Plugin = user?.Exec is { } exec ? (exec.Command, exec.Arguments) : null,
            Headers = user is null ? [] : Impersonation.Headers(user, $"kubeconfig {Short(request, user.File)}: user \"{user.Name}\""),
            Notes = notes.ToImmutable(),
        };
    }

    /// <summary>A path as people write it: below the home directory with a tilde.</summary>
    private static string Short(ConnectionRequest request, string path) =>
        request.HomeDirectory is { Length: > 1 } home && path.StartsWith(home + "/", StringComparison.Ordinal) ? "~" + path[home.Length..] : path;

    /// <exception cref="KfTenantsException">There is no such context.</exception>
    internal static ContextEntry ChooseContext(ConnectionRequest request, KubeconfigFile kubeconfig, IReadOnlyList<string> paths)
    {
        var known = kubeconfig.Contexts.IsEmpty ? "it defines none" : "it defines " + string.Join(", ", kubeconfig.Contexts.Keys);
        var files = string.Join(" and ", paths.Select(p => Short(request, p)));
        if (request.Context is { Length: > 0 } wanted)
        {
            return kubeconfig.Contexts.GetValueOrDefault(wanted)
                ?? throw new KfTenantsException($"kubeconfig {files}: context \"{wanted}\" does not exist; {known}");
        }

        if (kubeconfig.CurrentContext is not { } current)
        {
            throw new KfTenantsException($"kubeconfig {files}: has no current-context; choose one with --context ({known})");
        }

        return kubeconfig.Contexts.GetValueOrDefault(current)
            ?? throw new KfTenantsException($"kubeconfig {Short(request, kubeconfig.CurrentContextFile)}: current-context \"{current}\" is not defined; {known}");
    }

    private static (ImmutableArray<X509Certificate2> Authorities, string? Pem) Authorities(ClusterEntry cluster, string where)
    {
        var hasData = !string.IsNullOrEmpty(cluster.CertificateAuthorityData);
        if (hasData && cluster.CertificateAuthority is not null)
        {
            throw new KfTenantsException($"{where}: certificate-authority-data and certificate-authority are both specified");
        }

        if (!hasData && cluster.CertificateAuthority is null)
        {
            return ([], null);
        }

        if (cluster.InsecureSkipTlsVerify)
        {
            throw new KfTenantsException($"{where}: specifying a root certificates file with the insecure flag is not allowed");
        }

        var pem = hasData
            ? PemText.FromBase64(cluster.CertificateAuthorityData!, $"{where}: certificate-authority-data")
            : ConfigFiles.Read(cluster.CertificateAuthority!, $"{where}: certificate-authority");
        return (PemText.Certificates(pem, $"{where}: {(hasData ? "certificate-authority-data" : "certificate-authority " + cluster.CertificateAuthority)}"), pem);
    }

    private static ClusterProxy ProxyOf(ConnectionRequest request, ClusterEntry cluster, bool isHttps, string where)
    {
        if (string.IsNullOrEmpty(cluster.ProxyUrl))
        {
            return ClusterProxy.FromEnvironment(request.Environment, isHttps);
        }

        var colon = cluster.ProxyUrl.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : cluster.ProxyUrl[..colon];
        if (scheme is not ("http" or "https" or "socks5"))
        {
            throw new KfTenantsException($"{where}: invalid proxy-url: unsupported scheme \"{scheme}\", must be http, https, or socks5");
        }

        return Uri.TryCreate(cluster.ProxyUrl, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? ClusterProxy.Always(uri)
            : throw new KfTenantsException($"{where}: invalid proxy-url: is not a URL with a host");
    }
}
