using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class PlanGuardTests
{
    private static readonly TenantSet Set = Some.Set(Some.Tenant("team-a"));

    [Fact]
    public void Ten_deletes_pass_and_eleven_do_not()
    {
        Assert.True(Deleting(10).Of("max-deletes").Allows);
        var tripped = Deleting(11).Of("max-deletes");
        Assert.False(tripped.Allows);
        Assert.Equal("--allow deletes=11", tripped.Override);
    }

    [Fact]
    public void Only_the_exact_number_overrides()
    {
        Assert.True(Deleting(37, ("deletes", 37)).Of("max-deletes").Allows);
        Assert.False(Deleting(37, ("deletes", 38)).Of("max-deletes").Allows);
        var stale = Deleting(3, ("deletes", 37)).Of("max-deletes");
        Assert.False(stale.Allows);
        Assert.Equal(("37 was allowed, which is not this plan's number: leave --allow deletes out", ""), (stale.Note, stale.Override));
    }

    [Fact]
    public void What_is_over_its_limit_and_allowed_did_not_pass()
    {
        Assert.Equal(GuardOutcome.Overridden, Deleting(37, ("deletes", 37)).Of("max-deletes").Outcome);
        Assert.Equal(GuardOutcome.Pass, Deleting(3, ("deletes", 3)).Of("max-deletes").Outcome);
        Assert.Equal(GuardOutcome.Fail, Deleting(37).Of("max-deletes").Outcome);
    }

    [Fact]
    public void The_share_of_a_kind_shown_is_the_share_compared()
    {
        Assert.True(OfKind(deleted: 10, present: 100).Allows);
        var tripped = OfKind(deleted: 11, present: 109);
        Assert.False(tripped.Allows);
        Assert.Equal((10, 11, "11 of 109 RoleBinding objects", "--allow kind-deletes=11"), (tripped.Limit, tripped.Value, tripped.Note, tripped.Override));
    }

    [Fact]
    public void Of_few_objects_of_a_kind_any_share_may_go() => Assert.True(OfKind(deleted: 9, present: 9).Allows);

    // Of nine objects any share may go; when another shard has made one more they are ten.
    [Fact]
    public void Shards_judge_a_share_before_and_while_others_write_alike()
    {
        var sharded = PlanOptions.Default with { IsSharded = true };
        var revoking = new AccessDiff([.. Enumerable.Range(0, 2).Select(i => new AccessChange("team-a", $"new-{i}@example.com", null, "view"))], GrantsBefore: 8, Revoked: 6);
        Assert.Equal(GuardOutcome.Pass, Check([], revoking, Set, Live.State(), PlanOptions.Default).Of("max-access-revoked-percent").Outcome);
        Assert.Equal(GuardOutcome.Fail, Check([], revoking, Set, Live.State(), sharded).Of("max-access-revoked-percent").Outcome);
        Change[] more = [.. Deletes(9), HandMade.Create(Binding(Some.SetName, "t", 9).Key, "t")];
        Assert.Equal(GuardOutcome.Pass, Check([.. more], new AccessDiff([], 0, 0), Set, Bindings(9, "t"), PlanOptions.Default).Of("max-delete-percent").Outcome);
        Assert.Equal(GuardOutcome.Fail, Check([.. more], new AccessDiff([], 0, 0), Set, Bindings(9, "t"), sharded).Of("max-delete-percent").Outcome);
        Assert.Equal(GuardOutcome.Pass, Check([], revoking with { GrantsBefore = 7 }, Set, Live.State(), sharded).Of("max-access-revoked-percent").Outcome);
    }

    [Fact]
    public void The_share_of_a_kind_is_allowed_by_its_number_of_objects()
    {
        Assert.True(OfKind(deleted: 5, present: 10, allow: ("kind-deletes", 5)).Allows);
        Assert.False(OfKind(deleted: 5, present: 10, allow: ("kind-deletes", 50)).Allows);
        Assert.False(OfKind(deleted: 1, present: 10, allow: ("kind-deletes", 5)).Allows);
    }

    [Fact]
    public void A_limited_run_judges_what_it_covers_and_says_so()
    {
        var tripped = Check([.. Deletes(5)], new AccessDiff([], 0, 0), Set, Bindings(10, "t").With(Foreign.Key, Foreign), PlanOptions.Default with { Scope = ["t"] })
            .Of("max-delete-percent");

        Assert.Equal((50, "5 of 10 RoleBinding objects, of what --tenant covers"), (tripped.Value, tripped.Note));
    }

    [Fact]
    public void Objects_of_other_sets_are_no_part_of_the_share()
    {
        var live = Live.State([.. Bindings(5, "t").All, .. Enumerable.Range(5, 20).Select(i => Binding("second", "t", i))]);

        Assert.True(Check([.. Deletes(5)], new AccessDiff([], 0, 0), Set, live, PlanOptions.Default).Of("max-delete-percent").Allows);
    }

    [Fact]
    public void The_share_of_access_shown_is_the_share_compared()
    {
        var guard = Access(before: 1000, revoked: 251);
        Assert.False(guard.Allows);
        Assert.Equal((25, 26), (guard.Limit, guard.Value));
        Assert.True(Access(before: 1000, revoked: 250).Allows);
    }

    [Fact]
    public void A_share_of_very_few_is_not_judged() => Assert.True(Access(before: 9, revoked: 9).Allows);

    [Fact]
    public void Revoked_access_is_allowed_by_its_number_of_grants() =>
        Assert.True(Access(before: 100, revoked: 60, ("access-revoked", 60)).Allows);

    [Fact]
    public void No_tenant_is_deleted_unless_their_exact_number_is_allowed()
    {
        var delete = new Change.Delete(new Precondition("u", "1"), DeletionScope.Tenant)
        {
            Key = ProfileObject.Key("team-b"),
            Tenant = "team-b",
            Reason = ChangeReason.Unchanged,
            Risk = Risk.TenantDeleted,
        };
        GuardResult Guard(int? most, params (string, int)[] allow) => Check(
            [delete], new AccessDiff([], 0, 0), Set with { Guards = GuardLimits.Default with { MaxTenantDeletes = most } }, Live.State(), Allowing(allow)).Of("max-tenant-deletes");

        Assert.Equal((false, 0, 1, "team-b", "--allow tenant-deletes=1"), Guard(null) is var g ? (g.Allows, g.Limit, g.Value, g.Note, g.Override) : default);
        Assert.False(Guard(50).Allows);
        Assert.True(Guard(null, ("tenant-deletes", 1)).Allows);
        Assert.True(Guard(50, ("tenant-deletes", 1)).Allows);
        Assert.False(Guard(null, ("tenant-deletes", 2)).Allows);
        Assert.Equal((false, ""), Guard(0, ("tenant-deletes", 1)) is var never ? (never.Allows, never.Override) : default);
    }

    [Fact]
    public void What_a_saved_plan_was_allowed_holds_for_what_is_left_of_it_and_for_no_more()
    {
        GuardResult Guard(int deletes, int approved) => Check(
            [.. Deletes(deletes)], new AccessDiff([], 0, 0), Set, Live.State(), PlanOptions.Default with { Approved = Allowing([("deletes", approved)]).Allowances })
            .Of("max-deletes");

        Assert.Equal(GuardOutcome.Overridden, Guard(12, 12).Outcome);
        Assert.Equal(GuardOutcome.Overridden, Guard(11, 12).Outcome);
        Assert.Equal(GuardOutcome.Pass, Guard(3, 12).Outcome);
        Assert.Equal(GuardOutcome.Fail, Guard(13, 12).Outcome);
    }

    [Fact]
    public void What_was_right_for_the_plan_that_was_shown_is_right_for_what_is_left_of_it()
    {
        var shown = Deleting(12, ("deletes", 12));
        Assert.Equal((GuardOutcome.Overridden, 11), PlanGuard.Again(shown, Deleting(11, ("deletes", 12))).Of("max-deletes") is var left ? (left.Outcome, left.Value) : default);
        Assert.Equal(GuardOutcome.Fail, PlanGuard.Again(shown, Deleting(13, ("deletes", 12))).Of("max-deletes").Outcome);
        Assert.Equal(GuardOutcome.Fail, PlanGuard.Again(Deleting(12), Deleting(11)).Of("max-deletes").Outcome);
        var fewer = Check([], new AccessDiff([], 0, 0), Set, Parent("10"), PlanOptions.Default);
        Assert.Equal(GuardOutcome.Fail, PlanGuard.Again(Check([], new AccessDiff([], 0, 0), Set, Parent("2"), PlanOptions.Default), fewer).Of("min-tenants").Outcome);
    }

    [Fact]
    public void Settings_pass_only_by_an_allowance_of_their_own_that_something_needs()
    {
        ImmutableArray<SettingDocument> settings =
        [
            new("/guards/maxDeletes") { Allowance = "guards" }, new("/platform/dex/configMap") { Allowance = "platform" }, new("/defaults/quota"),
        ];
        Assert.Equal((false, 1, "guards.maxDeletes", "--allow guards"), Check(settings).Of("loosened-guards") is var g ? (g.Allows, g.Value, g.Note, g.Override) : default);
        Assert.Equal((false, "--allow platform"), Check(settings).Of("changed-platform") is var p ? (p.Allows, p.Override) : default);
        Assert.Equal(GuardOutcome.Overridden, Check(settings, ("guards", 1)).Of("loosened-guards").Outcome);
        Assert.False(Check(settings, ("guards", 1)).Of("changed-platform").Allows);
        Assert.DoesNotContain(Check([]), r => r.Id is "loosened-guards" or "changed-platform");
        Assert.Equal((false, "nothing needs --allow guards; leave it out"), Check([], ("guards", 1)).Of("loosened-guards") is var idle ? (idle.Allows, idle.Note) : default);
    }

    [Theory]
    [InlineData("2", true, 1)]
    [InlineData("3", false, 2)]
    [InlineData("10", false, 5)]
    public void A_file_with_less_than_half_of_the_tenants_of_the_last_apply_is_refused(string recorded, bool passes, int least)
    {
        var guard = Check([], new AccessDiff([], 0, 0), Set, Parent(recorded), PlanOptions.Default).Of("min-tenants");

        Assert.Equal((passes, least, 1, "--allow tenants=1"), (guard.Allows, guard.Limit, guard.Value, guard.Override));
    }

    [Fact]
    public void The_number_of_tenants_is_allowed_exactly_and_not_judged_in_a_limited_run()
    {
        Assert.True(Check([], new AccessDiff([], 0, 0), Set, Parent("10"), Allowing([("tenants", 1)])).Of("min-tenants").Allows);
        Assert.False(Check([], new AccessDiff([], 0, 0), Set, Parent("10"), Allowing([("tenants", 2)])).Of("min-tenants").Allows);
        Assert.False(Check([], new AccessDiff([], 0, 0), Set, Live.State(), Allowing([("tenants", 2)])).Of("min-tenants").Allows);
        Assert.DoesNotContain(Check([], new AccessDiff([], 0, 0), Set, Parent("10"), PlanOptions.Default with { Scope = ["team-a"] }), g => g.Id == "min-tenants");
    }

    [Fact]
    public void A_record_of_tenants_that_is_no_number_stops_the_plan() =>
        Assert.StartsWith(
            "ConfigMap/kftenants-system/kftenants-production: tenants is not a number",
            Assert.Throws<KfTenantsException>(() => Check([], new AccessDiff([], 0, 0), Set, Parent("many"), PlanOptions.Default)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_set_in_which_every_tenant_is_absent_is_refused_whatever_is_allowed()
    {
        var empty = Some.Set() with { Tombstones = [new Tombstone("team-a", Some.Place)] };
        var guard = Check([], new AccessDiff([], 0, 0), empty, Live.State(), Allowing([("tenant-deletes", 1), ("tenants", 0)])).Of("empty-set");

        Assert.Equal((false, ""), (guard.Allows, guard.Override));
    }

    [Fact]
    public void Required_admins_lose_no_tenant()
    {
        var set = Set with { Guards = GuardLimits.Default with { RequiredAdmins = ["root@example.com"] } };
        GuardResult Guard(string? before, string? after, params (string, int)[] allow) =>
            Check([], new AccessDiff([new AccessChange("team-a", "root@example.com", before, after)], 5, 0), set, Live.State(), Allowing(allow)).Of("required-admins");

        Assert.Equal((false, "root@example.com is admin in team-a"), (Guard("admin", "edit").Allows, Guard("admin", "edit").Note));
        Assert.False(Guard("owner", null).Allows);
        Assert.True(Guard("owner", "admin").Allows);
        Assert.True(Guard("edit", null).Allows);
        Assert.True(Guard("admin", null, ("required-admins", 1)).Allows);
        Assert.False(Guard("edit", null, ("required-admins", 1)).Allows);
    }

    [Fact]
    public void Whoever_applies_keeps_power_where_the_file_requires_it()
    {
        var set = Set with { Guards = GuardLimits.Default with { RequireSelf = true } };
        var access = new AccessDiff([new AccessChange("team-a", "me@example.com", "owner", null)], 5, 1);

        Assert.DoesNotContain(Check([], access, Set, Live.State(), PlanOptions.Default with { Self = "me@example.com" }), g => g.Id == "require-self");
        Assert.Equal(
            (false, "--allow self=1"),
            Check([], access, set, Live.State(), PlanOptions.Default with { Self = "me@example.com" }).Of("require-self") is var guard ? (guard.Allows, guard.Override) : default);
        Assert.True(Check([], access, set, Live.State(), PlanOptions.Default with { Self = "you@example.com" }).Of("require-self").Allows);
        Assert.Contains("not judged", Check([], access, set, Live.State(), PlanOptions.Default).Of("require-self").Note, StringComparison.Ordinal);
    }

    private static KubeObject Foreign => Binding(Some.SetName, "other", 1);

    private static GuardResult OfKind(int deleted, int present, params (string, int)[] allow) =>
        Check([.. Deletes(deleted)], new AccessDiff([], 0, 0), Set, Bindings(present, "t"), Allowing(allow)).Of("max-delete-percent");

    private static GuardResult Access(int before, int revoked, params (string, int)[] allow)
    {
        var changes = Enumerable.Range(0, revoked).Select(i => new AccessChange("t", $"p{i}", "edit", null)).ToImmutableArray();
        return Check([], new AccessDiff(changes, before, revoked), Set, Live.State(), Allowing(allow)).Of("max-access-revoked-percent");
    }

    private static ImmutableArray<GuardResult> Deleting(int deletes, params (string, int)[] allow) =>
        Check([.. Deletes(deletes)], new AccessDiff([], 0, 0), Set, Live.State(), Allowing(allow));

    private static ImmutableArray<GuardResult> Check(ImmutableArray<Change> changes, AccessDiff access, TenantSet set, LiveState live, PlanOptions options) =>
        PlanGuard.Check(changes, access, [], set, live, new GrantEvidence(set.Name, AccessRecord.None), options);

    private static ImmutableArray<GuardResult> Check(ImmutableArray<SettingDocument> settings, params (string, int)[] allow) =>
        PlanGuard.Check([], new AccessDiff([], 0, 0), settings, Set, Live.State(), new GrantEvidence(Set.Name, AccessRecord.None), Allowing(allow));

    private static IEnumerable<Change> Deletes(int count) => Enumerable.Range(0, count).Select(i => new Change.Delete(new Precondition("u", "1"), DeletionScope.Revocation)
    {
        Key = Binding(Some.SetName, "t", i).Key,
        Tenant = "t",
        Reason = ChangeReason.ContributorRemoved,
        Risk = Risk.AccessRevoked,
    });

    private static LiveState Bindings(int count, string tenant) => Live.State([.. Enumerable.Range(0, count).Select(i => Binding(Some.SetName, tenant, i))]);

    private static KubeObject Binding(string set, string tenant, int i) =>
        Live.Applied(ContributorObjects.RoleBinding(set, tenant, Some.Contributor($"p{i}@example.com")));

    private static LiveState Parent(string tenants) => Live.State(KubeObject.From(ObjectKind.ConfigMap, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = Ownership.ParentOf(Some.SetName).Name, ["namespace"] = Ownership.SystemNamespace },
        ["data"] = new JsonObject { [Ownership.TenantCountKey] = tenants },
    }));

    private static PlanOptions Allowing((string Key, int Value)[] allow) =>
        PlanOptions.Default with { Allowances = allow.ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal) };
}

/// <summary>The one guard of a plan with this id.</summary>
internal static class GuardResults
{
    public static GuardResult Of(this ImmutableArray<GuardResult> guards, string id) => guards.Single(g => g.Id == id);
}
