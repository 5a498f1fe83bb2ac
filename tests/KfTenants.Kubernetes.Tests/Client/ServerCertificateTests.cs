using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KfTenants.Kubernetes.Kubeconfig;
using static KfTenants.Kubernetes.Client.TlsServer;

namespace KfTenants.Kubernetes.Client;

/// <summary>TLS as kubectl judges it (client specification, K054 to K078 and K089 to K101), against a real listener.</summary>
public sealed class ServerCertificateTests
{
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private static readonly TestPki Pki = new();
    private static readonly TestPki Intermediate = new("test-intermediate", Pki);
    private static readonly string[] Local = ["127.0.0.1", "localhost"];

    public static TheoryData<string, string> Cases => new()
    {
        { "good", "ok" },
        { "no EKU", "ok" },
        { "dns only", "https://127.0.0.1: the server's certificate is valid for localhost, api.example.test, not 127.0.0.1 (1 attempt)" },
        { "ip as dns", "https://127.0.0.1: the server's certificate is valid for 127.0.0.1, not 127.0.0.1 (1 attempt)" },
        { "no names", "https://127.0.0.1: the server's certificate relies on legacy Common Name field, use SANs instead (1 attempt)" },
        { "client usage", "https://127.0.0.1: the server's certificate specifies an incompatible key usage" },
        { "expired", "https://127.0.0.1: the server's certificate chain has expired or is not yet valid" },
        { "future", "https://127.0.0.1: the server's certificate chain has expired or is not yet valid" },
        { "other authority",
            "https://127.0.0.1: the server's certificate is signed by an unknown authority (issuer CN=other-ca; trusted is the certificate-authority of cluster \"cl\")" },
        { "critical", "https://127.0.0.1: the server's certificate is not valid: it has a critical extension that is not known here (1 attempt)" },
        { "impostor", "https://127.0.0.1: the server's certificate is " },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Server_certificates_are_judged_as_kubectl_does(string name, string verdict)
    {
        using var certificate = name switch
        {
            "good" => Pki.Server(Local),
            "no EKU" => Pki.Server(Local, usage: ""),
            "dns only" => Pki.Server(["localhost", "api.example.test"]),
            "ip as dns" => Pki.Server(["dns:127.0.0.1"]),
            "no names" => Pki.Server([], name: "127.0.0.1"),
            "client usage" => Pki.Server(Local, usage: ClientUsage),
            "expired" => Pki.Server(Local, to: TestPki.Start.AddDays(1.5)),
            "future" => Pki.Server(Local, from: TestPki.End.AddDays(-5)),
            "critical" => Pki.Server(Local, extension: new X509Extension("1.3.6.1.4.1.99999.1", [5, 0], critical: true)),
            "other authority" => new TestPki("other-ca").Server(Local),
            _ => new TestPki().Server(Local),
        };
        await using var server = await StartAsync(certificate);
        var answer = await server.AskAsync(Authority(Pki.Pem));
        Assert.StartsWith(verdict, answer, StringComparison.Ordinal);
        Assert.Equal(verdict == "ok" ? 1 : 0, server.Requests);
    }

    [Fact]
    public async Task Any_configured_certificate_is_an_anchor_and_nothing_else_is()
    {
        using var leaf = Intermediate.Server(Local);
        await using var alone = await StartAsync(leaf);
        Assert.Contains("unknown authority", await alone.AskAsync(Authority(Pki.Pem)), StringComparison.Ordinal);
        Assert.Equal("ok", await alone.AskAsync(Authority(Intermediate.Pem)));
        Assert.Equal("ok", await alone.AskAsync(Authority(leaf.ExportCertificatePem())));
        Assert.Equal("ok", await alone.AskAsync(Authority(Pki.Pem + "\n# and\n" + Intermediate.Pem)));
        Assert.Contains("the signature is wrong", await alone.AskAsync(Authority(new TestPki("test-intermediate").Pem)), StringComparison.Ordinal);
        Assert.Contains("trusted is the system's certificate authorities", await alone.AskAsync(""), StringComparison.Ordinal);
        Assert.Equal("ok", await alone.AskAsync("insecure-skip-tls-verify: true"));

        await using var chained = await StartAsync(leaf, [Intermediate.Certificate]);
        Assert.Equal("ok", await chained.AskAsync(Authority(Pki.Pem)));
    }

    [Fact]
    public async Task A_server_name_of_its_own_is_used_for_SNI_and_for_the_check()
    {
        using var named = Pki.Server(["api.example.test", "*.wild.test"]);
        await using var server = await StartAsync(named);
        var authority = Authority(Pki.Pem);
        Assert.Equal("ok", await server.AskAsync($"{authority}, tls-server-name: api.example.test"));
        Assert.Equal("HTTP/2  api.example.test 127.0.0.1", Assert.Single(server.Seen));
        Assert.Equal("ok", await server.AskAsync($"{authority}, tls-server-name: a.wild.test"));
        Assert.Contains("not a.b.wild.test", await server.AskAsync($"{authority}, tls-server-name: a.b.wild.test"), StringComparison.Ordinal);
        Assert.Contains("not nope.test", await server.AskAsync($"{authority}, tls-server-name: nope.test"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_certificates_are_presented_with_their_intermediates(bool isEc)
    {
        using var certificate = Pki.Server(Local);
        await using var server = await StartAsync(certificate);
        var (leaf, key) = Intermediate.Client("carol", isEc);
        var user = $"{{client-certificate-data: {TestHome.Base64(leaf + "\n" + Intermediate.Pem)}, client-key-data: {TestHome.Base64(key)}}}";
        Assert.Equal("ok", await server.AskAsync(Authority(Pki.Pem), user, "localhost"));
        Assert.Equal("HTTP/2 CN=carol localhost localhost", Assert.Single(server.Seen));
        Assert.Equal(1, server.ClientIntermediates);
    }

    [Fact]
    public async Task An_expired_client_certificate_is_seen_before_the_server_is_asked()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await StartAsync(certificate);
        var (leaf, key) = Pki.Client("old", to: TestPki.Start.AddDays(1.5));
        var user = $"{{client-certificate-data: {TestHome.Base64(leaf)}, client-key-data: {TestHome.Base64(key)}}}";
        Assert.StartsWith("client certificate of user \"u\" expired at ", await server.AskAsync(Authority(Pki.Pem), user), StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task A_server_that_wants_a_client_certificate_gets_no_request()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await StartAsync(certificate, needsClient: true);
        var answer = await server.AskAsync(Authority(Pki.Pem));
        Assert.StartsWith("https://127.0.0.1: ", answer, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Theory]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", "alert certificate required")]
    [InlineData("SSL_ERROR_SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca", "alert unknown ca")]
    public void A_TLS_alert_is_quoted_and_not_taken_for_a_reset(string message, string alert)
    {
        var failure = TransportFailure.Of(
            new HttpRequestException(HttpRequestError.Unknown, "An error occurred", new IOException("Decrypt failed", new InvalidOperationException(message))), false, "https://h");
        Assert.Equal(AttemptResult.Hopeless, failure.Result);
        Assert.Equal($"the server ended the TLS handshake, probably because of the client certificate ({alert})", failure.Message);
    }

    [Fact]
    public async Task Plain_http_on_the_other_side_is_recognised()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, "HTTP/1.0 400 Bad Request\r\n\r\nClient sent a TLS request");
        Assert.Contains("does not speak TLS", await AskAsync(((IPEndPoint)listener.LocalEndpoint).Port, ""), StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "the proxy did not connect (407) (1 attempt, through the proxy http://127.0.0.1:")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "the proxy did not connect (502) (2 attempts, through the proxy http://127.0.0.1:")]
    public async Task H62_a_proxy_that_refuses_is_named(string response, string message)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, response);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Contains(message, await AskAsync(6443, $", proxy-url: \"http://bob:canary@127.0.0.1:{port}\"", "cluster.test"), StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Fact]
    public async Task A_refused_connection_is_tried_twice_and_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal($"https://127.0.0.1:{port}: connection refused (2 attempts)", await AskAsync(port, ""));
        Assert.Contains("through the proxy", await AskAsync(6443, $", proxy-url: \"http://127.0.0.1:{port}\""), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(int port, string cluster, string host = "127.0.0.1")
    {
        using var home = new TestHome();
        var connection = home.ResolveText(TestHome.Config("{token: t}", $"{{server: \"https://{host}:{port}\"{cluster}}}"));
        using var api = new ApiCluster(new ApiClient(connection, new ApiClientOptions { Jitter = () => 0 }));
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => api.GetAsync(TestCluster.BindingKey, default));
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        return error.Message;
    }

    private static async Task AnswerAsync(TcpListener listener, string response)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(response));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The listener was stopped.
        }
    }
}
