namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>The server URL as request URLs are built from it: by concatenation, because Uri drops a path prefix.</summary>
internal static class ServerAddress
{
    /// <summary>Scheme, host, port and path prefix; query, fragment and final slashes are dropped as in kubectl.</summary>
    public static string Parse(string? server, string where)
    {
        if (string.IsNullOrEmpty(server))
        {
            throw new KfTenantsException($"{where} has no server");
        }

        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            throw new KfTenantsException($"{where}: server{(server.Contains('@', StringComparison.Ordinal) ? "" : $" \"{server}\"")} must be an absolute http(s) URL");
        }

        return uri.UserInfo.Length > 0
            ? throw new KfTenantsException($"{where}: server must not hold a user name or password")
            : uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
    }
}
