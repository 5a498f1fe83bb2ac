using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Certificates made on the spot: an authority, and what it signs.</summary>
internal sealed class TestPki
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestPki(string name = "test-ca", TestPki? issuer = null)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = issuer is null ? request.CreateSelfSigned(Start, End) : issuer.Sign(request, Start, End).CopyWithPrivateKey(_key);
    }

    public static DateTimeOffset Start { get; } = DateTimeOffset.UtcNow.AddDays(-2);

    public static DateTimeOffset End { get; } = DateTimeOffset.UtcNow.AddDays(30);

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    /// <param name="names">Subject alternative names; an address is an IP SAN unless it has the prefix <c>dns:</c>. None: no such extension.</param>
    /// <param name="usage">The extended key usage's OID; empty for no extension.</param>
    public X509Certificate2 Server(
        string[] names, string usage = "1.3.6.1.5.5.7.3.1", DateTimeOffset? from = null, DateTimeOffset? to = null, string name = "server", X509Extension? extension = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (names.Length > 0)
        {
            var alternative = new SubjectAlternativeNameBuilder();
            foreach (var n in names)
            {
                if (n.StartsWith("dns:", StringComparison.Ordinal) || !IPAddress.TryParse(n, out var address))
                {
                    alternative.AddDnsName(n.Replace("dns:", "", StringComparison.Ordinal));
                }
                else
                {
                    alternative.AddIpAddress(address);
                }
            }

            request.CertificateExtensions.Add(alternative.Build());
        }

        if (usage.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        }

        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var signed = Sign(request, from ?? Start.AddDays(1), to ?? End.AddDays(-1));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A client certificate and its key, both as PEM.</summary>
    public (string Certificate, string Key) Client(string name, bool isEc = true, DateTimeOffset? to = null)
    {
        using AsymmetricAlgorithm key = isEc ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
        var request = key is ECDsa ec
            ? new CertificateRequest($"CN={name}", ec, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={name}", (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var signed = Sign(request, Start.AddDays(1), to ?? End.AddDays(-1));
        return (signed.ExportCertificatePem(), key is ECDsa e ? e.ExportECPrivateKeyPem() : ((RSA)key).ExportRSAPrivateKeyPem());
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset to) => request.Create(
        Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), from, to, RandomNumberGenerator.GetBytes(8));
}
