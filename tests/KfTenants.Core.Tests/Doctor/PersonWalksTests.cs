using KfTenants.Audit;
using KfTenants.Kube;
using KfTenants.Testing;
using static KfTenants.Doctor.WellCluster;

namespace KfTenants.Doctor;

/// <summary>Why a person cannot open their notebook: the first break, what was fine before it, and what could not be looked at.</summary>
public sealed class PersonWalksTests
{
    private const string Bob = "carl.edit@example.com";
    private const string Pair = "user-carl-edit-example-com-clusterrole-edit";

    [Fact]
    public void A_way_without_a_break_is_fine_at_every_step() => Assert.Equal(
        "login fine, header fine, policy fine, binding fine, sidecar fine, quota fine, pods fine", Walk(Of()));

    [Fact]
    public void The_login_is_missing_or_spelt_otherwise()
    {
        Assert.Equal("login broken, header after, policy after, binding after, sidecar after, quota after, pods after", Walk(Dex(t => Without(t, Bob))));
        Assert.Contains("Carl.edit@example.com", Break(Dex(t => t.Replace(Bob, "Carl.edit@example.com", StringComparison.Ordinal))).Text, StringComparison.Ordinal);
        Assert.StartsWith("DOC0603", Break(Of(l => l.Edited(new ObjectKey(ObjectKind.Deployment, "auth", "dex"), "/status/availableReplicas", 0))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_of_another_person_is_no_break() => Assert.Equal(
        "login fine, header fine, policy fine, binding fine, sidecar fine, quota fine, pods fine",
        Walk(Dex(t => t + $"- {{email: not-{Bob}, hash: \"$2b$04$abcdefghijklmnopqrstuuVKBkbbhWNrqwl5OYqTHi8AAc8mCeI7m\", username: u, userID: \"78\"}}\n")));

    [Fact]
    public void The_header_disagrees() => Assert.StartsWith(
        "DOC0506", Break(Of(l => l.Edit(ObjectKind.ConfigMap, "kubeflow", "profiles-config", "/data/USERID_PREFIX", "\"accounts:\""))).Text, StringComparison.Ordinal);

    [Fact]
    public void Half_of_the_grant_is_missing()
    {
        Assert.Equal(
            "login fine, header fine, policy broken, binding after, sidecar after, quota after, pods after",
            Walk(Of(l => l.Drop(ObjectKind.AuthorizationPolicy, Space, Pair))));
        Assert.Equal("login fine, header fine, policy fine, binding broken, sidecar after, quota after, pods after", Walk(Of(l => l.Drop(ObjectKind.RoleBinding, Space, Pair))));
        var step = Break(Of(l => l.Drop(ObjectKind.AuthorizationPolicy, Space, Pair)));
        Assert.Contains("RBAC: access denied", step.Text, StringComparison.Ordinal);
        Assert.Contains("contributors", step.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_namespace_is_outside_the_mesh_the_quota_is_full_or_the_pod_does_not_run()
    {
        Assert.Equal("sidecar", Break(Of(l => l.Edit(ObjectKind.Namespace, null, Space, "/metadata/labels/istio-injection", null))).Word);
        Assert.Equal("quota", Break(Of(l => l.Refusal("exceeded quota"))).Word);
        Assert.Equal("pods", Break(Of(l => l.Waiting("ErrImagePull"))).Word);
    }

    [Fact]
    public void What_could_not_be_looked_at_is_no_break_and_not_fine()
    {
        var live = Of().Live!;
        var blind = Of() with
        {
            Live = new LiveState(live.Cluster, live.All.Where(o => o.Key.Kind != ObjectKind.Pod)) { Unread = [new UnreadPart(ObjectKind.Pod, null, null, "403")] },
        };
        Assert.Equal("login fine, header fine, policy fine, binding fine, sidecar unknown, quota fine, pods unknown", Walk(blind));
    }

    [Fact]
    public void Who_has_no_tenant_is_told_whom_they_are_taken_for()
    {
        var walk = Assert.Single(ClusterDoctor.Of(Of(), "Carl.Edit@example.com").Walks);
        Assert.Null(walk.Tenant);
        Assert.Equal("login", walk.Break!.Word);
        var other = Assert.Single(ClusterDoctor.Of(
            Dex(t => t + $"- {{email: zed@example.com, hash: {HealthyCluster.GoodHash}, username: u, userID: \"77\"}}\n"), "zed@example.com").Walks);
        Assert.Contains("has access to no tenant", other.Break!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Whom_the_file_lists_and_the_cluster_does_not_know_is_told_to_apply()
    {
        var facts = Dex(t => t + $"- {{email: zed@example.com, hash: {HealthyCluster.GoodHash}, username: u, userID: \"77\"}}\n");
        var walk = Assert.Single(ClusterDoctor.Of(
            facts with { Set = Some.Set(Some.Tenant(Space, "ann@example.com", Some.Contributor("zed@example.com"))) }, "zed@example.com").Walks);
        Assert.Equal(("policy", "apply the tenants file, which lists them"), (walk.Break!.Word, walk.Break.Remedy));
    }

    [Fact]
    public void Without_a_cluster_nothing_is_known()
    {
        var walk = Assert.Single(ClusterDoctor.Of(Reached(s => s with { Reach = ReachOutcome.Refused, ReachProblem = "x", Tls = null, Answer = null }), Bob).Walks);
        Assert.Equal(WalkState.Unknown, Assert.Single(walk.Steps).State);
    }

    private static DoctorFacts Dex(Func<string, string> edit) => Of(l =>
    {
        var key = new ObjectKey(ObjectKind.ConfigMap, "auth", "dex");
        return l.Edited(key, "/data/config.yaml", edit(l.Find(key)!.Text("data", "config.yaml")!));
    });

    private static string Without(string text, string email) => string.Join('\n', text.Split('\n').Where(l => !l.Contains(email, StringComparison.Ordinal)));

    private static WalkStep Break(DoctorFacts facts) => Only(facts).Break!;

    private static string Walk(DoctorFacts facts) => string.Join(", ", Only(facts).Steps.Select(s => $"{s.Word} {s.State.ToText()}"));

    private static PersonWalk Only(DoctorFacts facts) => Assert.Single(ClusterDoctor.Of(facts, Bob).Walks);
}
