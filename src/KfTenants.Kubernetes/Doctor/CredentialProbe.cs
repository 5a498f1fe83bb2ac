using System.Text;
using KfTenants.Credentials;
using KfTenants.Doctor;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>
/// Looks at the credential that is configured: first as it stands there, because what is wrong with it is what keeps a connection from being made of it, then as
/// it is sent. Nothing of a secret leaves this class.
/// </summary>
internal static class CredentialProbe
{
    private const string Bearer = "Bearer ";

    /// <summary>As it stands in the configuration; null where that leads to none.</summary>
    public static CredentialFacts? OfConfiguration(ConnectionRequest request)
    {
        if (ClusterConnection.FilesOf(request) is { IsEmpty: false } files)
        {
            try
            {
                return Chosen(request, KubeconfigFile.Load(files), files) is { } chosen ? OfUser(chosen.User) : null;
            }
            catch (KfTenantsException)
            {
                // That the file cannot be read is told by the connection that cannot be made of it.
                return null;
            }
        }

        return request is { Server: null, Kubeconfig: null, Context: null } && EnvironmentConnection.IsByVariables(request) &&
            request.Variable(EnvironmentConnection.TokenVariable) is { } token
            ? OfToken(EnvironmentConnection.TokenVariable, token)
            : null;
    }

    /// <summary>The entries of the context that counts; null when it names a cluster or a user that is not there.</summary>
    /// <exception cref="KfTenantsException">There is no such context.</exception>
    public static (ContextEntry Context, ClusterEntry Cluster, UserEntry? User)? Chosen(ConnectionRequest request, KubeconfigFile file, IReadOnlyList<string> paths)
    {
        var context = KubeconfigConnection.ChooseContext(request, file, paths);
        return context.Cluster is not null && file.Clusters.TryGetValue(context.Cluster, out var cluster)
            ? (context, cluster, string.IsNullOrEmpty(context.User) ? null : file.Users.GetValueOrDefault(context.User))
            : null;
    }

    /// <summary>As it is sent, with what it says of itself.</summary>
    /// <param name="configured">What is known of it already.</param>
    public static async Task<CredentialFacts> OfConnectionAsync(ClusterConnection connection, CredentialFacts? configured, CancellationToken cancellationToken)
    {
        var facts = configured ?? new CredentialFacts(CredentialKind.None, connection.Credential.Owner);
        try
        {
            var credential = await connection.Credential.GetAsync(cancellationToken);
            var kind = facts.Kind == CredentialKind.Plugin ? CredentialKind.Plugin
                : credential.Token is not null ? CredentialKind.Token
                : credential.Certificate is not null ? CredentialKind.Certificate
                : credential.Authorization is not null ? CredentialKind.Basic
                : CredentialKind.None;
            return facts with
            {
                Kind = kind,
                Flaw = credential.Token is { } token ? FlawOf(token) : facts.Flaw,
                Claims = credential.Token is { } jwt ? TokenClaims.Read(jwt) : null,
                CertificateFrom = credential.Certificate?.NotBefore,
                CertificateTo = credential.Certificate?.NotAfter,
            };
        }
        catch (KfTenantsException e)
        {
            return facts with { Problem = e.Message };
        }
    }

    private static CredentialFacts OfUser(UserEntry? user)
    {
        if (user is null)
        {
            return new CredentialFacts(CredentialKind.None, "the anonymous user");
        }

        var owner = $"user \"{user.Name}\"";
        return user.Token is { } token ? OfToken(owner, token)
            : user.TokenFile is not null ? new CredentialFacts(CredentialKind.Token, owner)
            : user.Username is not null || user.Password is not null ? new CredentialFacts(CredentialKind.Basic, owner)
            : user.ClientCertificate is not null || user.ClientCertificateData is not null ? new CredentialFacts(CredentialKind.Certificate, owner)
            : user.Exec is { } exec ? new CredentialFacts(CredentialKind.Plugin, owner) { Plugin = Path.GetFileName(exec.Command) }
            : user.AuthProvider is not null ? new CredentialFacts(CredentialKind.Token, owner) { Claims = user.OidcIdToken is { } id ? TokenClaims.Read(id) : null }
            : new CredentialFacts(CredentialKind.None, owner);
    }

    private static CredentialFacts OfToken(string owner, string token) =>
        new(CredentialKind.Token, owner) { Flaw = FlawOf(token), Claims = TokenClaims.Read(token.Trim()) };

    private static TokenFlaw FlawOf(string token) =>
        token.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? TokenFlaw.Bearer
        : token.Any(c => c is <= ' ' or > '~') ? TokenFlaw.Blank
        : IsEncoded(token) ? TokenFlaw.Encoded
        : TokenFlaw.None;

    // The data of a Secret: base64 of three parts with dots between.
    private static bool IsEncoded(string token)
    {
        if (token.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) && TokenClaims.Read(Encoding.UTF8.GetString(bytes, 0, length)) is not null;
    }
}
