using System.Text;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// Makes a credential of a kubeconfig user with kubectl's checks and precedence: what stands in the file wins over a plugin.
/// Nothing is sent to an http server.
/// </summary>
internal static class UserCredential
{
    public static bool HasAny(UserEntry user) =>
        user.Token is not null || user.TokenFile is not null || user.Username is not null || user.Password is not null ||
        HasCertificate(user) || user.Exec is not null || user.AuthProvider is not null;

    /// <param name="bundle">The cluster's certificate authorities as PEM, for a plugin that asks for them.</param>
    public static Credential Build(ConnectionRequest request, UserEntry? user, ClusterEntry cluster, string? bundle, bool isHttps, string where)
    {
        if (user is null)
        {
            return ConfiguredCredential.Anonymous("the anonymous user", request.Time);
        }

        Check(user, where);
        var owner = $"user \"{user.Name}\"";
        var token = user.Token is null ? null : TokenText.Checked(user.Token, $"{where}: token");
        var oidc = OidcToken(request, user, where);
        if (!isHttps)
        {
            return ConfiguredCredential.Anonymous(owner, request.Time);
        }

        Func<string>? readToken = user.TokenFile is { } file ? () => TokenText.FromFile(file, $"{where}: tokenFile") : null;
        Func<ClientCertificate>? readCertificate = HasCertificate(user) ? () => Certificate(user, where) : null;
        if (token is not null || readToken is not null)
        {
            return ConfiguredCredential.Token(owner, request.Time, token, readToken, readCertificate);
        }

        if (user.Username is not null || user.Password is not null)
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}"));
            return ConfiguredCredential.Basic(owner, request.Time, "Basic " + basic, readCertificate);
        }

        if (readCertificate is not null || oidc is not null)
        {
            return ConfiguredCredential.Token(owner, request.Time, oidc, null, readCertificate);
        }

        return user.Exec is not null
            ? new ExecCredential(owner, new ExecPlugin(request, user.Exec, where, ExecPlugin.ClusterInfo(user.Exec, cluster, bundle)), request.Time)
            : ConfiguredCredential.Anonymous(owner, request.Time);
    }

    private static bool HasCertificate(UserEntry user) => user.ClientCertificate is not null || user.ClientCertificateData is not null;

    private static void Check(UserEntry user, string where)
    {
        KfTenantsException Wrong(string what) => new($"{where}: {what}");

        if (user.ClientCertificate is not null && user.ClientCertificateData is not null)
        {
            throw Wrong("client-certificate-data and client-certificate are both specified");
        }

        if (user.ClientKey is not null && user.ClientKeyData is not null)
        {
            throw Wrong("client-key-data and client-key are both specified");
        }

        var hasKey = user.ClientKey is not null || user.ClientKeyData is not null;
        if (HasCertificate(user) && !hasKey)
        {
            throw Wrong("client-key-data or client-key must be specified to use the client certificate");
        }

        if (hasKey && !HasCertificate(user))
        {
            throw Wrong("there is a client key but no client certificate");
        }

        if ((user.Token ?? user.TokenFile) is not null && (user.Username ?? user.Password) is not null)
        {
            throw Wrong("more than one authentication method found; found [token basicAuth], only one is allowed");
        }

        if (user.Exec is { } exec)
        {
            if (user.AuthProvider is not null)
            {
                throw Wrong("authProvider cannot be provided in combination with an exec plugin");
            }

            if (exec.Problem() is { } problem)
            {
                throw Wrong(problem);
            }
        }

        switch (user.AuthProvider)
        {
            case null or "oidc":
                break;
            case "gcp":
                throw Wrong("the gcp auth plugin has been removed; use the exec plugin gke-gcloud-auth-plugin instead");
            case "azure":
                throw Wrong("the azure auth plugin has been removed; use the exec plugin https://github.com/Azure/kubelogin instead");
            default:
                throw Wrong($"no auth provider found for name \"{user.AuthProvider}\"");
        }
    }

    private static string? OidcToken(ConnectionRequest request, UserEntry user, string where)
    {
        if (user.AuthProvider != "oidc")
        {
            return null;
        }

        if (user.OidcIdToken is not { } token)
        {
            throw new KfTenantsException($"{where}: the oidc auth-provider has no id-token; log in with kubectl or use an exec plugin");
        }

        TokenText.Checked(token, $"{where}: id-token");
        var expiry = TokenText.Expiry(token) ?? throw new KfTenantsException($"{where}: the OIDC id-token cannot be read");
        return expiry > request.Time.GetUtcNow().AddSeconds(10)
            ? token
            : throw new KfTenantsException($"{where}: the OIDC id-token expired at {Times.Seconds(expiry)}; renew it with kubectl or use an exec plugin");
    }

    private static ClientCertificate Certificate(UserEntry user, string where)
    {
        var certificate = user.ClientCertificateData is { } data
            ? PemText.FromBase64(data, $"{where}: client-certificate-data")
            : ConfigFiles.Read(user.ClientCertificate!, $"{where}: client-certificate");
        var key = user.ClientKeyData is { } keyData
            ? PemText.FromBase64(keyData, $"{where}: client-key-data")
            : ConfigFiles.Read(user.ClientKey!, $"{where}: client-key");
        return ClientCertificate.FromPem($"user \"{user.Name}\"", certificate, key);
    }
}
