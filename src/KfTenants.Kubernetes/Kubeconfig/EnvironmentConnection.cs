using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>The connections that need no kubeconfig: three variables, or the service account of the pod we run in.</summary>
internal static class EnvironmentConnection
{
    /// <summary>Where the token of <see cref="FromVariables"/> stands.</summary>
    public const string TokenVariable = "K8S_SERVICE_ACCOUNT_TOKEN";

    private const string ServerVariable = "K8S_API_SERVER";

    /// <summary>Variables name the cluster.</summary>
    public static bool IsByVariables(ConnectionRequest request) => request.Variable(ServerVariable) is not null;

    /// <summary>This is a pod, with a token.</summary>
    public static bool IsByServiceAccount(ConnectionRequest request) =>
        request.Variable("KUBERNETES_SERVICE_HOST") is not null && request.Variable("KUBERNETES_SERVICE_PORT") is not null &&
        File.Exists(Path.Combine(request.ServiceAccountDirectory, "token"));

    /// <summary>K8S_API_SERVER, K8S_SERVICE_ACCOUNT_TOKEN and K8S_CA_CERT (a path, PEM text, or base64 of PEM); null without the first.</summary>
    public static ClusterConnection? FromVariables(ConnectionRequest request)
    {
        if (request.Variable(ServerVariable) is not { } address)
        {
            return null;
        }

        var server = ServerAddress.Parse(address, "K8S_API_SERVER");
        if (request.Variable(TokenVariable) is not { } token)
        {
            throw new KfTenantsException("K8S_API_SERVER is set, but K8S_SERVICE_ACCOUNT_TOKEN is not");
        }

        if (token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            throw new KfTenantsException("K8S_SERVICE_ACCOUNT_TOKEN must be the token alone, without \"Bearer\"");
        }

        TokenText.Checked(token, "K8S_SERVICE_ACCOUNT_TOKEN");
        const string Owner = "K8S_SERVICE_ACCOUNT_TOKEN";
        var isHttps = server.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        var authorities = CaVariable(request);
        return new ClusterConnection
        {
            Server = server,
            Description = "environment, K8S_API_SERVER",
            Credential = isHttps ? ConfiguredCredential.Token(Owner, request.Time, token, null, null) : ConfiguredCredential.Anonymous(Owner, request.Time),
            CertificateAuthorities = authorities,
            CertificateAuthoritySource = authorities.IsEmpty ? "the system's certificate authorities" : "K8S_CA_CERT",
            Proxy = ClusterProxy.FromEnvironment(request.Environment, isHttps),
            Notes = isHttps ? [] : ["K8S_API_SERVER: no credentials are sent to an http server"],
        };
    }

    /// <summary>The in-cluster service account (client-go rest/config.go); null when this is not a pod, or it has no token.</summary>
    public static ClusterConnection? FromServiceAccount(ConnectionRequest request)
    {
        var tokenFile = Path.Combine(request.ServiceAccountDirectory, "token");
        if (request.Variable("KUBERNETES_SERVICE_HOST") is not { } host || request.Variable("KUBERNETES_SERVICE_PORT") is not { } port || !File.Exists(tokenFile))
        {
            return null;
        }

        var authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var bundle = Path.Combine(request.ServiceAccountDirectory, "ca.crt");
        var authorities = File.Exists(bundle) ? PemText.Certificates(ConfigFiles.Read(bundle, "in-cluster service account"), $"in-cluster service account: {bundle}") : [];
        return new ClusterConnection
        {
            Server = ServerAddress.Parse($"https://{authority}:{port}", "KUBERNETES_SERVICE_HOST"),
            Description = "in-cluster service account",
            Credential = ConfiguredCredential.Token(
                "the in-cluster service account", request.Time, null, () => TokenText.FromFile(tokenFile, "in-cluster service account:"), null),
            CertificateAuthorities = authorities,
            CertificateAuthoritySource = authorities.IsEmpty ? "the system's certificate authorities" : bundle,
            Proxy = ClusterProxy.FromEnvironment(request.Environment, isHttps: true),
            Notes = authorities.IsEmpty ? [$"in-cluster service account: {bundle} does not exist; the system's certificate authorities are used"] : [],
        };
    }

    private static ImmutableArray<X509Certificate2> CaVariable(ConnectionRequest request)
    {
        if (request.Variable("K8S_CA_CERT") is not { } value)
        {
            return [];
        }

        if (value.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            return PemText.Certificates(value, "K8S_CA_CERT");
        }

        var path = Path.GetFullPath(Path.Combine(request.WorkingDirectory, value));
        if (File.Exists(path))
        {
            return PemText.Certificates(ConfigFiles.Read(path, "K8S_CA_CERT"), $"K8S_CA_CERT {path}");
        }

        var decoded = new byte[value.Length];
        return Convert.TryFromBase64String(value, decoded, out var length)
            ? PemText.Certificates(System.Text.Encoding.UTF8.GetString(decoded, 0, length), "K8S_CA_CERT")
            : throw new KfTenantsException("K8S_CA_CERT is neither a file that exists, nor PEM text, nor base64 of PEM text");
    }
}
