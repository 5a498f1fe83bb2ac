using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Client;

/// <summary>Makes the connections to the API server: TLS with our own trust, HTTP/2, the proxy; one handler per client certificate.</summary>
internal static class ClusterTransport
{
    public static SocketsHttpHandler Create(ClusterConnection connection, ClientCertificate? certificate)
    {
        var server = new Uri(connection.Server);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = connection.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseProxy = true,
            Proxy = connection.Proxy,
            SslOptions = Options(connection, certificate, server),
        };
        if (connection.TlsServerName is not null && connection.IsHttps)
        {
            // SocketsHttpHandler overwrites TargetHost (dotnet/runtime#126842): the handshake is made here. There is no proxy: that is
            // refused when the connection is resolved.
            handler.ConnectCallback = (context, token) => ConnectAsync(context, Options(connection, certificate, server), token);
        }

        return handler;
    }

    /// <summary>How the handshake is made, and the server's certificate judged.</summary>
    internal static SslClientAuthenticationOptions Options(ClusterConnection connection, ClientCertificate? certificate, Uri server)
    {
        var name = connection.TlsServerName ?? server.IdnHost;
        var options = new SslClientAuthenticationOptions { TargetHost = name };
        new ServerCertificateCheck(connection.CertificateAuthorities, connection.CertificateAuthoritySource, name, connection.IsInsecure).Configure(options);
        if (certificate is not null)
        {
            options.ClientCertificateContext = certificate.Context;
        }

        return options;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream that is returned owns the socket; a failure disposes both.")]
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        SslStream? secured = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            secured = new SslStream(new NetworkStream(socket, ownsSocket: true));
            options.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
            await secured.AuthenticateAsClientAsync(options, cancellationToken);
            return secured;
        }
        catch
        {
            if (secured is not null)
            {
                await secured.DisposeAsync();
            }

            socket?.Dispose();
            throw;
        }
    }
}
