using System.Diagnostics;
using System.Text.Json.Nodes;
using KfTenants.Kubernetes.Client;
using static KfTenants.Kubernetes.Kubeconfig.TestHome;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>The exec matrix E of the client specification, with small shell scripts as plugins.</summary>
public sealed class ExecPluginTests
{
    private const string Where = "kubeconfig W/config: user \"u\": ";
    private const string V1 = "client.authentication.k8s.io/v1";

    private static string Answer(string status, string version = V1, string kind = "ExecCredential") =>
        $$"""{"kind":"{{kind}}","apiVersion":"{{version}}","status":{{status}}}""";

    private static string Exec(string command = "./plugin", string more = "", string mode = "Never", string version = V1) =>
        Config($"{{exec: {{apiVersion: {version}, command: {command}, {(mode.Length == 0 ? "" : $"interactiveMode: {mode},")} {more}}}}}",
            "{server: \"https://h.test\", tls-server-name: sni.test, extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: abc, n: 1}}]}");

    [Fact]
    public async Task Arguments_and_environment_arrive_unchanged_and_the_protocol_wins()
    {
        using var home = new TestHome();
        home.Environment["FOO"] = "host";
        home.Environment["HOSTVAR"] = "h v";
        home.Script("plugin", $$"""
            for a in "$@"; do printf '<%s>' "$a" >> rec; done
            printf '\n%s\n%s %s %s\n' "$KUBERNETES_EXEC_INFO" "$FOO" "$HOSTVAR" "$DUP" >> rec
            if read line; then echo STDIN >> rec; fi
            echo '{{Answer("""{"token":"tok"}""")}}'
            """);
        var connection = home.ResolveText(Exec(more:
            "args: [\"a b\", \"\", \"$HOME\", '\"q\"', \"--x=1\"], env: [{name: FOO, value: kc}, {name: DUP, value: \"1\"}, {name: DUP, value: \"2\"}, {name: " +
                "KUBERNETES_EXEC_INFO, value: mine}]"));
        Assert.Equal("Bearer tok", (await connection.Credential.GetAsync(default)).Authorization);

        var record = await File.ReadAllLinesAsync(Path.Combine(home.Folder, "rec"));
        Assert.Equal("<a b><><$HOME><\"q\"><--x=1>", record[0]);
        Assert.Equal("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}""", record[1]);
        Assert.Equal("kc h v 2", record[2]);
        Assert.Equal(3, record.Length);
    }

    [Fact]
    public async Task Variables_of_logins_are_not_for_plugins()
    {
        using var home = new TestHome();
        home.Environment["ANA_PASSWORD"] = "canary";
        home.Environment["HOSTVAR"] = "h";
        home.Script("plugin", $$"""
            printf '%s %s' "$HOSTVAR" "$ANA_PASSWORD" > rec
            echo '{{Answer("""{"token":"tok"}""")}}'
            """);
        home.Withheld = ["ANA_PASSWORD"];
        var connection = home.ResolveText(Exec());
        Assert.Equal("Bearer tok", (await connection.Credential.GetAsync(default)).Authorization);
        Assert.Equal("h ", await File.ReadAllTextAsync(Path.Combine(home.Folder, "rec")));
    }

