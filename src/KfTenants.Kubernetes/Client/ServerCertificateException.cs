using System.Security.Authentication;

namespace KfTenants.Kubernetes.Client;

/// <summary>The server's certificate was refused, and why: thrown inside the TLS handshake, where a plain "no" would lose the reason.</summary>
internal sealed class ServerCertificateException(string message) : AuthenticationException(message);
