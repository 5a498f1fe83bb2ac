using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KfTenants.Doctor;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// Decides whether the API server is who it should be. The configured authorities are the only trust anchors; the callback can
/// only narrow what the chain policy and the name check allow, so that no second look at the chain can excuse a wrong name.
/// </summary>
/// <param name="anchors">Empty means those of the system.</param>
/// <param name="anchorSource">For messages.</param>
/// <param name="host">The name that the certificate must carry.</param>
internal sealed class ServerCertificateCheck(ImmutableArray<X509Certificate2> anchors, string anchorSource, string host, bool isInsecure)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public void Configure(SslClientAuthenticationOptions options)
    {
        options.RemoteCertificateValidationCallback = IsAccepted;
        if (!isInsecure)
        {
            options.CertificateChainPolicy = Policy(X509VerificationFlags.NoFlag);
            options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        }
    }

    /// <exception cref="ServerCertificateException">Not accepted; says why.</exception>
    internal bool IsAccepted(object sender, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        if (isInsecure)
        {
            return true;
        }

        if (presented is not X509Certificate2 certificate || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            throw new ServerCertificateException(CertificateFlaw.Other, "the server sent no certificate");
        }

        if (certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is not { } names)
        {
            throw new ServerCertificateException(CertificateFlaw.Name, "the server's certificate relies on legacy Common Name field, use SANs instead");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new ServerCertificateException(CertificateFlaw.Name, $"the server's certificate is valid for {Names(names)}, not {host}");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsAnchored(certificate, chain))
        {
            throw Refusal(certificate, chain);
        }

        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
    }

    /// <summary>
    /// Custom roots in .NET must be self-signed, while kubectl takes any configured certificate as an anchor. When that is the only
    /// complaint, the chain is accepted if it contains one of ours, byte for byte.
    /// </summary>
    private bool IsAnchored(X509Certificate2 certificate, X509Chain? chain)
    {
        if (anchors.IsEmpty || chain is null || !chain.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot))
        {
            return false;
        }

        using var again = new X509Chain();
        again.ChainPolicy = Policy(X509VerificationFlags.AllowUnknownCertificateAuthority);
        again.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        foreach (var element in chain.ChainElements.Skip(1))
        {
            again.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        again.ChainPolicy.ExtraStore.AddRange(anchors.ToArray());
        return again.Build(certificate) &&
            again.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot) &&
            again.ChainElements.Any(e => anchors.Any(a => CryptographicOperations.FixedTimeEquals(a.RawDataMemory.Span, e.Certificate.RawDataMemory.Span)));
    }

    private X509ChainPolicy Policy(X509VerificationFlags flags)
    {
        // The default would look for revocation lists on-line, which a private CA does not have.
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationFlags = flags,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (!anchors.IsEmpty)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(anchors.ToArray());
        }

        return policy;
    }

    private ServerCertificateException Refusal(X509Certificate2 certificate, X509Chain? chain)
    {
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.PartialChain;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return new ServerCertificateException(CertificateFlaw.Time, "the server's certificate chain has expired or is not yet valid " +
                $"(its certificate: {Times.Seconds(certificate.NotBefore)} to {Times.Seconds(certificate.NotAfter)})");
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            return new ServerCertificateException(CertificateFlaw.Other, "the server's certificate specifies an incompatible key usage (it is not for servers)");
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotSignatureValid))
        {
            return new ServerCertificateException(CertificateFlaw.Authority, $"the server's certificate is not signed by {anchorSource}: the signature is wrong");
        }

        return (flags & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == 0
            ? new ServerCertificateException(
                CertificateFlaw.Authority, $"the server's certificate is signed by an unknown authority (issuer {certificate.Issuer}; trusted is {anchorSource})")
            : new ServerCertificateException(CertificateFlaw.Other, $"the server's certificate is not valid: {Words(flags)}");
    }

    private static string Words(X509ChainStatusFlags flags)
    {
        const X509ChainStatusFlags Names = X509ChainStatusFlags.InvalidNameConstraints | X509ChainStatusFlags.HasNotSupportedNameConstraint |
            X509ChainStatusFlags.HasNotDefinedNameConstraint | X509ChainStatusFlags.HasNotPermittedNameConstraint | X509ChainStatusFlags.HasExcludedNameConstraint;
        return flags switch
        {
            _ when flags.HasFlag(X509ChainStatusFlags.Revoked) => "it was revoked",
            _ when flags.HasFlag(X509ChainStatusFlags.InvalidBasicConstraints) => "a certificate that signed it is not that of an authority",
            _ when (flags & Names) != 0 => "an authority in its chain may not sign this name",
            _ when flags.HasFlag(X509ChainStatusFlags.HasWeakSignature) => "a signature in its chain is too weak",
            _ when flags.HasFlag(X509ChainStatusFlags.HasNotSupportedCriticalExtension) => "it has a critical extension that is not known here",
            _ => $"its chain is not accepted (status {((int)flags).ToString(CultureInfo.InvariantCulture)})",
        };
    }

    /// <summary>What a certificate is for; nothing where it has no such extension.</summary>
    internal static ImmutableArray<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names ? NamesOf(names) : [];

    private static ImmutableArray<string> NamesOf(X509SubjectAlternativeNameExtension names) =>
        [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(a => a.ToString())];

    private static string Names(X509SubjectAlternativeNameExtension names) => NamesOf(names) is { IsEmpty: false } all ? string.Join(", ", all) : "no host name";
}