    [Fact]
    public async Task Cluster_information_is_given_only_when_asked_for()
    {
        using var home = new TestHome();
        home.Script("plugin", $$"""
            printf '%s' "$KUBERNETES_EXEC_INFO" > rec
            echo '{{Answer("""{"token":"tok"}""")}}'
            """);
        await home.ResolveText(Exec(more: "provideClusterInfo: true")).Credential.GetAsync(default);
        var info = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(home.Folder, "rec")))!;
        Assert.Equal("""{"server":"https://h.test","tls-server-name":"sni.test","config":{"audience":"abc","n":1}}""", info["spec"]!["cluster"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","future":1,"status":{"token":"tok","x":[1]}}""")]
    [InlineData("kind: ExecCredential\napiVersion: client.authentication.k8s.io/v1\nstatus:\n  token: tok\n")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"tok","expirationTimestamp":"2001-01-01T00:00:00Z"}}""")]
    public async Task Json_and_yaml_are_understood(string output)
    {
        using var home = new TestHome();
        home.Write("out", output);
        home.Script("plugin", "cat out; head -c 300000 /dev/zero | tr '\\0' e >&2\n");
        Assert.Equal("Bearer tok", (await home.ResolveText(Exec()).Credential.GetAsync(default)).Authorization);
    }

    [Theory]
    [InlineData("", "exec plugin printed nothing")]
    [InlineData("canary", "exec plugin printed something that is not an ExecCredential")]
    [InlineData("Logging in canary...\n{\"kind\":\"ExecCredential\"}", "exec plugin printed something that is not an ExecCredential")]
    [InlineData("""{"kind":"ExecCredentials","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"canary"}}""",
        "exec plugin printed something that is not an ExecCredential")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"canary"}}""",
        "exec plugin is configured to use API version client.authentication.k8s.io/v1, plugin returned another version")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}""", "exec plugin didn't return a status field")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}""", "exec plugin didn't return a token or cert/key pair")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"canary"}}""",
        "exec plugin returned only certificate or key, not both")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"canary","expirationTimestamp":"tomorrow"}}""",
        "exec plugin returned a bad expirationTimestamp")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"canary\n"}}""",
        "exec plugin: token holds a blank, a line break or another character that cannot stand in a header")]
    public async Task Nonsense_is_refused_once_and_never_shown(string output, string message)
    {
        using var home = new TestHome();
        home.Write("out", output);
        home.Script("plugin", "echo run >> runs; cat out\n");
        var credential = home.ResolveText(Exec()).Credential;
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<KfTenantsException>(async () => await credential.GetAsync(default));
            Assert.Equal(Where + message, error.Message.Replace(home.Folder, "W", StringComparison.Ordinal));
            Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        }

        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(home.Folder, "runs")));
    }

    [Fact]
    public async Task Failures_to_start_or_to_succeed_are_named()
    {
        using var home = new TestHome();
        home.Script("plugin", $"echo '{Answer("""{"token":"canary"}""")}'; exit 7\n");
        home.Write("text", "no program");
        Assert.Equal("exec: executable W/plugin failed with exit code 7", await Failure(home, Exec()));
        Assert.StartsWith("exec: executable W/nope: no such file or directory", await Failure(home, Exec("./nope")), StringComparison.Ordinal);
        Assert.StartsWith("exec: executable W/text: ", await Failure(home, Exec("./text")), StringComparison.Ordinal);
        Assert.Equal(
            "exec: executable plugin not found in PATH; it is a credential plugin that must be installed: get it U+001B[31mhere",
            await Failure(home, Exec("plugin", "installHint: \"get it\\n\\e[31mhere\"")));
        Assert.Equal("exec plugin cannot support interactive mode: standard input is not a terminal", await Failure(home, Exec(mode: "Always")));
    }

    [Fact]
    public async Task A_bare_name_is_found_in_path_and_v1beta1_needs_no_mode()
    {
        using var home = new TestHome();
        home.Script("bin/plugin", $"echo '{Answer("""{"token":"tok"}""", "client.authentication.k8s.io/v1beta1")}'\n");
        home.Environment["PATH"] = $":.:{home.Folder}/bin:/usr/bin:/bin";
        var connection = home.ResolveText(Exec("plugin", mode: "", version: "client.authentication.k8s.io/v1beta1"));
        Assert.Equal("Bearer tok", (await connection.Credential.GetAsync(default)).Authorization);
    }

    [Fact]
    public async Task A_certificate_can_come_with_or_without_a_token()
    {
        using var home = new TestHome();
        var (certificate, key) = new TestPki().Client("bob");
        home.Write("out", new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = V1,
            ["status"] = new JsonObject { ["clientCertificateData"] = certificate, ["clientKeyData"] = key },
        }.ToJsonString());
        home.Script("plugin", "cat out\n");
        var credential = await home.ResolveText(Exec()).Credential.GetAsync(default);
        Assert.Null(credential.Authorization);
        Assert.Equal("CN=bob", credential.Certificate!.Context.TargetCertificate.Subject);
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_ended_with_its_children()
    {
        using var home = new TestHome { PluginTimeout = TimeSpan.FromMilliseconds(700) };
        home.Script("plugin", "sleep 30 & echo $! > child; wait\n");
        Assert.Equal("exec: executable W/plugin did not answer within 0.7 s", await Failure(home, Exec()));
        await AssertGone(home);
    }

    [Fact]
    public async Task Cancelling_ends_a_plugin_with_its_children_and_may_be_tried_again()
    {
        using var home = new TestHome();
        home.Script("plugin", "sleep 30 & echo $! > child; wait\n");
        var credential = home.ResolveText(Exec()).Credential;
        using var source = new CancellationTokenSource(700);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await credential.GetAsync(source.Token));
        await AssertGone(home);
        home.Script("plugin", $"echo '{Answer("""{"token":"tok"}""")}'\n");
        Assert.Equal("Bearer tok", (await credential.GetAsync(default)).Authorization);
    }

    [Fact]
    public async Task A_grandchild_that_keeps_the_output_open_is_not_waited_for()
    {
        using var home = new TestHome();
        home.Script("plugin", $"sleep 8 &\necho $! > child\necho '{Answer("""{"token":"tok"}""")}'\n");
        var watch = Stopwatch.StartNew();
        Assert.Equal("Bearer tok", (await home.ResolveText(Exec()).Credential.GetAsync(default)).Authorization);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), watch.Elapsed.ToString());
    }

    [Fact]
    public async Task It_runs_once_for_many_and_again_thirty_seconds_before_the_end()
    {
        var time = new SettableTime();
        using var home = new TestHome { Time = time };
        home.Script("plugin", $$"""
            echo run >> runs
            sleep 0.2
            echo '{{Answer("""{"token":"tok","expirationTimestamp":"2026-11-21T13:00:00Z"}""")}}'
            """);
        var credential = home.ResolveText(Exec()).Credential;
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => credential.GetAsync(default).AsTask()));
        Assert.All(all, c => Assert.Same(all[0], c));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(home.Folder, "runs")));

        time.Now = time.Now.AddMinutes(59).AddSeconds(31);
        Assert.NotSame(all[0], await credential.GetAsync(default));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(home.Folder, "runs"))).Length);
    }

    [Fact]
    public async Task H20_H21_H24_a_refusal_runs_it_once_more_for_all()
    {
        using var home = new TestHome();
        home.Script("plugin", $$"""
            echo run >> runs
            echo '{{Answer("""{"token":"tokN"}""")}}' | sed "s/tokN/tok$(echo $(wc -l < runs))/"
            """);
        var credential = home.ResolveText(Exec()).Credential;
        using var server = new ScriptedServer(s => s.Headers.Authorization!.Parameter == "tok1"
            ? ScriptedServer.Status(401, "Unauthorized")
            : ScriptedServer.Json(200, TestCluster.Stored()));
        using var cluster = new TestCluster(server, credential);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cluster.Api.GetAsync(TestCluster.BindingKey, default)));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(home.Folder, "runs"))).Length);
        Assert.True(cluster.Sent.Count <= 16);

        using var never = new ScriptedServer(_ => ScriptedServer.Status(401, "Unauthorized"));
        using var refused = new TestCluster(never, home.ResolveText(Exec()).Credential);
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => refused.Api.GetAsync(TestCluster.BindingKey, default));
        Assert.Contains("401 Unauthorized: the credentials of user \"u\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, never.Sent.Count);
    }

    private static async Task<string> Failure(TestHome home, string config)
    {
        var credential = home.ResolveText(config).Credential;
        var error = await Assert.ThrowsAsync<KfTenantsException>(async () => await credential.GetAsync(default));
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(Where, error.Message.Replace(home.Folder, "W", StringComparison.Ordinal), StringComparison.Ordinal);
        return error.Message.Replace(home.Folder, "W", StringComparison.Ordinal)[Where.Length..];
    }

    private static async Task AssertGone(TestHome home)
    {
        var child = int.Parse(await File.ReadAllTextAsync(Path.Combine(home.Folder, "child")));
        for (var i = 0; i < 50; i++)
        {
            var status = $"/proc/{child}/stat";
            if (!File.Exists(status) || (await File.ReadAllTextAsync(status)).Contains(") Z", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("the plugin's child still runs");
    }

    /// <summary>Real timers, a clock that is set by hand.</summary>
    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
