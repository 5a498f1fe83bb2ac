using System.Collections.Immutable;
using System.Text.Json;
using Cel;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.PodPolicies;

/// <summary>
/// The verdicts of the policies on pods, by an implementation of CEL that is not the API server's. docs/policies.md has the same table, where it says
/// which of these verdicts an API server has given, too.
/// </summary>
public sealed class PodPolicyTests
{
    private const string Own = "\"securityContext\":{\"runAsUser\":1000,\"runAsGroup\":1000}";

    private static readonly Tenant Team = Some.Tenant("team-a") with
    {
        Posix = new PodIdentity(1000, 1000, [1001, 1002], [], null, ["istio-init", "istio-proxy"], Some.Place),
        Walltime = new Walltime("24h", IsRequired: true, Reaper: null, Some.Place),
    };

    [Theory]
    [InlineData("""{"securityContext":{"runAsUser":1000,"runAsGroup":1000,"supplementalGroups":[1001,1002]},"containers":[{"name":"a"}]}""", "")]
    [InlineData("""{"securityContext":{"runAsUser":1000,"runAsGroup":1000,"fsGroup":1000},"containers":[{"name":"a"}],"initContainers":[{"name":"b"}]}""", "")]
    [InlineData("""{"containers":[{"name":"a","securityContext":{"runAsUser":1000,"runAsGroup":1000}}]}""", "")]
    [InlineData("""{OWN,"containers":[{"name":"a"},{"name":"istio-proxy","securityContext":{"runAsUser":1337,"runAsGroup":1337}}]}""", "")]
    [InlineData("""{OWN,"containers":[{"name":"a"}],"initContainers":[{"name":"istio-init","securityContext":{"runAsUser":0,"runAsGroup":0}}]}""", "")]
    [InlineData("""{"containers":[{"name":"a"}]}""", "uid gid")]
    [InlineData("""{"securityContext":{},"containers":[{"name":"a","securityContext":{}}]}""", "uid gid")]
    [InlineData("""{"securityContext":{"runAsUser":1001,"runAsGroup":1000},"containers":[{"name":"a"}]}""", "uid")]
    [InlineData("""{"securityContext":{"runAsUser":0,"runAsGroup":0},"containers":[{"name":"a"}]}""", "uid gid")]
    [InlineData("""{OWN,"containers":[{"name":"a","securityContext":{"runAsUser":0}}]}""", "uid")]
    [InlineData("""{OWN,"containers":[{"name":"a"},{"name":"b","securityContext":{"runAsGroup":1001}}]}""", "gid")]
    [InlineData("""{OWN,"containers":[{"name":"a"}],"initContainers":[{"name":"b","securityContext":{"runAsUser":0}}]}""", "uid")]
    [InlineData("""{OWN,"containers":[{"name":"a"}],"ephemeralContainers":[{"name":"b","securityContext":{"runAsUser":0}}]}""", "uid")]
    [InlineData("""{OWN,"containers":[{"name":"a"},{"name":"istio","securityContext":{"runAsUser":0}}]}""", "uid")]
    [InlineData("""{OWN,"containers":[{"name":"a"},{"name":"proxy","securityContext":{"runAsUser":0}}]}""", "uid")]
    [InlineData("""{"securityContext":{"runAsUser":1000,"runAsGroup":1000,"fsGroup":1001},"containers":[{"name":"a"}]}""", "gid")]
    [InlineData("""{"securityContext":{"runAsUser":1000,"runAsGroup":1000,"supplementalGroups":[1001,9]},"containers":[{"name":"a"}]}""", "groups")]
    [InlineData("""{"securityContext":{"runAsUser":1000,"runAsGroup":1000,"supplementalGroups":[100]},"containers":[{"name":"a"}]}""", "groups")]
    [InlineData("""{"securityContext":{"runAsUser":1000,"runAsGroup":1000,"supplementalGroups":[0]},"containers":[{"name":"a"}]}""", "groups")]
    public void A_pod_runs_as_its_tenant(string spec, string rejectedBy) => Assert.Equal(
        rejectedBy, RejectedBy(Team, $$$"""{"metadata":{"annotations":{"pod.kubernetes.io/lifetime":"1h"}},"spec":{{{spec}}}}"""));

    [Theory]
    [InlineData("4h", "")]
    [InlineData("24h", "")]
    [InlineData("01h00m00s", "")]
    [InlineData("1.5h", "")]
    [InlineData("90m", "")]
    [InlineData(null, "lifetime")]
    [InlineData("", "lifetime")]
    [InlineData("48h", "lifetime")]
    [InlineData("24h0m1s", "lifetime")]
    [InlineData("0s", "lifetime")]
    [InlineData("-1h", "lifetime")]
    [InlineData("1d", "lifetime")]
    [InlineData("forever", "lifetime")]
    public void A_pod_says_how_long_it_lives_and_no_longer_than_it_may(string? lifetime, string rejectedBy) => Assert.Equal(rejectedBy, RejectedBy(Team, PodOf(lifetime)));

