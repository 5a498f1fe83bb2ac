using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>The test cluster's own certificate authority: one per cluster, gone with its folder.</summary>
public sealed class Certificates : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kftenants-e2e", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(_now.AddDays(-2), _now.AddDays(2));
    }

    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>Does this certificate come from here? For clients that trust nothing else.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public Pair Server()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        return Issue(new X500DistinguishedName("CN=kube-apiserver"), "1.3.6.1.5.5.7.3.1", names.Build(), _now.AddDays(1));
    }

    /// <param name="user">The user that the API server will see.</param>
    /// <param name="group">A group of theirs; none when null.</param>
    /// <param name="isExpired">It was valid until yesterday.</param>
    public Pair Client(string user, string? group = null, bool isExpired = false)
    {
        var name = new X500DistinguishedNameBuilder();
        if (group is not null)
        {
            name.AddOrganizationName(group);
        }

        name.AddCommonName(user);
        return Issue(name.Build(), "1.3.6.1.5.5.7.3.2", null, isExpired ? _now.AddDays(-1) : _now.AddDays(1));
    }

    /// <summary>A private key for the tokens of service accounts.</summary>
    public static string ServiceAccountKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportECPrivateKeyPem();
    }

    public void Dispose() => _authority.Dispose();

    private Pair Issue(X500DistinguishedName subject, string usage, X509Extension? names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var certificate = request.Create(_authority, _now.AddDays(-1.5), until, RandomNumberGenerator.GetBytes(16));
        return new Pair(certificate.ExportCertificatePem(), key.ExportECPrivateKeyPem());
    }

    /// <summary>A certificate and its private key, as PEM.</summary>
    public sealed record Pair(string Certificate, string Key)
    {
        // Through PKCS#12: an ephemeral key as it comes from PEM is refused by TLS on some platforms.
        public X509Certificate2 ToCertificate()
        {
            using var pem = X509Certificate2.CreateFromPem(Certificate, Key);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
    }
}
