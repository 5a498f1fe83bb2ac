using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;
using static KfTenants.Testing.OwnedTenants;

namespace KfTenants.Plans;

public sealed class OwnerTransferTests
{
    private const string Ana = "ana@example.com";
    private const string Eve = "eve@example.com";
    private static readonly Contributor Ben = Some.Contributor("ben@example.com");
    private static readonly ObjectKey Space = NamespaceObject.Key("team-a");
    private static readonly ObjectKey Binding = ProfileObject.OwnerBindingKey("team-a");
    private static readonly ObjectKey Policy = ProfileObject.OwnerPolicyKey("team-a");

    private static TenantSet OwnedBy(string owner, params Contributor[] contributors) => Some.Set(Some.Tenant("team-a", owner, contributors) with { Adopts = true });

    [Fact]
    public void A_changed_owner_is_one_change_and_its_parts_are_fields_of_it()
    {
        var plan = PlanOf(OwnedBy(Eve), Of(OwnedBy(Ana)));

        var change = Assert.IsType<Change.OwnerTransfer>(Assert.Single(plan.Pending));
        Assert.Equal("profile/team-a", change.Id);
        Assert.Equal([ProfileObject.Key("team-a"), Space, Policy, Binding], change.Writes.Select(w => w.Key));
        Assert.Equal((ChangeReason.OwnerTransfer, Risk.AccessAdminGranted), (change.Reason, change.Risk));
        Assert.Equal([OwnerTransferPlanner.PolicyField, OwnerTransferPlanner.NamespaceField, OwnerTransferPlanner.BindingField, OwnerTransferPlanner.OwnerField],
            change.Fields.Select(f => f.Pointer));
        Assert.All(change.Fields, f => Assert.Equal(($"\"{Ana}\"", $"\"{Eve}\""), (f.Before, f.After)));
        Assert.Equal(Eve, change.Owner);
        Assert.Equal([new AccessChange("team-a", Eve, null, "owner"), new AccessChange("team-a", Ana, "owner", null)], plan.Access.ToArray());
    }

    [Fact]
    public void A_finished_hand_over_plans_nothing() => Assert.True(PlanOf(OwnedBy(Eve), Of(OwnedBy(Eve))).IsEmpty);

    [Fact]
    public void An_old_owner_who_stays_has_the_pair_before_the_profile_goes()
    {
        var plan = PlanOf(OwnedBy(Eve, Some.Contributor(Ana)), Of(OwnedBy(Ana)));

        Assert.Equal(["RoleBinding", "AuthorizationPolicy", "Profile"], plan.Pending.Select(c => c.Key.Kind.Kind));
        Assert.Contains(new AccessChange("team-a", Ana, "owner", "edit"), plan.Access);
    }

    [Fact]
    public void A_new_owner_loses_the_pair_only_when_the_profile_is_theirs()
    {
        var plan = PlanOf(OwnedBy("ben@example.com"), Of(OwnedBy(Ana, Ben)));

        Assert.Equal(["Profile", "RoleBinding", "AuthorizationPolicy"], plan.Pending.Select(c => c.Key.Kind.Kind));
        Assert.All(plan.Pending.Skip(1), c => Assert.Equal(("delete", ChangeReason.RoleChanged), (c.Action, c.Reason)));
        Assert.Contains(new AccessChange("team-a", "ben@example.com", "edit", "owner"), plan.Access);
    }

    [Fact]
    public void Who_is_revoked_waits_for_no_hand_over()
    {
        var plan = PlanOf(OwnedBy(Eve), Of(OwnedBy(Ana, Ben)));

        Assert.Equal(["delete", "delete", "update"], plan.Pending.Select(c => c.Action));
    }

    [Fact]
    public void What_else_changes_in_the_profile_goes_with_it()
    {
        var set = Some.Set(Some.Tenant("team-a", Eve) with { Quota = Some.Quantities(("cpu", "4")) });
        var change = Assert.Single(PlanOf(set, Of(OwnedBy(Ana))).Pending);

        Assert.Equal(ChangeReason.OwnerTransfer, change.Reason);
        Assert.Contains(change.Fields, f => f.Pointer == "/spec/resourceQuotaSpec/hard/cpu");
    }

