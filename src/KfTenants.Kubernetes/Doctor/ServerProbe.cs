using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using KfTenants.Doctor;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>
/// Goes the way to a server step by step: name, connection, handshake, an answer. Each step is tried once and for a short time; the first one that fails is the
/// last, because those after it would fail of the same.
/// </summary>
/// <param name="patience">For each step.</param>
internal sealed class ServerProbe(ClusterConnection connection, TimeSpan patience, ApiClientOptions options)
{
    private const string SystemTrust = "the system's certificate authorities";

    private readonly Uri _server = new(connection.Server);

    public async Task<ServerFacts> LookAsync(CredentialFacts credential, CancellationToken cancellationToken)
    {
        var proxy = connection.Proxy.GetProxy(_server);
        var facts = new ServerFacts(connection.Server, _server.IdnHost, _server.Port, connection.IsHttps, connection.Description)
        {
            Proxy = proxy is null ? null : $"{proxy.Scheme}://{proxy.Authority}",
            IsInsecure = connection.IsInsecure,
            Trust = connection.CertificateAuthoritySource is { Length: > 0 } source ? source : SystemTrust,
        };

        // Behind a proxy, only it knows the server's name, and the handshake is made through it.
        var next = proxy ?? _server;
        if (await NameProblemAsync(next.IdnHost, cancellationToken) is { } unknown)
        {
            return facts with { NameProblem = unknown };
        }

        var (reach, problem) = await ConnectAsync(next, cancellationToken);
        facts = facts with { Reach = reach, ReachProblem = problem };
        if (reach != ReachOutcome.Connected)
        {
            return facts;
        }

        if (connection.IsHttps && proxy is null)
        {
            facts = facts with { Tls = await ShakeHandsAsync(cancellationToken) };
            if (facts.Tls.Problem is not null)
            {
                return facts;
            }
        }

        // With a credential that cannot be sent, or that ends the handshake, the server says nothing more.
        var now = options.Time.GetUtcNow();
        if (credential.Problem is not null || credential.CertificateTo <= now || credential.CertificateFrom > now)
        {
            return facts;
        }

        var (answer, flaw) = await new AnswerProbe(connection, patience, options).AskAsync(cancellationToken);
        return flaw is null ? facts with { Answer = answer } : facts with { Tls = new TlsFacts(flaw.Flaw, flaw.Message, [], null, null) };
    }

    private async Task<string?> NameProblemAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out _))
        {
            return null;
        }

        try
        {
            using var limit = Limit(cancellationToken);
            var found = await Dns.GetHostAddressesAsync(host, limit.Token);
            return found.Length == 0 ? $"the name {host} has no address" : null;
        }
        catch (SocketException)
        {
            return $"the name {host} cannot be resolved";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the name server did not answer for {host}";
        }
    }

    private async Task<(ReachOutcome Outcome, string? Problem)> ConnectAsync(Uri next, CancellationToken cancellationToken)
    {
        var where = $"{next.IdnHost} port {next.Port}";
        try
        {
            using var limit = Limit(cancellationToken);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(next.IdnHost, next.Port, limit.Token);
            return (ReachOutcome.Connected, null);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => (ReachOutcome.Refused, $"{where} refuses the connection: nothing listens there"),
                SocketError.TimedOut => (ReachOutcome.TimedOut, $"{where} does not answer"),
                SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => (ReachOutcome.Unreachable, $"there is no way to {where}"),
                _ => (ReachOutcome.Unreachable, $"the connection to {where} was broken off"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (ReachOutcome.TimedOut, $"{where} did not answer within {patience.TotalSeconds} s");
        }
    }

    private async Task<TlsFacts> ShakeHandsAsync(CancellationToken cancellationToken)
    {
        X509Certificate2? seen = null;
        try
        {
            using var limit = Limit(cancellationToken);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_server.IdnHost, _server.Port, limit.Token);
            await using var stream = new SslStream(new NetworkStream(socket));

            // Without the client certificate: a server that does not accept it says so in its answer, where that can be told apart.
            var handshake = ClusterTransport.Options(connection, certificate: null, _server);
            var judge = handshake.RemoteCertificateValidationCallback!;
            handshake.RemoteCertificateValidationCallback = (sender, presented, chain, errors) =>
            {
                seen = presented is null ? null : X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
                return judge(sender, presented, chain, errors);
            };
            await stream.AuthenticateAsClientAsync(handshake, limit.Token);
            return Facts(CertificateFlaw.None, null);
        }
        catch (ServerCertificateException e)
        {
            return Facts(e.Flaw, e.Message);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            return RefusalIn(e) is { } refusal
                ? Facts(refusal.Flaw, refusal.Message)
                : Facts(CertificateFlaw.Other, TransportFailure.Of(e, hasHeaders: false, connection.Server).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Facts(CertificateFlaw.Other, $"the TLS handshake was not finished within {patience.TotalSeconds} s; does the server speak TLS?");
        }
        finally
        {
            seen?.Dispose();
        }

        TlsFacts Facts(CertificateFlaw flaw, string? problem) =>
            new(flaw, problem, seen is null ? [] : ServerCertificateCheck.NamesOf(seen), seen?.NotBefore.ToUniversalTime(), seen?.NotAfter.ToUniversalTime());
    }

    internal static ServerCertificateException? RefusalIn(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
        {
            if (e is ServerCertificateException refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        return limit;
    }
}
