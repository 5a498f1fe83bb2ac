using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

public sealed class IdentityPlannerTests
{
    private static readonly ObjectKey Uids = IdentityMaps.KeyIn(Ownership.SystemNamespace, IdentityMaps.Uid);

    private static Tenant Team(string name, int uid) => Some.Tenant(name) with
    {
        Posix = new PodIdentity(uid, 5001, [5003, 5002], ["lab", "arts"], "/users/" + name, ["istio-proxy"], Some.Place),
        Walltime = new Walltime("24h", IsRequired: true, JobReaper.Default, Some.Place),
    };

    [Fact]
    public void Each_map_says_it_as_the_policies_read_it()
    {
        var plan = PlanOf(Some.Set(Team("team-a", 20001)), Live.State());

        Assert.Equal(
            [
                (IdentityMaps.Uid, "20001"), (IdentityMaps.Gid, "5001"), (IdentityMaps.Gids, """["5001","5002","5003"]"""), (IdentityMaps.Groups, """["lab","arts"]"""),
                (IdentityMaps.Home, "/users/team-a"), (IdentityMaps.Lifetime, "24h"),
            ],
            plan.Pending.Where(c => c.Stage == ApplyStage.Before).Select(c => (c.Key.Name, c.Desired!.Intent.Text("data", "team-a")!)));
        Assert.All(plan.Pending.Where(c => c.Stage == ApplyStage.Before), c => Assert.Equal("create", c.Action));
    }

    [Fact]
    public void Identities_come_before_all_tenants()
    {
        var plan = PlanOf(Some.Set(Team("team-a", 20001), Some.Tenant("team-b")), Live.State());
        Assert.Equal([ApplyStage.Before, ApplyStage.Tenants], plan.Pending.Select(c => c.Stage).Distinct());
        var space = plan.Pending.Single(c => c.Key == NamespaceObject.Key("team-a")).Desired!.Intent;
        Assert.Equal(("enforce", "required"), (space.Label(PodPolicyMarks.IdentityLabel), space.Label(PodPolicyMarks.LifetimeLabel)));
        Assert.Equal("istio-proxy", space.Annotation(PodPolicyMarks.ExemptAnnotation));
    }

    [Fact]
    public void A_key_of_another_set_and_a_key_of_another_manager_are_said_again_or_left()
    {
        var live = Live.Applied(MapOf(("team-a", "20001"), ("other-set", "7"))).EditedBy("kubectl-edit", "/data/by-hand", "9");
        var plan = PlanOf(Some.Set(Team("team-a", 20002)), Live.State(live));

        var change = Assert.IsType<Change.Update>(plan.Pending.Single(c => c.Key == Uids));
        Assert.Equal([("/data/team-a", "\"20001\"", "\"20002\"")], change.Fields.Select(f => (f.Pointer, f.Before!, f.After!)));
        Assert.Equal(Risk.PodIdentity, change.Risk);
        Assert.Equal("""{"other-set":"7","team-a":"20002"}""", CanonicalJson.Of(change.Writes[^1].Intent!.At("data")!.Value));
    }

    [Fact]
    public void A_key_goes_when_its_tenant_does_and_after_it()
    {
        var live = Live.State(Live.Applied(MapOf(("team-a", "20001"), ("team-b", "20002"), ("other-set", "7"))));
        var set = Some.Set(Some.Tenant("team-b")) with { Tombstones = [new Tombstone("team-a", Some.Place)] };
        var change = Assert.IsType<Change.Update>(PlanOf(set, live).Pending.Single(c => c.Key == Uids));

        Assert.Equal((ApplyStage.After, Risk.None), (change.Stage, change.Risk));
        Assert.Equal($"configmap/kftenants-system/{IdentityMaps.Uid}#remove", change.Id);
        Assert.Equal(["/data/team-a", "/data/team-b"], change.Fields.Select(f => f.Pointer));
        Assert.Equal("""{"other-set":"7"}""", CanonicalJson.Of(change.Writes[^1].Intent!.At("data")!.Value));
    }

