using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace KfTenants.Cli.Tests;

/// <summary>A server that takes connections and says nothing, or nothing good, seen from the command line.</summary>
public sealed class SlowServerTests : IDisposable
{
    private readonly CaseRun _run = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SlowServerTests()
    {
        _listener.Start();
        File.WriteAllText(Path.Combine(_run.Here, "kubeconfig"), $$$"""
            current-context: it
            contexts: [{name: it, context: {cluster: it, user: it}}]
            clusters: [{name: it, cluster: {server: "http://127.0.0.1:{{{((IPEndPoint)_listener.LocalEndpoint).Port}}}"}}]
            users: [{name: it, user: {}}]
            """);
    }

    private TestTerminal Terminal => new() { Directory = _run.Here, Environment = ImmutableDictionary<string, string>.Empty.Add("KUBECONFIG", "kubeconfig") };

    public void Dispose()
    {
        _listener.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task A_request_is_given_up_after_the_time_that_was_given()
    {
        var terminal = Terminal;
        Assert.Equal(1, await terminal.RunAsync("plan", "--request-timeout", "1s"));
        Assert.Matches(@"^error: http://127\.0\.0\.1:\d+: did not answer within 1 s \(1 attempt\)\s$", terminal.Error);
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Waiting_is_told_also_where_there_is_no_terminal()
    {
        var terminal = Terminal;
        Assert.Equal(1, await terminal.RunAsync("plan", "--request-timeout", "6s"));
        Assert.Matches(@"^waiting for http://127\.0\.0\.1:\d+ to answer .* \(5 s\)", terminal.Error);
    }

    [Fact]
    public async Task A_refused_credential_is_one_line_for_people_and_one_problem_for_machines()
    {
        using var stop = new CancellationTokenSource();
        var serving = RefuseAsync(stop.Token);
        var terminal = Terminal;
        Assert.Equal(1, await terminal.RunAsync("plan", "-o", "json"));
        await stop.CancelAsync();
        await serving;

        var problem = Assert.Single(JsonNode.Parse(terminal.Out)!["problems"]!.AsArray());
        var line = "401 Unauthorized: the credentials of user \"it\"";
        Assert.StartsWith(line, problem!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal($"error: {problem["message"]}", terminal.Error.TrimEnd());
    }

    private async Task RefuseAsync(CancellationToken cancellationToken)
    {
        var answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(cancellationToken);
                await socket.ReceiveAsync(new byte[16 * 1024], cancellationToken);
                await socket.SendAsync(answer, cancellationToken);
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }
}
