using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Diff;

/// <summary>Rules about fields: what is sent, what is reported, what stays a conflict.</summary>
public sealed class FieldRuleTests
{
    private const string Memory = "/spec/resourceQuotaSpec/hard/memory";
    private static readonly Tenant Team = Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4"), ("memory", "8Gi")) };

    [Fact]
    public void A_conflict_names_every_manager_and_the_three_remedies()
    {
        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Held("autoscaler")).Pending));

        Assert.Equal(
            "field manager \"autoscaler\" (Update) holds /spec/resourceQuotaSpec/hard/memory since 2026-11-20 08:00Z. Make the file agree, or free the field " +
            "(kubectl patch profiles.kubeflow.org/team-a --type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/resourceQuotaSpec/hard/memory\"}]'), " +
            "or say in fieldRules who wins ({kind: Profile, path: /spec/resourceQuotaSpec/hard/memory, manager: autoscaler, policy: take})",
            conflict.Detail);
    }

    [Fact]
    public void Two_managers_in_the_way_are_both_named()
    {
        var live = Held("autoscaler").EditedBy("billing", "/spec/resourceQuotaSpec/hard/cpu", "9");
        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(live).Pending));

        Assert.Contains("\"autoscaler\" (Update) holds /spec/resourceQuotaSpec/hard/memory", conflict.Detail, StringComparison.Ordinal);
        Assert.Contains("\"billing\" (Update) holds /spec/resourceQuotaSpec/hard/cpu", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_forces_that_field_and_no_other()
    {
        var update = Assert.IsType<Change.Update>(Assert.Single(PlanOf(Held("autoscaler"), Rule(Memory, FieldPolicy.Take, "auto*")).Pending));

        Assert.True(Assert.IsType<WritePayload.Intent>(update.Requests[^1].Payload).Force);
        Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Held("autoscaler"), Rule(Memory, FieldPolicy.Take, "other")).Pending));
        Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(
            Held("autoscaler").EditedBy("autoscaler", "/spec/resourceQuotaSpec/hard/cpu", "9"), Rule(Memory, FieldPolicy.Take)).Pending));
    }

    [Fact]
    public void Yield_leaves_the_field_to_whoever_holds_it_and_says_so()
    {
        var plan = PlanOf(Held("autoscaler"), Rule("/spec/resourceQuotaSpec", FieldPolicy.Yield));

        Assert.True(plan.IsEmpty, Describe(plan));
        Assert.Equal(
            [new IgnoredField(Memory, "\"64Gi\"", "\"8Gi\"", FieldPolicy.Yield, "autoscaler")],
            plan.Changes.SelectMany(c => c.Ignored));
    }

    [Fact]
    public void What_was_yielded_is_not_sent_with_another_change()
    {
        var more = Team with { Quota = Team.Quota.SetItem("cpu", "6") };
        var plan = PlanOf(more, Held("autoscaler"), Rule("/spec/resourceQuotaSpec", FieldPolicy.Yield));
        var apply = Assert.Single(plan.Pending).Apply().Object;

        Assert.Equal(["/spec/resourceQuotaSpec/hard/cpu"], plan.Pending.Single().Fields.Select(f => f.Pointer));
        Assert.Null(apply.At("spec", "resourceQuotaSpec", "hard", "memory"));
        Assert.Equal("6", apply.Text("spec", "resourceQuotaSpec", "hard", "cpu"));
    }

    [Fact]
    public void Yield_sets_a_field_that_nobody_holds()
    {
        var less = Live.Applied(ProfileObject.For(Some.SetName, Team with { Quota = Some.Quantities(("cpu", "4")) }));
        var plan = PlanOf(less, Rule("/spec/resourceQuotaSpec", FieldPolicy.Yield));

        Assert.Equal([Memory], Assert.Single(plan.Pending).Fields.Select(f => f.Pointer));
    }

    [Fact]
    public void A_yielded_field_that_the_file_does_not_have_stays()
    {
        var live = Live.Applied(ProfileObject.For(Some.SetName, Team)).EditedBy("autoscaler", "/spec/resourceQuotaSpec/hard/pods", "9");
        var plan = PlanOf(live, Rule("/spec/resourceQuotaSpec", FieldPolicy.Yield));

        Assert.True(plan.IsEmpty, Describe(plan));
        Assert.Null(Assert.Single(plan.Changes.SelectMany(c => c.Ignored)).Wanted);
    }

    [Fact]
    public void An_ignored_field_of_ours_is_sent_as_it_is_because_an_apply_without_it_would_remove_it()
    {
        var other = Live.Applied(ProfileObject.For(Some.SetName, Team with { Quota = Some.Quantities(("cpu", "1"), ("memory", "1Gi"), ("pods", "5")) }));
        var plan = PlanOf(other, Rule(Memory, FieldPolicy.Ignore), Rule("/spec/resourceQuotaSpec/hard/pods", FieldPolicy.Ignore));
        var apply = Assert.Single(plan.Pending).Apply().Object;

        Assert.Equal(["/spec/resourceQuotaSpec/hard/cpu"], plan.Pending.Single().Fields.Select(f => f.Pointer));
        Assert.Equal("1Gi", apply.Text("spec", "resourceQuotaSpec", "hard", "memory"));
        Assert.Equal("5", apply.Text("spec", "resourceQuotaSpec", "hard", "pods"));
        Assert.Equal(2, plan.Changes.Sum(c => c.Ignored.Length));
    }

    [Fact]
    public void A_new_object_is_made_without_what_is_ignored()
    {
        var plan = PlanOf(Team, (KubeObject?)null, Rule("/spec/resourceQuotaSpec", FieldPolicy.Ignore));
        var create = Assert.IsType<Change.Create>(Assert.Single(plan.Pending));

        Assert.Null(create.Wanted.Intent.At("spec", "resourceQuotaSpec"));
        Assert.DoesNotContain(create.Fields, f => f.Pointer.StartsWith("/spec/resourceQuotaSpec", StringComparison.Ordinal));
        Assert.Equal(2, create.Ignored.Length);
    }

    [Fact]
    public void The_longest_path_decides()
    {
        var plan = PlanOf(Held("autoscaler"), Rule("/spec/resourceQuotaSpec", FieldPolicy.Yield), Rule(Memory, FieldPolicy.Take));

        Assert.IsType<Change.Update>(Assert.Single(plan.Pending));
    }

    [Fact]
    public void A_quota_that_is_left_alone_is_what_the_ResourceQuota_must_follow()
    {
        var profile = Held("autoscaler");
        var quota = Quota(profile, "64Gi");
        var rule = Rule("/spec/resourceQuotaSpec", FieldPolicy.Ignore);

        Assert.True(PlanOf(Team, [profile, quota, Space], rule).IsEmpty);
        var drifted = Assert.Single(PlanOf(Team, [profile, quota.EditedBy("kubectl-edit", "/spec/hard/memory", "1Gi"), Space], rule).Pending);
        Assert.Equal(("\"1Gi\"", "\"64Gi\""), (drifted.Fields.Single().Before, drifted.Fields.Single().After));
    }

    [Fact]
    public void No_quota_in_the_file_deletes_no_ResourceQuota_of_an_ignored_one()
    {
        var profile = Held("autoscaler");
        var plan = PlanOf(Some.Tenant("team-a"), [profile, Quota(profile, "64Gi"), Space], Rule("/spec/resourceQuotaSpec", FieldPolicy.Ignore));

        Assert.True(plan.IsEmpty, Describe(plan));
    }

    private static KubeObject Space => Live.Of(ObjectKind.Namespace, """{"metadata": {"name": "team-a", "uid": "n", "annotations": {"owner": "ana@example.com"}}}""");

    private static KubeObject Held(string manager) => Live.Applied(ProfileObject.For(Some.SetName, Team)).EditedBy(manager, Memory, "64Gi");

    private static KubeObject Quota(KubeObject profile, string memory) => Live.MadeBy("manager", Live.Of(ObjectKind.ResourceQuota, $$$$"""
        {"metadata": {"name": "kf-resource-quota", "namespace": "team-a", "ownerReferences": [{"kind": "Profile", "name": "{{{{profile.Key.Name}}}}"}]},
         "spec": {"hard": {"cpu": "4", "memory": "{{{{memory}}}}"}}}
        """));

    private static FieldRule Rule(string path, FieldPolicy policy, string? manager = null) => new(ObjectKind.Profile, path, manager, policy, Some.Place);

    private static Plan PlanOf(KubeObject profile, params FieldRule[] rules) => PlanOf(Team, profile, rules);

    private static Plan PlanOf(Tenant tenant, KubeObject? profile, params FieldRule[] rules) => PlanOf(tenant, profile is null ? [] : [profile], rules);

    private static Plan PlanOf(Tenant tenant, KubeObject[] live, params FieldRule[] rules)
    {
        var set = Some.Set(tenant) with { FieldRules = [.. rules] };
        return Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, Live.State(live), PlanOptions.Default);
    }

    private static string Describe(Plan plan) =>
        string.Join('\n', plan.Pending.Select(c => $"{c.Action} {c.Key} {c.Reason} {string.Join(", ", c.Fields)} {(c as Change.Conflict)?.Detail}"));
}
