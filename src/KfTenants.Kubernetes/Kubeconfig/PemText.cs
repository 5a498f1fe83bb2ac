using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>PEM as configuration carries it: plain, or base64 of it.</summary>
internal static class PemText
{
    public static string FromBase64(string base64, string what)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            // Not kept as an inner exception: it could quote a key.
            throw new KfTenantsException($"{what}: is not valid base64");
        }
    }

    /// <summary>Every certificate of a bundle. DER and text give none without an error in .NET, so none is an error here.</summary>
    public static ImmutableArray<X509Certificate2> Certificates(string pem, string what)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new KfTenantsException($"{what}: holds a certificate that cannot be read: it is cut off, or not the base64 of a certificate", e);
        }

        return certificates.Count > 0 ? [.. certificates] : throw new KfTenantsException($"{what}: holds no PEM certificate");
    }
}