    public static TheoryData<string, string, string> Traces => new()
    {
        { "Namespace", "/metadata/annotations/owner", OwnerTransferPlanner.NamespaceField },
        { "RoleBinding", "/metadata/annotations/user", OwnerTransferPlanner.BindingField },
        { "AuthorizationPolicy", "/metadata/annotations/user", OwnerTransferPlanner.PolicyField },
        { "Profile", "/spec/owner/name", OwnerTransferPlanner.OwnerField },
    };

    // Whatever step a run died after, and whatever made it.
    [Theory]
    [MemberData(nameof(Traces))]
    public void Each_trace_of_the_old_owner_alone_is_removed(string kind, string pointer, string field)
    {
        var key = new[] { Space, Binding, Policy, ProfileObject.Key("team-a") }.Single(k => k.Kind.Kind == kind);
        var plan = PlanOf(OwnedBy(Eve), Of(OwnedBy(Eve)).Edited(key, pointer, Ana));

        var change = Assert.IsType<Change.OwnerTransfer>(Assert.Single(plan.Pending));
        Assert.Equal(ProfileObject.Key("team-a"), change.Key);
        Assert.Equal((field, $"\"{Ana}\"", $"\"{Eve}\""), change.Fields.Select(f => (f.Pointer, f.Before, f.After)).Single());
        Assert.Equal(Eve, change.Owner);
        Assert.Equal(ApplyPhase.OwnerTransfer, change.Phase);
    }

    [Fact]
    public void A_frozen_profile_is_repaired_and_the_access_told_is_that_of_the_binding()
    {
        // Another owner was written into the Profile by hand: the old one still has everything.
        var live = Of(OwnedBy(Ana)).Edited(ProfileObject.Key("team-a"), "/spec/owner/name", Eve);

        var forward = PlanOf(OwnedBy(Eve), live);
        Assert.Equal([OwnerTransferPlanner.PolicyField, OwnerTransferPlanner.NamespaceField, OwnerTransferPlanner.BindingField],
            Assert.Single(forward.Pending).Fields.Select(f => f.Pointer));
        Assert.Equal([new AccessChange("team-a", Eve, null, "owner"), new AccessChange("team-a", Ana, "owner", null)], forward.Access.ToArray());

        var back = PlanOf(OwnedBy(Ana), live);
        Assert.Equal((ChangeReason.Drift, OwnerTransferPlanner.OwnerField), (Assert.Single(back.Pending).Reason, Assert.Single(back.Pending.Single().Fields).Pointer));
        Assert.Empty(back.Access);
    }

