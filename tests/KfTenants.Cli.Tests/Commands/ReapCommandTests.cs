using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KfTenants.Cli.Tests.Commands;

/// <summary><c>reap tenants</c> beside a Prometheus that answers in its own ways, and over files that are not plain ones.</summary>
public sealed class ReapCommandTests
{
    private const string File = "reap.yaml";

    private const string Text = """
        apiVersion: kftenants.io/v1
        kind: TenantSet
        metadata: {name: example}
        defaults: {retention: {reapAfter: 168h}}
        tenants:
          - {name: team-audio, owner: eva@example.com}  # who is this?
          - name: team-vision
            owner: ana@example.com

        """;

    private static readonly string Known = Vector("kube-system", "team-audio");

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", "--allow-empty-activity accepts it")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""", "answered no vector but scalar")]
    [InlineData("""{"status":"error","errorType":"timeout","error":"too slow"}""", "answered an error: timeout: too slow")]
    [InlineData("no", "did not answer JSON")]
    public async Task An_answer_that_says_nothing_refuses(string answer, string why)
    {
        using var run = Prepared();
        using var prometheus = new Prometheus(answer);
        Assert.Equal(4, await run.RunAsync($"reap tenants -f {File} --write --prometheus {prometheus.Address}"));
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        Assert.Equal(Text, await System.IO.File.ReadAllTextAsync(Path.Combine(run.Here, File)));
    }

    [Fact]
    public async Task Who_is_active_is_kept_and_the_rest_is_written()
    {
        using var run = Prepared();
        using var prometheus = new Prometheus(Known);
        Assert.Equal(0, await run.RunAsync($"reap tenants -f {File} --write --prometheus {prometheus.Address}"));
        Assert.Contains("1 to suspend, 0 to delete, 0 to look at, 1 kept.", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            Text.Replace("name: team-vision\n", "name: team-vision\n    state: suspended\n    suspendedSince: 2026-01-02\n", StringComparison.Ordinal),
            await System.IO.File.ReadAllTextAsync(Path.Combine(run.Here, File)));
        Assert.Contains("namespace%3D~%22kube-system%7Cteam-audio%7Cteam-vision%22", prometheus.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_answer_counts_when_somebody_says_so()
    {
        using var run = Prepared();
        using var prometheus = new Prometheus("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
        Assert.Equal(2, await run.RunAsync($"reap tenants -f {File} --detailed-exitcode --allow-empty-activity --prometheus {prometheus.Address}"));
        Assert.Contains("2 to suspend", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_and_permissions_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var run = Prepared();
        var (real, link) = (Path.Combine(run.Here, "real.yaml"), Path.Combine(run.Here, File));
        System.IO.File.Move(link, real);
        System.IO.File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        System.IO.File.CreateSymbolicLink(link, "real.yaml");
        using var prometheus = new Prometheus(Known);

        Assert.Equal(0, await run.RunAsync($"reap tenants -f {File} --write --prometheus {prometheus.Address}"));

        Assert.Equal("real.yaml", new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, System.IO.File.GetUnixFileMode(real));
        Assert.Contains("suspendedSince", await System.IO.File.ReadAllTextAsync(real), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(run.Here), f => Path.GetFileName(f).StartsWith('.'));
    }

    [Fact]
    public async Task Several_files_are_edited_each_where_its_tenants_stand()
    {
        using var run = Prepared();
        var cut = Text.IndexOf("  - name: team-vision", StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(Path.Combine(run.Here, File), Text[..cut]);
        await System.IO.File.WriteAllTextAsync(
            Path.Combine(run.Here, "more.yaml"), "apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: example}\ntenants:\n" + Text[cut..]);
        using var prometheus = new Prometheus(Vector("kube-system"));

        Assert.Equal(0, await run.RunAsync($"reap tenants -f {File} -f more.yaml --write --prometheus {prometheus.Address}"));

        Assert.Contains($"Written: {File}, more.yaml.", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, await run.RunAsync($"reap tenants -f {File} -f more.yaml --detailed-exitcode"));
    }

    private static CaseRun Prepared()
    {
        var run = new CaseRun();
        System.IO.File.WriteAllText(Path.Combine(run.Here, File), Text);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(run.Here, "cluster")))
        {
            // The example's tenants are younger than the clock of these tests.
            System.IO.File.WriteAllText(file, System.IO.File.ReadAllText(file).Replace("creationTimestamp: \"2026-", "creationTimestamp: \"2024-", StringComparison.Ordinal));
        }

        return run;
    }

    private static string Vector(params string[] spaces)
    {
        var series = string.Join(',', spaces.Select(s => $$$"""{"metric":{"namespace":"{{{s}}}"},"value":[1767300000,"1767300000"]}"""));
        return $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{series}}}]}}""";
    }

    /// <summary>One answer to whatever is asked.</summary>
    private sealed class Prometheus : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Prometheus(string answer)
        {
            _listener.Start();
            _ = AnswerAsync(answer);
        }

        public string Address => $"http://{_listener.LocalEndpoint}";

        public string Asked { get; private set; } = "";

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(string answer)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            var buffer = new byte[8192];
            while (!Asked.Contains("query=", StringComparison.Ordinal))
            {
                Asked += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
            }

            var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(head + answer));
        }
    }
}
