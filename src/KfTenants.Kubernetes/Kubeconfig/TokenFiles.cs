using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Reads tokens and certificates from files as a kubeconfig's are read; no message shows any of them.</summary>
public static class TokenFiles
{
    /// <param name="what">For messages.</param>
    /// <exception cref="KfTenantsException">It cannot be read, or holds no token.</exception>
    public static string Read(string path, string what) => TokenText.FromFile(path, what);

    /// <exception cref="KfTenantsException">It cannot stand in a header.</exception>
    public static string Checked(string token, string what) => TokenText.Checked(token, what);

    /// <exception cref="KfTenantsException">It cannot be read, or holds no certificate.</exception>
    public static ImmutableArray<X509Certificate2> Certificates(string path, string what) => PemText.Certificates(ConfigFiles.Read(path, what), $"{what} {path}");
}
