using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Runs;

public sealed class SetRecordTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<GuardResult> Guards =
    [
        new("max-deletes", 10, 3, "objects", GuardOutcome.Pass, "--allow deletes=3"),
        new("max-tenant-deletes", 0, 1, "tenants", GuardOutcome.Overridden, "--allow tenant-deletes=1") { Note = "team-b" },
    ];

    [Fact]
    public void The_parent_is_an_ApplySet_parent()
    {
        var parent = (SetRecord.Empty with { GroupKinds = ["RoleBinding.rbac.authorization.k8s.io", "LimitRange"] }).ToObject(Some.SetName, "1.4.0");

        Assert.Equal("ConfigMap/kftenants-system/kftenants-production", parent.Key.ToString());
        Assert.Equal(Ownership.SetId(Some.SetName), parent.Label("applyset.kubernetes.io/id"));
        Assert.Equal("kftenants/v1.4.0", parent.Annotation("applyset.kubernetes.io/tooling"));
        Assert.Equal("LimitRange,RoleBinding.rbac.authorization.k8s.io", parent.Annotation("applyset.kubernetes.io/contains-group-kinds"));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var plan = PlanOf(["team-a"], Kept(ObjectKind.Profile));
        var entry = RunRecord.Start(new RunOrigin("r1", "ana@example.com", "https://ci.example/7", "4e1b2a9"), "kftenants 1.4.0", Start, plan, "sha256:0", Guards);
        var record = SetRecord.Empty.Begun(entry, plan) with { TenantCount = 12 };
        var again = SetRecord.Read(Some.SetName, record.ToObject(Some.SetName, "1.4.0"));

        Assert.Equal(12, again.TenantCount);
        Assert.Equal(record.GroupKinds.ToArray(), again.GroupKinds.ToArray());
        Assert.Equal(entry.ToJson().ToJsonString(), Assert.Single(again.Runs).ToJson().ToJsonString());
        Assert.Equal(["team-a"], again.Runs[0].Scope!.Value.ToArray());
        Assert.Equal(["max-tenant-deletes 1 of 0 tenants"], again.Runs[0].Overridden.Select(g => $"{g.Id} {g.Value} of {g.Limit} {g.Unit}"));
    }

    [Theory]
    [InlineData("kubectl/v1.27.1")]
    [InlineData("kftenants-fork/v1")]
    [InlineData("")]
    public void A_parent_of_another_tool_is_refused(string tooling)
    {
        var parent = Live.Of(ObjectKind.ConfigMap,
            $$$"""{"metadata": {"name": "kftenants-production", "namespace": "kftenants-system", "annotations": {"applyset.kubernetes.io/tooling": "{{{tooling}}}"} } }""");
        Assert.StartsWith("ConfigMap/kftenants-system/kftenants-production: ", Assert.Throws<KfTenantsException>(() => SetRecord.Read(Some.SetName, parent)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_of_another_set_is_refused()
    {
        var parent = SetRecord.Empty.ToObject("staging", "1.4.0").ToNode();
        parent["metadata"]!["name"] = "kftenants-production";
        Assert.Throws<KfTenantsException>(() => SetRecord.Read(Some.SetName, KubeObject.From(ObjectKind.ConfigMap, parent)));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[1, null, {}, {\"id\": 7}, {\"id\": \"x\", \"started\": \"yesterday\"}]")]
    public void A_history_that_cannot_be_read_is_empty_and_stops_nothing(string runs)
    {
        var parent = SetRecord.Empty.ToObject(Some.SetName, "1.4.0").ToNode();
        parent["data"]!["runs"] = runs;
        Assert.Empty(SetRecord.Read(Some.SetName, KubeObject.From(ObjectKind.ConfigMap, parent)).Runs);
    }

    [Fact]
    public void A_shard_goes_on_while_others_of_the_same_run_begin()
    {
        var plan = PlanOf(null);
        SetRecord Begun(SetRecord record, string id, Shard? shard) => record.Begun(Entry(id, plan.Within(shard)), plan.Within(shard));
        string[] Told(SetRecord record) => [.. record.Runs.Select(r => $"{r.Run.Id} {r.Shard} {r.Outcome}")];

        var three = Begun(Begun(Begun(SetRecord.Empty, "r0", new Shard(0, 3)), "r1", new Shard(1, 3)), "r2", new Shard(2, 3));
        Assert.Equal(["r0 0/3 running", "r1 1/3 running", "r2 2/3 running"], Told(three));
        Assert.Equal("r1 1/3 running", Told(SetRecord.Read(Some.SetName, three.ToObject(Some.SetName, "1.4.0")))[1]);
        Assert.Equal(["r0 0/3 running", "r1 1/3 interrupted", "r2 2/3 running", "r3 1/3 running"], Told(Begun(three, "r3", new Shard(1, 3))));
        Assert.Equal(["r0 0/3 interrupted", "r1 1/3 interrupted", "r2 2/3 interrupted", "r4  running"], Told(Begun(three, "r4", null)));
        Assert.Equal(["r0 0/3 interrupted", "r1 1/3 interrupted", "r2 2/3 interrupted", "r5 0/2 running"], Told(Begun(three, "r5", new Shard(0, 2))));
    }

    [Fact]
    public void A_run_that_is_still_recorded_as_running_when_another_begins_was_interrupted()
    {
        var plan = PlanOf(null);
        var record = SetRecord.Empty.Begun(Entry("r1", plan), plan).Begun(Entry("r2", plan), plan);
        Assert.Equal(["r1 interrupted", "r2 running"], record.Runs.Select(r => $"{r.Run.Id} {r.Outcome}"));
    }

    [Fact]
    public void Fifty_runs_are_kept()
    {
        var plan = PlanOf(null);
        var record = Enumerable.Range(1, 70).Aggregate(SetRecord.Empty, (r, i) => r.Begun(Entry($"r{i}", plan), plan));
        Assert.Equal(50, record.Runs.Length);
        Assert.Equal(("r21", "r70"), (record.Runs[0].Run.Id, record.Runs[^1].Run.Id));
    }

    [Fact]
    public void Kinds_are_widened_before_the_work_and_narrowed_after_a_clean_whole_run_alone()
    {
        var plan = PlanOf(null, Kept(ObjectKind.Profile), Deleted(ObjectKind.RoleBinding));
        var scoped = PlanOf(["team-a"], Kept(ObjectKind.LimitRange));
        var begun = SetRecord.Empty.Begun(Entry("r1", plan), plan);
        string[] both = ["Profile.kubeflow.org", "RoleBinding.rbac.authorization.k8s.io"];

        Assert.Equal(both, begun.GroupKinds.ToArray());
        Assert.Equal(both, begun.Ended(Entry("r1", plan), plan, isClean: false, tenants: 3).GroupKinds.ToArray());
        var ended = begun.Ended(Entry("r1", plan), plan, isClean: true, tenants: 3);
        Assert.Equal(["Profile.kubeflow.org"], ended.GroupKinds.ToArray());
        Assert.Equal(3, ended.TenantCount);

        var after = ended.Begun(Entry("r2", scoped), scoped).Ended(Entry("r2", scoped) with { Outcome = "ok" }, scoped, isClean: true, tenants: 9);
        Assert.Equal(["LimitRange", "Profile.kubeflow.org"], after.GroupKinds.ToArray());
        Assert.Equal(3, after.TenantCount);
        Assert.Equal(["r1", "r2"], after.Runs.Select(r => r.Run.Id));
        Assert.Equal("ok", after.Runs[1].Outcome);
    }

    [Fact]
    public void A_dex_configuration_is_no_member()
    {
        var plan = PlanOf(null, Kept(ObjectKind.ConfigMap) with { Tenant = null }, Kept(ObjectKind.Deployment) with { Tenant = null }, Kept(ObjectKind.Namespace));
        Assert.Empty(GroupKindList.Of(plan));
    }

    private static RunRecord Entry(string id, Plan plan) => RunRecord.Start(new RunOrigin(id, "ana", null, null), "kftenants 1.4.0", Start, plan, "sha256:0", []);

    private static ObjectKey KeyOf(ObjectKind kind) => new(kind, kind.IsNamespaced ? "team-a" : null, "x");

    private static Change.NoOp Kept(ObjectKind kind) => new() { Key = KeyOf(kind), Tenant = "team-a", Reason = ChangeReason.Unchanged };

    private static Change.Delete Deleted(ObjectKind kind) =>
        new(new Precondition("u", "1")) { Key = KeyOf(kind), Tenant = "team-a", Reason = ChangeReason.ContributorRemoved };

    private static Plan PlanOf(string[]? scope, params ImmutableArray<Change> changes) => new(
        Some.SetName, "sha256:0", Some.Cluster, scope is null ? null : [.. scope], changes, Access: [], Unmanaged: [], MissingTenants: [], Guards: []);
}
