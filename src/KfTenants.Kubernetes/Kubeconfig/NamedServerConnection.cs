using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Makes a connection of a server that a tenants file names.</summary>
internal static class NamedServerConnection
{
    public static ClusterConnection Build(ConnectionRequest request, NamedServer named)
    {
        var where = $"cluster {named.Name}";
        var server = ServerAddress.Parse(named.Address, where);
        if (!server.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            throw new KfTenantsException($"{where}: a token is sent to an https server only");
        }

        var authorities = AuthoritiesOf(named, where);
        var owner = $"the token of {where}";
        return new ClusterConnection
        {
            Server = server,
            ClusterName = named.Name,
            Description = $"tenants file, {where}",
            Credential = named.TokenFile is { } path
                ? ConfiguredCredential.Token(owner, request.Time, null, () => Checked(TokenText.FromFile(path, owner), owner), null)
                : ConfiguredCredential.Token(owner, request.Time, OfVariable(request, named, owner), null, null),
            CertificateAuthorities = authorities,
            CertificateAuthoritySource = authorities.IsEmpty ? "the system's certificate authorities" : $"the certificateAuthority of {where}",
            Proxy = ClusterProxy.FromEnvironment(request.Environment, isHttps: true),
        };
    }

    private static ImmutableArray<X509Certificate2> AuthoritiesOf(NamedServer named, string where) => named.CertificateAuthority is { } file
        ? PemText.Certificates(ConfigFiles.Read(file, $"{where}: certificateAuthority"), $"{where}: certificateAuthority {file}")
        : [];

    private static string OfVariable(ConnectionRequest request, NamedServer named, string owner) =>
        request.Variable(named.TokenVariable!) is { } token
            ? Checked(token, owner)
            : throw new KfTenantsException($"{owner}: the environment variable {named.TokenVariable} is not set");

    private static string Checked(string token, string owner) => token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        ? throw new KfTenantsException($"{owner} must be the token alone, without \"Bearer\"")
        : TokenText.Checked(token, owner);
}
