using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Client;

/// <summary>Tokens as the API server gives and judges them; the answers are those of a real one.</summary>
public sealed class TokenRequestTests
{
    private const string Issued = "eyJhbGciOiJub25lIn0.e30.canary-signature";

    private static readonly ObjectKey Account = new(ObjectKind.ServiceAccount, "team-a", "sdk-user");
    private static readonly KubeObject Anchor = Live.Of(ObjectKind.Secret, """{"metadata":{"name":"kftenants-cred-ci-1","namespace":"team-a","uid":"u1"}}""");

    [Fact]
    public async Task A_token_is_asked_for_with_its_anchor_and_granted_by_the_servers_word()
    {
        using var cluster = new TestCluster(_ => Shortened());
        var issued = await cluster.Api.IssueAsync(Account, new TokenWish(TimeSpan.FromDays(365), ["a"], Anchor), default);
        Assert.Equal((Issued, new DateTimeOffset(2026, 11, 22, 10, 21, 56, TimeSpan.Zero)), (issued.Token, issued.Expires));

        var sent = Assert.Single(cluster.Sent);
        Assert.Equal("POST /api/v1/namespaces/team-a/serviceaccounts/sdk-user/token", $"{sent.Method} {sent.PathAndQuery}");
        Assert.Equal(
            """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["a"],"expirationSeconds":31536000,"boundObjectRef":""" +
            """{"apiVersion":"v1","kind":"Secret","name":"kftenants-cred-ci-1","uid":"u1"}}}""",
            sent.Body);
        Assert.Equal(["requested expiration of 31536000 seconds shortened to 86400 seconds"], cluster.Warnings);
        Assert.DoesNotContain(cluster.Lines, l => l.Contains("canary", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", issued.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "serviceaccounts \"sdk-user\" not found", "serviceaccounts \"sdk-user\" not found")]
    [InlineData(403, "serviceaccounts \"sdk-user\" is forbidden: User \"u\" cannot create resource", "User \"u\" cannot create resource")]
    [InlineData(422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 300", "spec.expirationSeconds: Invalid value: 300")]
    public async Task A_refusal_names_the_account(int status, string message, string expected)
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Status(status, message, "x", JsonNode.Parse("""{"name":"sdk-user","kind":"serviceaccounts"}""")));
        var problem = (await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.IssueAsync(Account, new TokenWish(TimeSpan.FromHours(1), [], null), default))).Problems[0];
        Assert.StartsWith("ServiceAccount/team-a/sdk-user: ", problem.Line, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":{"token":"","expirationTimestamp":"2026-11-22T10:21:56Z"}}""")]
    [InlineData("""{"status":{"token":"canary"}}""")]
    [InlineData("""{"status":{"token":"canary two","expirationTimestamp":"2026-11-22T10:21:56Z"}}""")]
    [InlineData("{}")]
    public async Task An_answer_without_a_usable_token_is_an_error_that_shows_none(string body)
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Json(201, JsonNode.Parse(body)!));
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.IssueAsync(Account, new TokenWish(TimeSpan.FromHours(1), [], null), default));
        Assert.DoesNotContain("canary", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_http_no_token_is_asked_for_or_sent()
    {
        var server = new ScriptedServer(_ => throw new InvalidOperationException("asked"));
        var connection =
            new ClusterConnection { Server = "http://cluster.test", Description = "here", Credential = ConfiguredCredential.Anonymous("no one", TimeProvider.System) };
        using var api = new ApiCluster(connection, new ApiClientOptions { Handler = () => server });
        await Assert.ThrowsAsync<KfTenantsException>(() => api.IssueAsync(Account, new TokenWish(TimeSpan.FromHours(1), [], null), default));
        Assert.IsType<TokenVerdict.Unknown>(await api.TryAsync(Issued, default));
        Assert.IsType<TokenVerdict.Unknown>(await api.ReviewAsync(Issued, [], default));
    }

    [Fact]
    public async Task A_token_is_tried_as_who_has_it()
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Json(201, JsonNode.Parse("""{"status":{"userInfo":{"username":"system:serviceaccount:team-a:sdk-user"}}}""")!));
        Assert.Equal(new TokenVerdict.Accepted("system:serviceaccount:team-a:sdk-user"), await cluster.Api.TryAsync(Issued, default));
        Assert.Equal("Bearer " + Issued, Assert.Single(cluster.Sent).Headers.Authorization?.ToString());
    }

    [Theory]
    [InlineData(201, typeof(TokenVerdict.Accepted))]
    [InlineData(403, typeof(TokenVerdict.Accepted))]
    [InlineData(401, typeof(TokenVerdict.Refused))]
    [InlineData(500, typeof(TokenVerdict.Unknown))]
    public async Task An_older_server_is_asked_something_that_everyone_may(int status, Type verdict)
    {
        using var cluster = new TestCluster(
            _ => ScriptedServer.Status(404, "the server could not find the requested resource", "NotFound", new JsonObject()),
            _ => status == 201 ? ScriptedServer.Json(201, new JsonObject()) : ScriptedServer.Status(status, "x"));
        Assert.IsType(verdict, await cluster.Api.TryAsync(Issued, default));
        Assert.Equal("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", cluster.Sent[1].Path);
    }

    [Fact]
    public async Task A_token_that_is_over_is_refused_at_once()
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Status(401, "Unauthorized"));
        Assert.IsType<TokenVerdict.Refused>(await cluster.Api.TryAsync(Issued, default));
        Assert.Single(cluster.Sent);
    }

    [Theory]
    [InlineData("""{"status":{"authenticated":true,"user":{"username":"u"}}}""", typeof(TokenVerdict.Accepted))]
    [InlineData("""{"status":{"authenticated":false}}""", typeof(TokenVerdict.Refused))]
    [InlineData("""{"status":{}}""", typeof(TokenVerdict.Refused))]
    public async Task Of_a_token_for_others_the_server_is_asked(string body, Type verdict)
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Json(201, JsonNode.Parse(body)!));
        Assert.IsType(verdict, await cluster.Api.ReviewAsync(Issued, ["pipelines.kubeflow.org"], default));
        Assert.Equal(["pipelines.kubeflow.org"], cluster.Sent[0].Json["spec"]!["audiences"]!.AsArray().Select(a => (string?)a));
    }

    [Fact]
    public async Task Who_may_not_ask_is_told_so_without_the_token()
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Status(403, $"tokenreviews is forbidden: {Issued}"));
        Assert.DoesNotContain("canary", Assert.IsType<TokenVerdict.Unknown>(await cluster.Api.ReviewAsync(Issued, [], default)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_of_secrets_ask_for_metadata_alone()
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Json(200, JsonNode.Parse("""
            {"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[{"metadata":{"name":"t","namespace":"team-a"}}]}
            """)!));
        Assert.Equal("t", Assert.Single(await cluster.Api.ListMetadataAsync(ObjectKind.Secret, "team-a", "kftenants.io/credential", default)).Key.Name);
        Assert.Equal("kubernetes.io/service-account-token", Assert.Single(await cluster.Api.ListEndlessTokensAsync(default)).Text("type"));
        Assert.All(cluster.Sent, s => Assert.Equal("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", s.Headers.NonValidated["Accept"].ToString()));
        Assert.Equal("/api/v1/namespaces/team-a/secrets?limit=500&labelSelector=kftenants.io%2Fcredential", cluster.Sent[0].PathAndQuery);
        Assert.Equal("/api/v1/secrets?limit=500&fieldSelector=type%3Dkubernetes.io%2Fservice-account-token", cluster.Sent[1].PathAndQuery);
    }

    private static HttpResponseMessage Shortened()
    {
        var answer = ScriptedServer.Json(201, new JsonObject { ["status"] = new JsonObject { ["token"] = Issued, ["expirationTimestamp"] = "2026-11-22T10:21:56Z" } });
        answer.Headers.TryAddWithoutValidation("Warning", "299 - \"requested expiration of 31536000 seconds shortened to 86400 seconds\"");
        return answer;
    }
}
