using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Flavors;

public sealed class ClusterIstioTests
{
    private static readonly IstioPlatform FromCluster = new(null, null, null);

    private static readonly LiveState Two = OwnedTenants.Of(Some.Set(Some.Tenant("team-a"), Some.Tenant("team-b"), Some.Tenant("team-c")));

    [Fact]
    public void Policies_of_namespaces_that_are_no_tenants_decide_nothing()
    {
        var live = Enumerable.Range(0, 5).Aggregate(WithPrincipals(Two, "team-a", "p1"), (state, i) => Strange(state, $"dev-{i}"));

        Assert.Equal("p1", Assert.Single(ClusterIstio.Read(FromCluster, live).Principals));
        Assert.Equal("kubeflow-userid", ClusterIstio.Read(FromCluster, live).UserIdHeader);
    }

    [Fact]
    public void The_stronger_identity_counts_however_many_lack_it_and_the_rest_is_told()
    {
        var live = WithPrincipals(Two, "team-a", "p1");

        Assert.Equal("p1", Assert.Single(ClusterIstio.Read(FromCluster, live).Principals));
        var notice = Assert.Single(ClusterIstio.Disagreements(FromCluster, live));
        Assert.Contains("from any workload", notice.Text, StringComparison.Ordinal);
        Assert.Empty(ClusterIstio.Disagreements(FromCluster, Two));
        Assert.Empty(ClusterIstio.Disagreements(new IstioPlatform("h", "", []), live));
    }

    [Fact]
    public void The_controllers_own_environment_comes_first()
    {
        var deployment = Live.Of(ObjectKind.Deployment, """
            {"metadata":{"name":"profiles-deployment","namespace":"kubeflow"},
             "spec":{"template":{"spec":{"containers":[{"name":"manager","envFrom":[{"configMapRef":{"name":"profiles-config-x"}}]}]}}}}
            """);
        var environment = Live.Of(ObjectKind.ConfigMap, """
            {"metadata":{"name":"profiles-config-x","namespace":"kubeflow"},
             "data":{"USERID_HEADER":"x-user","ISTIO_INGRESS_GATEWAY_PRINCIPAL":"gateway","KFP_UI_PRINCIPAL":"ui"}}
            """);
        var live = WithPrincipals(Two, "team-a", "p1").With(deployment.Key, deployment).With(environment.Key, environment);

        var identity = ClusterIstio.Read(FromCluster, live);
        Assert.Equal(("x-user", "gateway,ui"), (identity.UserIdHeader, string.Join(',', identity.Principals)));
        Assert.NotEmpty(ClusterIstio.Disagreements(FromCluster, live));
    }

    private static LiveState WithPrincipals(LiveState live, string tenant, string principal)
    {
        var policy = live.Find(ProfileObject.OwnerPolicyKey(tenant))!;
        var body = policy.ToNode();
        body["spec"]!["rules"]![0]!["from"] = JsonNode.Parse($$$"""[{"source":{"principals":["{{{principal}}}"]}}]""");
        return live.With(policy.Key, KubeObject.From(policy.Key.Kind, body));
    }

    // As its editor may write it: the name, the annotation and a header of their choice, without principals.
    private static LiveState Strange(LiveState live, string space)
    {
        var policy = Live.MadeBy("kubectl-create", Live.Of(ObjectKind.AuthorizationPolicy, $$$"""
            {"metadata":{"name":"ns-owner-access-istio","namespace":"{{{space}}}","annotations":{"user":"dev@example.com"}},
             "spec":{"rules":[{"when":[{"key":"request.headers[x-chosen-by-dev]","values":["dev@example.com"]}]}]}}
            """));
        return live.With(policy.Key, policy);
    }
}
