using KfTenants.Kube;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

public sealed class WideGrantsTests
{
    private static readonly TenantSet Set = Some.Set(Some.Tenant("team-a"));

    [Fact]
    public void Cluster_wide_bindings_of_people_and_groups_are_told()
    {
        var notice = Assert.Single(Notices(
            Binding("cluster-admin", "cluster-admin", """{"kind":"Group","name":"system:masters"}"""),
            Binding("controller", "cluster-admin", """{"kind":"ServiceAccount","namespace":"kubeflow","name":"profiles"},{"kind":"User","name":"system:kube-scheduler"}"""),
            Binding("root", "cluster-admin", """{"kind":"User","name":"root@example.com"},{"kind":"Group","name":"devs"}"""),
            Binding("system:discovery", "system:discovery", """{"kind":"Group","name":"system:authenticated"}"""),
            Binding("open", "view", """{"kind":"Group","name":"system:authenticated"}""")));

        Assert.Equal("clusterWideAccess", notice.Word);
        Assert.Contains("Group devs (cluster-admin), Group system:authenticated (view), root@example.com (cluster-admin);", notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_for_the_whole_mesh_is_told_and_one_for_a_workload_is_not()
    {
        Assert.Empty(Notices(Policy("{}"), Policy("""{"selector":{"matchLabels":{"app":"gateway"}},"rules":[{}]}""")));
        Assert.Contains("lets in, whatever the file says: everyone", Assert.Single(Notices(Policy("""{"rules":[{}]}"""))).Text, StringComparison.Ordinal);
    }

    private static System.Collections.Immutable.ImmutableArray<Plans.PlanNotice> Notices(params KubeObject[] objects) =>
        OwnedTenants.PlanOf(Set, new LiveState(Some.Cluster, OwnedTenants.Of(Set).All.Concat(objects.DistinctBy(o => o.Key)))).Notices;

    private static KubeObject Binding(string name, string role, string subjects) => Live.MadeBy("kubectl-create", Live.Of(ObjectKind.ClusterRoleBinding,
        $$"""{"metadata":{"name":"{{name}}"},"roleRef":{"kind":"ClusterRole","name":"{{role}}"},"subjects":[{{subjects}}]}"""));

    private static KubeObject Policy(string spec) => Live.MadeBy("kubectl-create", Live.Of(ObjectKind.AuthorizationPolicy,
        $$"""{"metadata":{"name":"p{{spec.Length}}","namespace":"istio-system"},"spec":{{spec}}}"""));
}