    [Fact]
    public void A_frozen_profile_whose_namespace_is_not_its_own_waits_for_a_person()
    {
        var live = Of(OwnedBy(Ana)).Edited(ProfileObject.Key("team-a"), "/spec/owner/name", Eve).Unowned(Space);

        Assert.Equal(ChangeReason.NamespaceTaken, Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(OwnedBy(Eve), live).Pending)).Reason);
    }

    [Fact]
    public void A_hand_over_that_we_left_half_done_in_a_taken_over_namespace_is_finished()
    {
        // The controller sets no ownerReference on a namespace that was there before.
        var before = Of(OwnedBy(Ana)).Unowned(Space);
        Assert.Single(PlanOf(OwnedBy(Eve), before).Pending.OfType<Change.OwnerTransfer>());

        var applied = Live.Applied(ProfileObject.For(Some.SetName, Some.Tenant("team-a", Eve)));
        var change = Assert.Single(PlanOf(OwnedBy(Eve), before.With(applied.Key, applied)).Pending.OfType<Change.OwnerTransfer>());
        Assert.Equal(ChangeReason.OwnerTransfer, change.Reason);
    }

    [Fact]
    public void Nobodys_profile_is_taken_by_its_name()
    {
        var theirs = Live.MadeBy("kubectl-create", Live.Of(ObjectKind.Profile, """{"metadata":{"name":"team-a"},"spec":{"owner":{"kind":"User","name":"zoe@example.com"}}}"""));
        var live = Live.State([theirs, .. MadeByController("team-a", "zoe@example.com")]);

        Assert.Equal(ChangeReason.NotManaged, Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(OwnedBy(Eve, Ben), live).Pending)).Reason);
        Assert.IsType<Change.Adopt>(Assert.Single(PlanOf(OwnedBy("zoe@example.com"), live).Pending));
    }

    [Theory]
    [InlineData("access-management", true)]
    [InlineData("argocd-controller", false)]
    public void Who_only_made_the_profile_does_not_hold_its_owner(string manager, bool isTransferred)
    {
        var made = Of(OwnedBy(Ana)).Find(ProfileObject.Key("team-a"))!.EditedBy(manager, "/spec/owner/name", Ana);
        var change = Assert.Single(PlanOf(OwnedBy(Eve), Of(OwnedBy(Ana)).With(made.Key, made)).Pending);

        Assert.Equal(isTransferred, change is Change.OwnerTransfer { Requests: var requests } && requests.Any(r => r.Payload is WritePayload.Intent { Force: true }));
        Assert.Equal(!isTransferred, change is Change.Conflict && change.Reason == ChangeReason.FieldOwned);
    }

    [Fact]
    public void A_left_over_annotation_is_put_right_in_the_same_run_that_adopts()
    {
        var theirs = Live.MadeBy("kubectl-create", Live.Of(ObjectKind.Profile, """{"metadata":{"name":"team-a"},"spec":{"owner":{"kind":"User","name":"zoe@example.com"}}}"""));
        var live = Live.State([theirs, .. MadeByController("team-a", "zoe@example.com")]).Edited(Binding, "/metadata/annotations/user", Ana);

        var adopt = Assert.IsType<Change.OwnerTransfer>(Assert.Single(PlanOf(OwnedBy("zoe@example.com"), live).Pending));
        Assert.True(adopt.Adopts);
        Assert.Equal("adopt", adopt.Action);
        Assert.Contains(adopt.Fields, f => f.Pointer == OwnerTransferPlanner.BindingField);
    }

    [Fact]
    public void What_our_own_merge_patch_left_in_the_managed_fields_means_nothing_later()
    {
        var tenant = Some.Tenant("team-a", Eve) with { NamespaceLabels = Some.Quantities(("team", "vision")) };
        var space = Live.Applied(NamespaceObject.For(tenant)!).EditedBy(Ownership.FieldManager, "/metadata/annotations/owner", Eve);
        var live = Of(OwnedBy(Eve)).With(space.Key, space);

        Assert.True(PlanOf(Some.Set(tenant), live).IsEmpty, Describe(PlanOf(Some.Set(tenant), live)));
        var release = Assert.Single(PlanOf(OwnedBy(Eve), live).Pending.OfType<Change.Forget>());
        Assert.Equal(["/metadata/labels/team"], release.Fields.Select(f => f.Pointer));
    }

    [Fact]
    public void A_conflict_in_the_profile_keeps_the_new_owners_old_access()
    {
        var set = Some.Set(Some.Tenant("team-a", "ben@example.com") with { Quota = Some.Quantities(("cpu", "4")) });
        var before = Some.Set(Some.Tenant("team-a", Ana, Ben) with { Quota = Some.Quantities(("cpu", "4")) });
        var profile = Of(before).Find(ProfileObject.Key("team-a"))!.EditedBy("quota-controller", "/spec/resourceQuotaSpec/hard/cpu", "6");
        var plan = PlanOf(set, Of(before).With(profile.Key, profile));

        Assert.Equal(ChangeReason.FieldOwned, Assert.IsType<Change.Conflict>(Assert.Single(plan.Pending)).Reason);
        Assert.Empty(plan.Access);
    }
}
