using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Plans;
using KfTenants.Tenants;
using KfTenants.Testing;
using static KfTenants.Kubernetes.Client.ScriptedServer;

namespace KfTenants.Kubernetes.Reading;

/// <summary>A plan reads nine kinds and five objects: what fails for all of them is told once.</summary>
public sealed class ReadFailureTests
{
    [Fact]
    public async Task A_token_that_has_expired_is_one_problem_with_its_time()
    {
        var time = new SkippingTime();
        var token = Jwt(time.GetUtcNow().AddHours(-1).ToUnixTimeSeconds());
        using var server = new ScriptedServer(_ => Status(401, "Unauthorized"));
        using var cluster = new TestCluster(server, ConfiguredCredential.Token("user \"ana\"", time, token, null, null));
        var problem = Assert.Single(await ProblemsAsync(cluster));

        Assert.Equal(
            $"401 Unauthorized: the credentials of user \"ana\" (kubeconfig ~/.kube/config, context prod) were not accepted: " +
            $"the token expired at {time.GetUtcNow().AddHours(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}; log in again",
            problem.Line);
        Assert.DoesNotContain(token, problem.Line, StringComparison.Ordinal);
        Assert.True(server.Sent.Count > 9);
    }

    [Fact]
    public async Task A_credential_that_says_nothing_of_its_end_is_one_problem()
    {
        using var cluster = new TestCluster(_ => Status(401, "Unauthorized"));
        Assert.EndsWith("were not accepted: log in again, and check that the context is the right one", Assert.Single(await ProblemsAsync(cluster)).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_that_fail_alike_are_one_problem_that_names_them()
    {
        using var cluster = new TestCluster(s => s.Path.EndsWith("/profiles", StringComparison.Ordinal) || s.Path.EndsWith("/limitranges", StringComparison.Ordinal)
            ? Status(400, "etcd is confused")
            : Status(404, "not found", "NotFound"));
        Assert.Contains("Profile list, LimitRange list: 400: etcd is confused", (await ProblemsAsync(cluster)).Select(p => p.Line));
    }

    [Fact]
    public async Task What_may_not_be_read_is_a_line_each_and_the_remedy_is_said_once()
    {
        using var cluster = new TestCluster(s => Status(403, $"{s.Path} is forbidden"));
        var problems = await ProblemsAsync(cluster);
        Assert.True(problems.Count > 9);
        Assert.Single(problems.Select(p => p.Remedy).Distinct());
        Assert.DoesNotContain('\n', problems[0].Line);
    }

    /// <summary>An audit goes on without what it would only report, and knows what that was; of a kind that is not served there is nothing.</summary>
    [Fact]
    public async Task What_an_audit_may_not_read_is_remembered_with_the_reason()
    {
        using var cluster = new TestCluster(s => s.Path.Split('?')[0] switch
        {
            "/api/v1/nodes" or "/api/v1/namespaces/auth/secrets/dex-passwords" => Status(403, "nodes is forbidden", "Forbidden"),
            "/apis/dex.coreos.com/v1/namespaces/auth/passwords" => Status(404, "the server could not find the requested resource", "NotFound"),
            var path when path.Contains("/auth/", StringComparison.Ordinal) || path.EndsWith("/profiles-deployment", StringComparison.Ordinal) ||
                path.EndsWith("/kube-system", StringComparison.Ordinal) || path.EndsWith("-map", StringComparison.Ordinal) =>
                Status(404, "not found", "NotFound", new JsonObject { ["name"] = path.Split('/')[^1] }),
            _ => Text(200, "application/json", """{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}"""),
        });
        var live = await LiveStateReader.ReadAsync(cluster.Api, ReadScope.Audit(DexPlatform.Default(Some.Place), setName: null), CancellationToken.None);

        Assert.Equal(["Node list", "Secret/auth/dex-passwords"], live.Unread.Select(u => u.What));
        Assert.All(live.Unread, u => Assert.Contains("forbidden", u.Why, StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Problem>> ProblemsAsync(TestCluster cluster)
    {
        var error = await Assert.ThrowsAsync<KfTenantsException>(
            () => LiveStateReader.ReadAsync(cluster.Api, ReadScope.For(Some.Set(), PlanOptions.Default), CancellationToken.None));
        return error.Problems;
    }

    private static string Jwt(long expiry)
    {
        static string Part(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=');
        return $"{Part("{\"alg\":\"none\"}")}.{Part($"{{\"exp\":{expiry}}}")}.signature-that-is-none";
    }
}
