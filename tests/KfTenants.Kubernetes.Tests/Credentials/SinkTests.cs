using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>Where tokens are kept: each sink against what stands in the place of the real thing.</summary>
public sealed class SinkTests
{
    private const string Token = "eyJh.canary.token";

    private static readonly TokenSink.Vault Place = new("secret", "ci/team-a", "token");

    [Fact]
    public async Task Vault_keeps_the_other_keys_and_is_written_on_what_was_read()
    {
        var server = new ScriptedServer(
            _ => ScriptedServer.Json(200, JsonNode.Parse("""{"data":{"data":{"user":"ci","token":"old"},"metadata":{"version":7}}}""")!),
            _ => ScriptedServer.Json(200, new JsonObject()));
        using var sink = Vault(server);
        await sink.WriteAsync(Token, default);

        Assert.Equal(["GET /v1/secret/data/ci/team-a", "POST /v1/secret/data/ci/team-a"], server.Sent.Select(s => $"{s.Method} {s.PathAndQuery}"));
        Assert.All(server.Sent, s => Assert.Equal(("canary-vault", "team"), (s.Headers.GetValues("X-Vault-Token").Single(), s.Headers.GetValues("X-Vault-Namespace").Single())));
        Assert.Equal($$$"""{"options":{"cas":7},"data":{"user":"ci","token":"{{{Token}}}"}}""", server.Sent[1].Body);
    }

    [Fact]
    public async Task A_secret_that_Vault_does_not_have_is_made_and_a_change_in_between_is_read_again()
    {
        var server = new ScriptedServer(
            _ => ScriptedServer.Json(404, JsonNode.Parse("""{"errors":[]}""")!),
            _ => ScriptedServer.Json(400, JsonNode.Parse("""{"errors":["check-and-set parameter did not match the current version"]}""")!),
            _ => ScriptedServer.Json(200, JsonNode.Parse("""{"data":{"data":{"a":"b"},"metadata":{"version":1}}}""")!),
            _ => ScriptedServer.Json(200, new JsonObject()));
        using var sink = Vault(server);
        await sink.WriteAsync(Token, default);
        Assert.Equal(0, (int)server.Sent[1].Json["options"]!["cas"]!);
        Assert.Equal((1, "b"), ((int)server.Sent[3].Json["options"]!["cas"]!, (string?)server.Sent[3].Json["data"]!["a"]));
    }

    [Fact]
    public async Task A_version_that_was_deleted_is_followed_by_the_next()
    {
        var server = new ScriptedServer(
            _ => ScriptedServer.Json(404, JsonNode.Parse("""{"data":{"data":null,"metadata":{"version":3,"deletion_time":"2026-01-01T00:00:00Z"}}}""")!),
            _ => ScriptedServer.Json(200, new JsonObject()));
        using var sink = Vault(server);
        await sink.WriteAsync(Token, default);
        Assert.Equal(3, (int)server.Sent[1].Json["options"]!["cas"]!);
    }

    [Theory]
    [InlineData(403, "its policy for our token needs read, create and update")]
    [InlineData(503, "it is sealed")]
    [InlineData(301, "Vault answered 301")]
    public async Task A_refusal_of_Vault_shows_neither_token(int status, string expected)
    {
        using var sink = Vault(new ScriptedServer(_ => ScriptedServer.Text(status, "application/json", $$"""{"errors":["canary-vault {{Token}}"]}""")));
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => sink.WriteAsync(Token, default));
        Assert.StartsWith("Vault secret/ci/team-a, key token: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failed.Message, StringComparison.Ordinal);
        Assert.IsType<SinkContent.Hidden>(await sink.ReadAsync(default));
    }

    [Fact]
    public async Task What_Vault_holds_is_read_back()
    {
        using var held = Vault(new ScriptedServer(_ => ScriptedServer.Json(200, JsonNode.Parse($$$$"""{"data":{"data":{"token":"{{{{Token}}}}"},"metadata":{"version":1}}}""")!)));
        Assert.Equal(Token, Assert.IsType<SinkContent.Held>(await held.ReadAsync(default)).Token);
        using var absent = Vault(new ScriptedServer(_ => ScriptedServer.Json(404, JsonNode.Parse("""{"errors":[]}""")!)));
        Assert.IsType<SinkContent.Absent>(await absent.ReadAsync(default));
    }