    [Fact]
    public void A_plan_of_some_tenants_leaves_the_keys_of_the_others()
    {
        var live = Live.State(Live.Applied(MapOf(("team-a", "20001"), ("team-b", "20002"))));
        var set = Some.Set(Team("team-a", 20003), Some.Tenant("team-b"));
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default with { Scope = ["team-a"] });
        Assert.Equal(["/data/team-a"], plan.Pending.Where(c => c.Key == Uids).SelectMany(c => c.Fields).Select(f => f.Pointer));
    }

    [Fact]
    public void A_tenant_of_another_set_has_no_key_of_this_one()
    {
        var set = Some.Set(Team("team-a", 20001));
        var profile = Live.Applied(DesiredState.For(set with { Name = "other" }, IstioIdentity.Default).Objects.First(o => o.Key.Kind == ObjectKind.Profile).Intent);
        Assert.DoesNotContain(PlanOf(set, Live.State(profile)).Pending, c => c.Key.Kind == ObjectKind.ConfigMap);
    }

    [Fact]
    public void What_a_controller_keeps_is_a_conflict()
    {
        var live = Live.MadeBy("k8-ldap-configmap", MapOf(("team-a", "7")));
        var conflict = Assert.IsType<Change.Conflict>(PlanOf(Some.Set(Team("team-a", 20001)), Live.State(live)).Pending.Single(c => c.Key == Uids));
        Assert.Equal(ChangeReason.FieldOwned, conflict.Reason);
    }

    [Fact]
    public void What_is_there_is_kept()
    {
        var set = Some.Set(Team("team-a", 20001));
        KubeObject[] maps = [.. PlanOf(set, Live.State()).Pending.Where(c => c.Stage == ApplyStage.Before).Select(c => Live.Applied(c.Desired!.Intent))];
        Assert.DoesNotContain(PlanOf(set, Live.State(maps)).Changes, c => c.Key.Kind == ObjectKind.ConfigMap);
    }

    [Fact]
    public void A_reaper_is_bound_once_whatever_the_binding_is_called()
    {
        var set = Some.Set(Team("team-a", 20001));
        var own = DesiredState.For(set, IstioIdentity.Default).Objects.Single(o => o.Traits == JobReaperResource.Instance);
        Assert.Equal("team-a-job-pod-reaper-rolebinding", own.Key.Name);
        var hook = Live.MadeBy("kubectl", KubeObject.From(ObjectKind.RoleBinding, Renamed(own.Intent, "ana-job-pod-reaper-rolebinding")));
        var profile = Live.Applied(DesiredState.For(set, IstioIdentity.Default).Objects.First(o => o.Key.Kind == ObjectKind.Profile).Intent);

        Assert.Contains(PlanOf(set, Live.State(profile)).Pending, c => c.Key == own.Key && c.Reason == ChangeReason.ReaperAdded);
        var plan = PlanOf(set, Live.State(profile, hook));
        Assert.DoesNotContain(plan.Changes, c => c.Key == own.Key);
        Assert.IsType<Change.NoOp>(plan.Changes.Single(c => c.Key == hook.Key));
        Assert.Empty(plan.Unmanaged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reaper_that_is_not_asked_for_any_more_loses_its_binding_once(bool isSuspended)
    {
        var set = Some.Set(Team("team-a", 20001));
        KubeObject[] objects = [.. DesiredState.For(set, IstioIdentity.Default).Objects.Where(o => o.Key.Kind != ObjectKind.Namespace).Select(o => Live.Applied(o.Intent))];
        var without = Some.Set(Some.Tenant("team-a") with { IsSuspended = isSuspended });
        Assert.Equal(
            [(ChangeReason.ReaperRemoved, Risk.AccessRevoked)],
            PlanOf(without, Live.State(objects)).Pending.OfType<Change.Delete>().Select(c => (c.Reason, c.Risk)));
    }

    private static System.Text.Json.Nodes.JsonObject Renamed(KubeObject binding, string name)
    {
        var body = binding.ToNode();
        body["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["namespace"] = binding.Key.Namespace };
        return body;
    }

    private static KubeObject MapOf(params ImmutableArray<(string Tenant, string Value)> values) => Live.Of(ObjectKind.ConfigMap,
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{IdentityMaps.Uid}}","namespace":"kftenants-system"},"data":{{Json(values)}}}""");

    private static string Json(ImmutableArray<(string Tenant, string Value)> values) =>
        System.Text.Json.JsonSerializer.Serialize(values.ToDictionary(v => v.Tenant, v => v.Value, StringComparer.Ordinal));

    private static Plan PlanOf(TenantSet set, LiveState live) =>
        Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);
}
