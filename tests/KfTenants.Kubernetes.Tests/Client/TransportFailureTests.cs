using System.Net;
using System.Net.Sockets;
using System.Text;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Client;

/// <summary>What is said when a connection cannot be made, against real sockets: in our words, which the runtime's change with every release.</summary>
public sealed class TransportFailureTests
{
    private static readonly byte[] HandshakeFailure = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28];

    [Fact]
    public async Task A_port_that_is_cut_off_during_the_handshake() => Assert.Equal(
        "the connection was closed during the TLS handshake; does the server speak TLS, and nothing between cut it?", await ProblemAsync("https", []));

    [Fact]
    public async Task A_server_that_speaks_plain_http_on_a_port_of_https() => Assert.StartsWith(
        "the server does not speak TLS", await ProblemAsync("https", Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n")), StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_ends_the_handshake() => Assert.DoesNotContain("exception", await ProblemAsync("https", HandshakeFailure), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task An_answer_that_is_not_json_is_told_with_its_place()
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Text(200, "application/json", "{\"metadata\":\n  <html>"));
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.GetAsync(TestCluster.BindingKey, default));
        Assert.Equal("https://cluster.test:6443: the answer to RoleBinding/team-a/user-ana get cannot be read: it is not JSON (line 2, column 3)", error.Message);
    }

    private static async Task<string> ProblemAsync(string scheme, byte[] answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, answer, stop.Token);
        var connection = new ClusterConnection
        {
            Server = $"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
            Description = "a test",
            Credential = ConfiguredCredential.Anonymous("no user", TimeProvider.System),
        };
        using var client = new ApiClient(connection);
        using var api = new ApiCluster(client);
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => api.GetAsync(TestCluster.BindingKey, default));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
        return Assert.Single(error.Problems).Text;
    }

    private static async Task ServeAsync(TcpListener listener, byte[] answer, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = await listener.AcceptSocketAsync(cancellationToken);
            await socket.ReceiveAsync(new byte[16 * 1024], cancellationToken);
            await socket.SendAsync(answer, cancellationToken);
            socket.Shutdown(SocketShutdown.Both);
        }
    }
}
