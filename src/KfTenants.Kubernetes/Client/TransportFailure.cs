using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace KfTenants.Kubernetes.Client;

/// <summary>Why an attempt got no answer, read from the types of the exceptions and not from their texts where that is possible.</summary>
/// <param name="Message">For a person, without the server's name.</param>
internal sealed record TransportFailure(AttemptResult Result, string Message)
{
    /// <param name="hasHeaders">The answer had begun.</param>
    /// <param name="server">The server's URL, for its scheme.</param>
    public static TransportFailure Of(Exception exception, bool hasHeaders, string server)
    {
        var chain = new List<Exception>();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            chain.Add(e);
        }

        if (chain.OfType<ServerCertificateException>().FirstOrDefault() is { } refused)
        {
            return new TransportFailure(AttemptResult.Hopeless, refused.Message);
        }

        // TLS 1.3 refuses a client certificate on the first read after the handshake: it looks like a reset but is none.
        if (chain.FirstOrDefault(e => e.Message.Contains("alert", StringComparison.OrdinalIgnoreCase)) is { } alert)
        {
            return new TransportFailure(AttemptResult.Hopeless, $"the server ended the TLS handshake, probably because of the client certificate ({Alert(alert.Message)})");
        }

        if (chain.Any(e => e.Message.Contains("Cannot determine the frame size", StringComparison.Ordinal)))
        {
            return new TransportFailure(AttemptResult.Hopeless, "the server does not speak TLS; is its URL http instead of https?");
        }

        var http = chain.OfType<HttpRequestException>().FirstOrDefault();
        var socket = chain.OfType<SocketException>().FirstOrDefault();
        var reason = socket is null ? null : Words(socket);
        if (http?.HttpRequestError == HttpRequestError.ProxyTunnelError)
        {
            var code = http.StatusCode is { } status ? ((int)status).ToString(CultureInfo.InvariantCulture) : "no status";
            return new TransportFailure(
                http.StatusCode is HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.Forbidden ? AttemptResult.Hopeless : AttemptResult.NotSent,
                $"the proxy did not connect ({code})");
        }

        switch (http?.HttpRequestError)
        {
            case HttpRequestError.NameResolutionError:
                return new TransportFailure(AttemptResult.NotSent, reason ?? "its name cannot be resolved");
            case HttpRequestError.ConnectionError:
                return new TransportFailure(AttemptResult.NotSent, reason ?? "it cannot be connected to");
            case HttpRequestError.SecureConnectionError:
                return new TransportFailure(AttemptResult.Hopeless, Handshake(chain));
            case HttpRequestError.ResponseEnded when !hasHeaders && server.StartsWith("http:", StringComparison.OrdinalIgnoreCase):
                return new TransportFailure(AttemptResult.Reset, "the connection was closed without an answer; is its URL https instead of http?");
            case HttpRequestError.ConfigurationLimitExceeded:
                return new TransportFailure(AttemptResult.Hopeless, "its answer is larger than is accepted");
        }

        if (chain.Any(e => e is AuthenticationException))
        {
            return new TransportFailure(AttemptResult.Hopeless, Handshake(chain));
        }

        // ConnectTimeout arrives as a cancellation with a TimeoutException inside.
        if (exception is OperationCanceledException && chain.Any(e => e is TimeoutException))
        {
            return new TransportFailure(AttemptResult.NotSent, "connecting took longer than 10 s");
        }

        return new TransportFailure(hasHeaders ? AttemptResult.Truncated : AttemptResult.Reset, reason ?? "the connection was closed");
    }

    private static string Words(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name cannot be resolved",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "it cannot be reached",
        SocketError.TimedOut => "connecting timed out",
        SocketError.ConnectionAborted => "the connection was broken off",
        SocketError.NetworkDown => "the network is down",
        SocketError.AccessDenied => "this system does not permit the connection",
        SocketError.TooManyOpenSockets => "too many connections are open",
        var other => $"the connection failed (socket error {((int)other).ToString(CultureInfo.InvariantCulture)})",
    };

    // OpenSSL's own reason stands last: "error:0A000102:SSL routines::unsupported protocol".
    private static string Handshake(List<Exception> chain)
    {
        const string Routines = "SSL routines:";
        var reason = chain.Select(e => e.Message).LastOrDefault(m => m.Contains(Routines, StringComparison.Ordinal));
        if (reason is not null)
        {
            return $"the TLS handshake failed: {ApiStatus.OneLine(reason[(reason.LastIndexOf(':') + 1)..])}";
        }

        return chain.Any(e => e is IOException)
            ? "the connection was closed during the TLS handshake; does the server speak TLS, and nothing between cut it?"
            : "the TLS handshake failed; is its URL right, and does it speak TLS 1.2 or newer?";
    }

    private static string Alert(string message)
    {
        var start = message.IndexOf("alert", StringComparison.OrdinalIgnoreCase);
        return ApiStatus.OneLine(message[start..]).TrimEnd('.');
    }
}