    [Fact]
    public void Where_it_is_not_required_a_pod_may_say_nothing()
    {
        var limited = Team with { Walltime = Team.Walltime! with { IsRequired = false } };
        Assert.Equal("", RejectedBy(limited, PodOf(null)));
        Assert.Equal("", RejectedBy(limited, """{"metadata":{},"spec":{OWN,"containers":[{"name":"a"}]}}"""));
        Assert.Equal("lifetime", RejectedBy(limited, PodOf("48h")));
    }

    // The label is there and the key is not: nobody knows who the pod should be.
    [Theory]
    [InlineData("""{"data":{"team-b":"1000"}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("{}")]
    public void Without_an_entry_no_pod_runs(string map) => Assert.All(
        KnownPodPolicies.All, policy => Assert.False(Allows(policy, PodOf("1h"), map, NamespaceOf(Team), "CREATE", old: null)));

    [Fact]
    public void Nobody_is_exempt_who_is_not_named()
    {
        var strict = Team with { Posix = Team.Posix! with { ExemptContainers = [] } };
        Assert.Equal("uid", RejectedBy(strict,
            """
            {"metadata":{"annotations":{"pod.kubernetes.io/lifetime":"1h"}},"spec":{"securityContext":{"runAsUser":1000,"runAsGroup":1000},
             "containers":[{"name":"a"},{"name":"istio-proxy","securityContext":{"runAsUser":1337}}]}}
            """));
    }

    // A pod from before the policy: its finalizers must go, and its labels may change.
    [Fact]
    public void What_was_there_before_can_be_given_up_and_made_no_worse()
    {
        const string before = """{"metadata":{},"spec":{"containers":[{"name":"a"}]}}""";
        Assert.Equal("", RejectedBy(Team, """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a"}]}}""", "UPDATE", before));
        Assert.Equal("uid", RejectedBy(Team,
            """{"metadata":{},"spec":{OWN,"containers":[{"name":"a"}],"ephemeralContainers":[{"name":"b","securityContext":{"runAsUser":0}}]}}""",
            "UPDATE", """{"metadata":{},"spec":{OWN,"containers":[{"name":"a"}]}}"""));
        Assert.Equal("lifetime", RejectedBy(Team, PodOf("48h"), "UPDATE", PodOf("1h")));
        Assert.Equal("lifetime", RejectedBy(Team, PodOf(null), "UPDATE", PodOf("1h")));
        Assert.Equal("", RejectedBy(Team, PodOf("2h"), "UPDATE", PodOf("1h")));
    }

    private static string PodOf(string? lifetime) =>
        "{\"metadata\":{\"annotations\":{" + (lifetime is null ? "" : $"\"pod.kubernetes.io/lifetime\":\"{lifetime}\"") + "}}," +
        """
        "spec":{OWN,"containers":[{"name":"a"}]}}
        """;

    private static string RejectedBy(Tenant tenant, string pod, string operation = "CREATE", string? old = null) => string.Join(' ',
        from policy in KnownPodPolicies.All
        let map = IdentityMaps.All.Single(m => m.Name == policy.Map)
        let data = JsonSerializer.Serialize(new Dictionary<string, object> { ["data"] = new Dictionary<string, string?> { [tenant.Name] = map.Value(tenant) } })
        where !Allows(policy, pod, data, NamespaceOf(tenant), operation, old)
        select policy.Name["kftenants-pod-".Length..]);

    private static string NamespaceOf(Tenant tenant) => CanonicalJson.Of(NamespaceObject.For(tenant)!.Body);

    // As the API server does it: an expression that fails is a no (failurePolicy: Fail), and every message can be said.
    private static bool Allows(PodPolicy policy, string pod, string map, string space, string operation, string? old)
    {
        var engine = new CelEnvironment(null, null);
        var variables = new Dictionary<string, object?>();
        var around = new Dictionary<string, object?>
        {
            ["object"] = Read(pod),
            ["oldObject"] = Read(old ?? "null"),
            ["params"] = Read(map),
            ["namespaceObject"] = Read(space),
            ["request"] = new Dictionary<string, object?> { ["namespace"] = "team-a", ["operation"] = operation },
            ["variables"] = variables,
        };
        if (engine.Program($"request.operation != 'UPDATE' || {policy.Changed}", around) is not true)
        {
            return true;
        }

        foreach (var variable in policy.Variables)
        {
            variables[variable.Name] = engine.Program(variable.Expression, around);
        }

        var refusals = policy.Rules.Where(rule => !IsTrue(engine, rule.Expression, around)).ToImmutableArray();
        Assert.All(refusals, rule => Assert.NotEmpty(Assert.IsType<string>(engine.Program(rule.Message, around))));
        return refusals.IsEmpty;
    }

    private static bool IsTrue(CelEnvironment engine, string expression, Dictionary<string, object?> around)
    {
        try
        {
            return engine.Program(expression, around) is true;
        }
        catch (CelException)
        {
            return false;
        }
    }

    // OWN: what a pod says that runs as its tenant.
    private static object? Read(string json)
    {
        using var document = JsonDocument.Parse(json.Replace("OWN", Own, StringComparison.Ordinal));
        return Read(document.RootElement);
    }

    private static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value), StringComparer.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
