using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Client;

public sealed class WhoAmITests
{
    private static readonly Func<SentRequest, HttpResponseMessage> NotServed =
        _ => ScriptedServer.Status(404, "the server could not find the requested resource", "NotFound", new JsonObject());

    [Fact]
    public async Task The_server_is_asked_by_a_post_that_stores_nothing()
    {
        using var cluster = new TestCluster(_ => ScriptedServer.Json(201, JsonNode.Parse("""
            {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "status": {"userInfo": {"username": "oidc:ana@example.com", "groups": ["a"]}}}
            """)!));
        Assert.Equal("oidc:ana@example.com", await cluster.Api.WhoAmIAsync(default));

        var sent = Assert.Single(cluster.Sent);
        Assert.Equal("POST /apis/authentication.k8s.io/v1/selfsubjectreviews", $"{sent.Method} {sent.PathAndQuery}");
        Assert.Equal("""{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""", sent.Body);
    }

    [Theory]
    [InlineData("""{"sub": "system:serviceaccount:ci:tenants"}""", "system:serviceaccount:ci:tenants")]
    [InlineData("""{"sub": "f00", "email": "ana@example.com"}""", "ana@example.com")]
    [InlineData("""{"sub": 7}""", null)]
    [InlineData("""["sub"]""", null)]
    [InlineData("no json", null)]
    public async Task An_older_server_leaves_the_claims_of_the_token(string claims, string? expected)
    {
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        using var cluster =
            new TestCluster(new ScriptedServer(NotServed), ConfiguredCredential.Token("user \"ana\"", TimeProvider.System, $"eyJhbGciOiJub25lIn0.{payload}.c2ln", null, null));
        Assert.Equal(expected, await cluster.Api.WhoAmIAsync(default));
    }

    [Fact]
    public async Task A_server_that_refuses_or_fails_leaves_what_the_credential_says()
    {
        var basic = ConfiguredCredential.Basic("user \"ana\"", TimeProvider.System, "Basic " + Convert.ToBase64String("ana:secret:word"u8), null);
        using var refusing = new TestCluster(new ScriptedServer(_ => ScriptedServer.Status(403, "forbidden", "Forbidden")), basic);
        Assert.Equal("ana", await refusing.Api.WhoAmIAsync(default));
        using var failing = new TestCluster(new ScriptedServer(_ => ScriptedServer.Throw(HttpRequestError.ConnectionError)), basic);
        Assert.Equal("ana", await failing.Api.WhoAmIAsync(default));
        using var opaque = new TestCluster(NotServed);
        Assert.Null(await opaque.Api.WhoAmIAsync(default));
    }

    [Fact]
    public void A_certificate_names_its_subject_and_an_impersonated_user_comes_first()
    {
        var pki = new TestPki();
        var (certificate, key) = pki.Client("platform-team");
        var credential = new RequestCredential(null, ClientCertificate.FromPem("user \"ana\"", certificate, key));
        Assert.Equal("platform-team", ClaimedName.Of([], credential));
        Assert.Equal("ben", ClaimedName.Of([("Impersonate-User", "ben")], credential));
        Assert.Null(ClaimedName.Of([], RequestCredential.Anonymous));
    }

    [Fact]
    public async Task Every_request_of_a_run_carries_its_id()
    {
        var server = new ScriptedServer(_ => ScriptedServer.Json(200, TestCluster.Stored()));
        var connection =
            new ClusterConnection { Server = "https://cluster.test:6443", Description = "here", Credential = ConfiguredCredential.Anonymous("nobody", TimeProvider.System) };
        using var api = new ApiCluster(connection, new ApiClientOptions { Handler = () => server, Version = "1.4.0", Run = "20261121t101502-k7q2" });
        await api.GetAsync(TestCluster.BindingKey, default);
        Assert.Equal("kftenants/1.4.0 (run 20261121t101502-k7q2)", server.Sent[0].Headers.UserAgent.ToString());
    }
}
