using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>A client certificate with its key and the intermediates that must be sent with it.</summary>
internal sealed class ClientCertificate
{
    private readonly string _owner;
    private readonly X509Certificate2 _leaf;

    private ClientCertificate(string owner, X509Certificate2 leaf, X509Certificate2Collection intermediates)
    {
        _owner = owner;
        _leaf = leaf;
        // ClientCertificates alone would send only the leaf, and the server would answer "unknown ca".
        Context = SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    public SslStreamCertificateContext Context { get; }

    /// <summary>The subject's common name, which is the user to an API server (authentication/request/x509); null when there is none.</summary>
    public string? CommonName => _leaf.SubjectName.EnumerateRelativeDistinguishedNames()
        .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
        .Select(part => part.GetSingleElementValue()).LastOrDefault(name => name is { Length: > 0 });

    public DateTimeOffset NotBefore => _leaf.NotBefore;

    public DateTimeOffset NotAfter => _leaf.NotAfter;

    /// <param name="owner">For messages: <c>user "ana"</c>.</param>
    /// <param name="certificatePem">The leaf first, then any intermediates.</param>
    /// <exception cref="KfTenantsException">Not a usable pair; the message never shows the key.</exception>
    public static ClientCertificate FromPem(string owner, string certificatePem, string keyPem)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificatePem);
        }
        catch (CryptographicException e)
        {
            throw new KfTenantsException($"{owner}: the client certificate cannot be read: it is cut off, or not the base64 of a certificate", e);
        }

        if (chain.Count == 0)
        {
            throw new KfTenantsException($"{owner}: the client certificate holds no PEM certificate");
        }

        if (chain[0].PublicKey.Oid.Value is "1.3.101.112" or "1.3.101.113")
        {
            throw new KfTenantsException($"{owner}: Ed25519 client keys are not supported by .NET; use ECDSA or RSA");
        }

        if (keyPem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new KfTenantsException($"{owner}: the client key is encrypted; only plain keys can be used");
        }

        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            chain.RemoveAt(0);
            return new ClientCertificate(owner, leaf, chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            // The inner message is about the format and holds no key material, but the exception is not kept all the same.
            throw new KfTenantsException(e is ArgumentException
                ? $"{owner}: the client key does not belong to the client certificate"
                : $"{owner}: the client key cannot be read, or does not belong to the client certificate");
        }
    }

    public bool SameAs(ClientCertificate? other) => other is not null && _leaf.RawDataMemory.Span.SequenceEqual(other._leaf.RawDataMemory.Span);

    /// <exception cref="KfTenantsException">It has expired, or is not valid yet: the server would only say "bad certificate".</exception>
    public void EnsureValidAt(DateTimeOffset now)
    {
        if (now > _leaf.NotAfter)
        {
            throw new KfTenantsException($"client certificate of {_owner} expired at {Times.Seconds(_leaf.NotAfter)}");
        }

        if (now < _leaf.NotBefore)
        {
            throw new KfTenantsException($"client certificate of {_owner} is not valid before {Times.Seconds(_leaf.NotBefore)}");
        }
    }
}
