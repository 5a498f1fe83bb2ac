using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Access;

public sealed class PolicyReachTests
{
    private const string Gateway = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

    private static readonly PolicyReach Reach = new("kubeflow-userid", "", [Gateway]);

    [Theory]
    [InlineData("""{"rules":[{"when":[{"key":"request.headers[kubeflow-userid]","values":["ana@x.org","ben@x.org"]}]}]}""", "ana@x.org,ben@x.org")]
    [InlineData("""{"action":"ALLOW","rules":[{"when":[{"key":"request.headers[Kubeflow-UserID]","values":["*@x.org"]}]}]}""", "*@x.org")]
    [InlineData("""{"rules":[{"when":[{"key":"request.auth.claims[email]","values":["ana@x.org"]}]}]}""", "ana@x.org")]
    [InlineData("""{"rules":[{}]}""", "everyone")]
    [InlineData("""{"rules":[{"to":[{"operation":{"paths":["/notebook/*"]}}]}]}""", "everyone")]
    [InlineData("""{"rules":[{"when":[{"key":"request.headers[kubeflow-userid]","notValues":["ana@x.org"]}]}]}""", "everyone")]
    [InlineData("""{"rules":[{"when":[{"key":"request.headers[x-other]","values":["ana@x.org"]}]}]}""", "everyone")]
    [InlineData("""{"rules":[{"from":[{"source":{"principals":["GATEWAY"]}}]}]}""", "everyone")]
    [InlineData("""{"rules":[{"from":[{"source":{"notPrincipals":["x"]}}]}]}""", "everyone")]
    [InlineData("""{"rules":[{"from":[{"source":{"principals":["cluster.local/ns/m/sa/p"]}},{"source":{"namespaces":["n"]}}]}]}""", "ServiceAccount m/p,Namespace n")]
    [InlineData("""{"rules":[{"when":[{"key":"source.namespace","values":["n"]}]}]}""", "Namespace n")]
    [InlineData("""{"action":"DENY","rules":[{}]}""", "")]
    [InlineData("""{"rules":[]}""", "")]
    [InlineData("{}", "")]
    public void A_policy_lets_in(string spec, string who)
    {
        var policy = Live.Of(
            ObjectKind.AuthorizationPolicy, $$"""{"metadata":{"name":"p","namespace":"team-a"},"spec":{{spec.Replace("GATEWAY", Gateway, StringComparison.Ordinal)}}}""");
        Assert.Equal(who, string.Join(',', Reach.Of(policy).Select(s => s.Who)));
        Assert.All(Reach.Of(policy), s => Assert.Equal(s.Who.Contains('@', StringComparison.Ordinal), s.IsPerson));
    }

    [Fact]
    public void A_prefix_of_the_header_is_no_part_of_the_person()
    {
        var policy = Live.Of(ObjectKind.AuthorizationPolicy,
            """{"metadata":{"name":"p","namespace":"a"},"spec":{"rules":[{"when":[{"key":"request.headers[x-user]","values":["accounts:ana@x.org"]}]}]}}""");
        Assert.Equal("ana@x.org", new PolicyReach("x-user", "accounts:", []).Of(policy).Single().Who);
    }
}
