using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;
using static KfTenants.Planning.OwnedTenants;

namespace KfTenants.Planning;

public sealed class StatesTests
{
    private const string Ana = "ana@example.com";
    private static readonly Contributor Ben = Some.Contributor("ben@example.com");
    private static readonly Contributor Carl = Some.Contributor("carl@example.com", Role.View);

    private static readonly Tenant Team = Some.Tenant("team-a", Ana, Ben, Carl) with
    {
        Quota = Some.Quantities(("cpu", "4")),
        LimitRange = new LimitRangeItem(Some.Quantities(("cpu", "1")), Some.Quantities(), Some.Quantities(), Some.Quantities()),
    };

    private static readonly TenantSet Active = Some.Set(Team);
    private static readonly TenantSet Suspended = Some.Set(Team with { IsSuspended = true });
    private static readonly TenantSet Absent = Some.Set() with { Tombstones = [new Tombstone("team-a", Some.Place)] };

    [Fact]
    public void Suspension_takes_every_pair_first_and_then_hands_the_profile_to_nobody()
    {
        var plan = PlanOf(Suspended, Of(Active));

        Assert.Equal(["delete", "delete", "delete", "delete", "update"], plan.Pending.Select(c => c.Action));
        Assert.All(plan.Pending, c => Assert.Equal((ChangeReason.Suspended, Risk.AccessRevoked), (c.Reason, c.Risk)));
        Assert.Equal(Suspension.Owner, Assert.IsType<Change.OwnerTransfer>(plan.Pending.Last()).Owner);
        Assert.Equal(
            [new AccessChange("team-a", Ana, "owner", null), new AccessChange("team-a", "ben@example.com", "edit", null),
                new AccessChange("team-a", "carl@example.com", "view", null)],
            plan.Access.ToArray());
        Assert.Contains(plan.Changes, c => c is Change.NoOp && c.Key.Kind == ObjectKind.LimitRange);
    }

    [Fact]
    public void A_suspended_tenant_stays_so()
    {
        Assert.True(PlanOf(Suspended, Of(Suspended)).IsEmpty);
        Assert.Empty(PlanOf(Suspended, Of(Suspended)).Access);
    }

    [Fact]
    public void Back_to_active_gives_everybody_what_they_had()
    {
        var plan = PlanOf(Active, Of(Suspended));

        Assert.Equal(["create", "create", "create", "create", "update"], plan.Pending.Select(c => c.Action));
        Assert.All(plan.Pending, c => Assert.Equal(ChangeReason.Activated, c.Reason));
        Assert.Equal(["owner", "edit", "view"], plan.Access.Select(a => a.After));
        Assert.All(plan.Access, a => Assert.Null(a.Before));
    }

    [Fact]
    public void A_tenant_can_be_new_and_suspended()
    {
        var plan = PlanOf(Suspended, Live.State());

        Assert.Equal(Suspension.Owner, Assert.IsType<Change.Create>(plan.Pending.First()).Wanted.Intent.Text("spec", "owner", "name"));
        Assert.Empty(plan.Access);
    }

    [Fact]
    public void A_foreign_grant_in_a_suspended_tenant_is_a_conflict_and_stays()
    {
        var grant = Live.MadeBy("access-management", WithoutLabels(ContributorObjects.RoleBinding("x", "team-a", Some.Contributor("dee@example.com"))));
        var policy =
            Live.MadeBy("access-management", WithoutLabels(ContributorObjects.AuthorizationPolicy("x", "team-a", Some.Contributor("dee@example.com"), IstioIdentity.Default)));
        var monitoring = Live.MadeBy("kubectl", Live.Of(ObjectKind.RoleBinding, """
            {"metadata":{"name":"monitoring","namespace":"team-a"},"roleRef":{"kind":"ClusterRole","name":"view"},
             "subjects":[{"kind":"ServiceAccount","name":"prometheus","namespace":"monitoring"}]}
            """));
        var live = Of(Suspended).With(grant.Key, grant).With(policy.Key, policy).With(monitoring.Key, monitoring);
        var plan = PlanOf(Suspended, live);

        Assert.Equal([grant.Key, policy.Key], plan.Pending.Select(c => c.Key));
        Assert.All(plan.Pending, c => Assert.Equal(ChangeReason.AccessRemains, Assert.IsType<Change.Conflict>(c).Reason));
        Assert.Contains("dee@example.com", ((Change.Conflict)plan.Pending.First()).Detail, StringComparison.Ordinal);
        Assert.Equal([monitoring.Key], plan.Unmanaged.Select(u => u.Key));
        Assert.Single(PlanOf(Active, live).Unmanaged, u => u.Key == grant.Key);
    }