    [Fact]
    public async Task A_Vault_behind_TLS_keeps_it_and_is_believed_by_its_own_authority_alone()
    {
        var pki = new TestPki();
        var vault = new VaultStandIn();
        await using var server = await TlsServer.StartAsync(pki.Server(["127.0.0.1"]), answer: vault.AnswerAsync);
        var url = new Uri($"https://127.0.0.1:{server.Port}");
        using var sink = new VaultSink(new VaultAddress(url, VaultStandIn.Token, null, [pki.Certificate]), Place);
        Assert.IsType<SinkContent.Absent>(await sink.ReadAsync(default));
        await sink.WriteAsync("first", default);
        vault.ChangeInBetween = true;
        await sink.WriteAsync(Token, default);
        Assert.Equal(Token, Assert.IsType<SinkContent.Held>(await sink.ReadAsync(default)).Token);
        Assert.Equal("kept", (string?)vault.Data!["other"]);

        using var unknown = new VaultSink(new VaultAddress(url, VaultStandIn.Token, null, []), Place);
        Assert.Contains("certificate", (await Assert.ThrowsAsync<KfTenantsException>(() => unknown.WriteAsync(Token, default))).Message, StringComparison.Ordinal);
        using var stranger = new VaultSink(new VaultAddress(url, "another", null, [pki.Certificate]), Place);
        Assert.Contains("403 Forbidden", (await Assert.ThrowsAsync<KfTenantsException>(() => stranger.WriteAsync(Token, default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://vault.example.com:8200", true)]
    [InlineData("http://127.0.0.1:8200", true)]
    [InlineData("http://vault.example.com:8200", false)]
    [InlineData("https://user:pass@vault.example.com", false)]
    [InlineData("vault.example.com", false)]
    [InlineData("https://vault.example.com?x=y", false)]
    public void Vault_is_not_spoken_to_in_the_open(string text, bool isOne) => Assert.Equal(isOne, VaultAddress.ServerOf(text) is not null);

    [Fact]
    public async Task A_program_gets_the_token_on_its_standard_input_and_nowhere_else()
    {
        using var home = new TestHome();
        home.Script("sink", """
            printf '%s|' "$@" > args
            env > environment
            cat > token
            echo "stored $(cat token)"
            """);
        var told = new List<string>();
        await Command(home, told, "./sink", "kv", "put", "a/b", "token=-").WriteAsync(Token, default);
        string Read(string name) => File.ReadAllText(Path.Combine(home.Folder, name));
        Assert.Equal("kv|put|a/b|token=-|", Read("args"));
        Assert.Equal(Token, Read("token"));
        Assert.DoesNotContain("canary", Read("environment"), StringComparison.Ordinal);
        Assert.Equal(["stored ***"], told);
    }

    [Theory]
    [InlineData("exit 3", "./sink: ended with exit code 3")]
    [InlineData("sleep 30", "./sink: did not end within 2 s")]
    public async Task A_program_that_fails_or_hangs_is_told(string body, string message)
    {
        using var home = new TestHome();
        home.Script("sink", body + "\n");
        Assert.Equal(message, (await Assert.ThrowsAsync<KfTenantsException>(() => Command(home, [], "./sink").WriteAsync(Token, default))).Message);
    }

    [Fact]
    public async Task A_program_is_looked_for_in_the_path_alone()
    {
        using var home = new TestHome();
        home.Script("sink", "exit 0");
        Assert.Equal("sink: no such program in PATH", (await Assert.ThrowsAsync<KfTenantsException>(() => Command(home, [], "sink").WriteAsync(Token, default))).Message);
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => Command(home, [], "./none").WriteAsync(Token, default));
        Assert.Equal("./none: cannot be started: it is no program", failed.Message);
    }

    [Fact]
    public async Task A_secret_of_ours_is_made_and_one_key_of_it_replaced()
    {
        using var directory = await TemporaryCluster.With(("n.yaml", TemporaryCluster.Namespaces));
        var key = new ObjectKey(ObjectKind.Secret, "team-a", "ci-token");
        var (one, other) = (new SecretSink(directory.Cluster, key, "token", "ci"), new SecretSink(directory.Cluster, key, "other", "ci"));
        Assert.IsType<SinkContent.Absent>(await one.ReadAsync(default));
        await one.WriteAsync("first", default);
        await other.WriteAsync(Token, default);
        await one.WriteAsync("second", default);
        Assert.Equal("second", Assert.IsType<SinkContent.Held>(await one.ReadAsync(default)).Token);
        Assert.Equal(Token, Assert.IsType<SinkContent.Held>(await other.ReadAsync(default)).Token);
        Assert.Equal("kftenants", (await directory.Get(ObjectKind.Secret, "team-a", "ci-token")).Label(Ownership.ManagedByLabel));
    }

    [Fact]
    public async Task A_secret_of_others_is_left_alone()
    {
        using var directory = await TemporaryCluster.With(
            ("n.yaml", TemporaryCluster.Namespaces), ("s.yaml", "{apiVersion: v1, kind: Secret, metadata: {name: theirs, namespace: team-a}, data: {token: b2xk}}"));
        var sink = new SecretSink(directory.Cluster, new ObjectKey(ObjectKind.Secret, "team-a", "theirs"), "token", "ci");
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => sink.WriteAsync(Token, default));
        Assert.Contains("is not kftenants' own", failed.Message, StringComparison.Ordinal);
        Assert.Equal("b2xk", (await directory.Get(ObjectKind.Secret, "team-a", "theirs")).Text("data", "token"));
    }

    private static VaultSink Vault(ScriptedServer server) =>
        new(new VaultAddress(new Uri("https://vault.example.com:8200"), "canary-vault", "team", []), Place, server);

    private static CommandSink Command(TestHome home, List<string> told, params string[] words) =>
        new([.. words], home.Environment, home.Folder, TimeSpan.FromSeconds(2), TimeProvider.System, told.Add);
}
