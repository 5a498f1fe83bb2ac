using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;
using static KfTenants.Testing.OwnedTenants;

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

        // Its access first: it must be gone also where the namespace takes long to go.
        var changes = plan.Pending.Cast<Change.Delete>().ToList();
        Assert.All(changes[..^1], c => Assert.Equal((ApplyPhase.Revocations, true), (c.Phase, c.IsHarmless)));
        Assert.Equal(4, changes.Count - 1);
        var delete = changes[^1];
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
        var plan = Planner.Plan(DesiredState.For(Absent, IstioIdentity.Default), logins: null, Of(Active), PlanOptions.Default with { Scope = ["team-b"] });
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

        var field = Assert.Single(Deletion(PlanOf(Absent, live)).Fields);
        Assert.Equal((OwnerTransferPlanner.NamespaceField, "\"zoe@example.com\"", $"\"{Ana}\""), (field.Pointer, field.Before, field.After));

        // Deleted as it was, it would never go.
        var hanging = WithMetadata(live, "deletionTimestamp", "\"2026-01-01T00:00:00Z\"");
        Assert.Equal(DeletionScope.Tenant, Deletion(PlanOf(Absent, hanging)).Scope);

        Assert.Equal(ChangeReason.NamespaceTaken, Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Absent, live.Unowned(NamespaceObject.Key("team-a"))).Pending)).Reason);
    }

    [Fact]
    public void A_deletion_that_hangs_is_told_with_what_holds_it()
    {
        var hanging = WithMetadata(WithMetadata(Of(Active), "finalizers", """["example.com/hold"]"""), "deletionTimestamp", "\"2026-01-01T00:00:00Z\"");
        var conflict = Assert.Single(PlanOf(Absent, hanging).Pending.OfType<Change.Conflict>());

        Assert.Equal((ProfileObject.Key("team-a"), ChangeReason.Terminating), (conflict.Key, conflict.Reason));
        Assert.Contains("since 2026-01-01T00:00:00Z, held by example.com/hold", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_that_outlives_its_profile_is_told_until_it_is_gone()
    {
        var space = Live.MadeBy("manager", Live.Of(ObjectKind.Namespace, """
            {"metadata":{"name":"team-a","deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"finalizers":["kubernetes"]},
             "status":{"conditions":[{"type":"NamespaceContentRemaining","status":"True","message":"Some resources are remaining: rolebindings. has 1 resource instances"}]}}
            """));
        var pair = Of(Active).In("team-a", ObjectKind.RoleBinding).Single(b => b.Key.Name.Contains("ben", StringComparison.Ordinal));
        var plan = PlanOf(Absent, Live.State(space, pair));

        Assert.Contains("has 1 resource instances", Assert.Single(plan.Pending.OfType<Change.Conflict>()).Detail, StringComparison.Ordinal);
        Assert.Equal(pair.Key, Assert.Single(plan.Pending.OfType<Change.Delete>()).Key);
    }

    [Fact]
    public void A_namespace_that_was_not_made_for_the_tenant_is_never_promised_to_go()
    {
        var plan = PlanOf(Absent, Of(Active).Unowned(NamespaceObject.Key("team-a")));

        Assert.Equal(ChangeReason.TenantReleased, Deletion(plan).Reason);
        Assert.Equal(4, plan.Pending.OfType<Change.Delete>().Count(c => c.Scope == DeletionScope.Revocation));
        Assert.Equal("namespaceStays", Assert.Single(plan.Notices).Word);

        // The Profile is gone, the namespace is not, and one of our grants was left.
        var left = Live.State([.. Of(Active).Unowned(NamespaceObject.Key("team-a")).All.Where(o => o.Key.Kind != ObjectKind.Profile)]);
        Assert.Equal("namespaceStays", Assert.Single(PlanOf(Absent, left).Notices).Word);
        Assert.All(PlanOf(Absent, left).Pending, c => Assert.Equal(DeletionScope.Revocation, Assert.IsType<Change.Delete>(c).Scope));
    }

    private static Change.Delete Deletion(Plan plan) => plan.Pending.OfType<Change.Delete>().Single(c => c.Key.Kind == ObjectKind.Profile);

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
