using System.Security.Authentication;
using KfTenants.Doctor;

namespace KfTenants.Kubernetes.Client;

/// <summary>The server's certificate was refused, and why: thrown inside the TLS handshake, where a plain "no" would lose the reason.</summary>
internal sealed class ServerCertificateException(CertificateFlaw flaw, string message) : AuthenticationException(message)
{
    public CertificateFlaw Flaw { get; } = flaw;
}