    [Fact]
    public void An_absent_tenant_is_deleted_with_all_access_and_nothing_else_of_it_is_touched()
    {
        var plan = PlanOf(Absent, Of(Active));

        var delete = Assert.IsType<Change.Delete>(Assert.Single(plan.Pending));
        Assert.Equal((ProfileObject.Key("team-a"), ChangeReason.TenantDeleted, Risk.TenantDeleted), (delete.Key, delete.Reason, delete.Risk));
        Assert.Equal(ApplyPhase.TenantDeletion, delete.Phase);
        Assert.Empty(delete.Fields);
        Assert.Equal([Ana, "ben@example.com", "carl@example.com"], plan.Access.Select(a => a.Person));
        Assert.All(plan.Access, a => Assert.Null(a.After));
        Assert.Empty(plan.MissingTenants);
    }

    [Fact]
    public void An_absent_tenant_that_is_gone_plans_nothing() => Assert.Empty(PlanOf(Absent, Live.State()).Changes);

    [Fact]
    public void A_scoped_plan_deletes_only_its_own_tombstones()
    {
        var plan = Planner.Plan(Absent, DesiredState.For(Absent, IstioIdentity.Default), logins: null, Of(Active), PlanOptions.Default with { Scope = ["team-b"] });
        Assert.Empty(plan.Changes);
    }

    [Fact]
    public void Only_what_this_set_manages_is_deleted()
    {
        var theirs = Of(Active with { Name = "other" });
        Assert.Equal(ChangeReason.OtherSet, Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Absent, theirs).Pending)).Reason);

        var profile = Live.MadeBy("kubectl-create", ProfileObject.For(Some.SetName, Team));
        var copiedLabels = Of(Active).With(profile.Key, profile);
        Assert.Equal(ChangeReason.NotManaged, Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Absent, copiedLabels).Pending)).Reason);
    }

    [Fact]
    public void A_frozen_profile_is_thawed_by_the_deletion()
    {
        var live = WithMetadata(Of(Active), "finalizers", """["profile-finalizer"]""").Edited(NamespaceObject.Key("team-a"), "/metadata/annotations/owner", "zoe@example.com");

        var field = Assert.Single(Assert.IsType<Change.Delete>(Assert.Single(PlanOf(Absent, live).Pending)).Fields);
        Assert.Equal((OwnerTransferPlanner.NamespaceField, "\"zoe@example.com\"", $"\"{Ana}\""), (field.Pointer, field.Before, field.After));

        // Deleted as it was, it would never go.
        var hanging = WithMetadata(live, "deletionTimestamp", "\"2026-01-01T00:00:00Z\"");
        Assert.IsType<Change.Delete>(Assert.Single(PlanOf(Absent, hanging).Pending));

        Assert.Equal(ChangeReason.NamespaceTaken, Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Absent, live.Unowned(NamespaceObject.Key("team-a"))).Pending)).Reason);
    }

    [Fact]
    public void A_deletion_under_way_is_left_to_itself()
    {
        var plan = PlanOf(Absent, WithMetadata(Of(Active), "deletionTimestamp", "\"2026-01-01T00:00:00Z\""));

        Assert.True(plan.IsEmpty);
        Assert.Equal(ChangeReason.Terminating, Assert.Single(plan.Changes, c => c.Key.Kind == ObjectKind.Profile).Reason);
    }

    [Fact]
    public void A_renamed_tenant_is_told_to_start_empty()
    {
        var renamed = Some.Set(Some.Tenant("team-b", Ana, Ben), Some.Tenant("team-c", Ana), Some.Tenant("team-d", "zoe@example.com", Ben, Carl));

        Assert.Equal("team-b", Assert.Single(PlanOf(renamed, Of(Active)).MissingTenants).LooksLike);
        Assert.Null(Assert.Single(PlanOf(Some.Set(Some.Tenant("team-c", Ana)), Of(Active)).MissingTenants).LooksLike);
    }

    [Fact]
    public void A_login_goes_only_with_the_last_active_tenant()
    {
        var set = Some.Set(
            Some.Tenant("off", Ana, Ben, Carl) with { IsSuspended = true },
            Some.Tenant("on", "ben@example.com", Some.Contributor("eve@example.com")));

        Assert.False(LoginScope.MaySignIn(set, Some.User(Ana)));
        Assert.True(LoginScope.MaySignIn(set, Some.User("ben@example.com")));
        Assert.False(LoginScope.MaySignIn(set, Some.User("carl@example.com")));
        Assert.True(LoginScope.MaySignIn(set, Some.User("eve@example.com")));
        Assert.True(LoginScope.MaySignIn(set, Some.User("in-no-tenant@example.com")));
    }

    private static LiveState WithMetadata(LiveState live, string field, string json)
    {
        var body = live.Find(ProfileObject.Key("team-a"))!.ToNode();
        body["metadata"]![field] = System.Text.Json.Nodes.JsonNode.Parse(json);
        return live.With(ProfileObject.Key("team-a"), KubeObject.From(ObjectKind.Profile, body));
    }

    private static KubeObject WithoutLabels(KubeObject o)
    {
        var body = o.ToNode();
        body["metadata"]!.AsObject().Remove("labels");
        return KubeObject.From(o.Key.Kind, body);
    }
}
