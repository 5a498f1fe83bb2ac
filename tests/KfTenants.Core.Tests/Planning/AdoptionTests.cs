using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

/// <summary>What exists already becomes ours only where the file or the command line says so, and then for good.</summary>
public sealed class AdoptionTests
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly Tenant Team = Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")) with
    {
        Quota = Some.Quantities(("cpu", "4")),
        LimitRange = new LimitRangeItem(Some.Quantities(("cpu", "1")), Some.Quantities(), Some.Quantities(), Some.Quantities()),
    };

    public static TheoryData<string> Kinds => ["Profile", "LimitRange", "RoleBinding", "AuthorizationPolicy"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_exists_and_is_not_managed_is_a_conflict(string kind)
    {
        var found = Unmanaged(kind, "access-management");
        var plan = PlanOf(Team, Applied(Team).With(found.Key, found));

        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(plan.Pending));
        Assert.Equal((found.Key, ChangeReason.NotAdopted), (conflict.Key, conflict.Reason));
        Assert.Contains("--adopt", conflict.Detail, StringComparison.Ordinal);
        Assert.Contains("adopt: true", conflict.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_leave_of_the_file_or_the_command_line_it_is_adopted(string kind)
    {
        var found = Unmanaged(kind, "access-management");
        var live = Applied(Team).With(found.Key, found);

        Assert.IsType<Change.Adopt>(Assert.Single(PlanOf(Team with { Adopts = true }, live).Pending));
        Assert.IsType<Change.Adopt>(Assert.Single(PlanOf(Team, live, PlanOptions.Default with { Adopt = true }).Pending));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_of_another_set_is_a_conflict_whatever_is_allowed(string kind)
    {
        var found = Live.Applied(Intents("second").Single(o => o.Key.Kind.Kind == kind).Intent);
        var plan = PlanOf(Team with { Adopts = true }, Applied(Team).With(found.Key, found), PlanOptions.Default with { Adopt = true });

        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(plan.Pending));
        Assert.Equal((found.Key, ChangeReason.OtherSet), (conflict.Key, conflict.Reason));
    }

    [Fact]
    public void What_kubectl_apply_wrote_becomes_ours_and_its_labels_for_others_stay_theirs()
    {
        var body = Unmanaged("Profile", "x").ToNode();
        body["metadata"]!.AsObject().Remove("managedFields");
        body["metadata"]!["labels"] = new JsonObject { ["team"] = "vision" };
        body["metadata"]!["annotations"] = new JsonObject { [LastApplied] = "{}" };
        var found = Live.MadeBy("kubectl-client-side-apply", KubeObject.From(ObjectKind.Profile, body));
        var adopt = Assert.IsType<Change.Adopt>(Assert.Single(PlanOf(Team with { Adopts = true }, Applied(Team).With(found.Key, found)).Pending));

        Assert.Equal(["/spec/owner/kind", "/spec/owner/name", "/spec/resourceQuotaSpec/hard/cpu"], adopt.Moves.Select(m => m.Pointer));
        Assert.All(adopt.Moves, m => Assert.Equal("kubectl-client-side-apply", m.From));
        Assert.Equal(["/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration"], adopt.Unset().ToArray());
        Assert.Contains(adopt.Fields, f => f.Pointer == adopt.Unset().Single() && f.After is null);
        var entries = JsonNode.Parse(adopt.ManagedFields()!)!.AsArray();
        Assert.Equal([("kftenants", "Apply"), ("kubectl-client-side-apply", "Update")], entries.Select(e => ((string)e!["manager"]!, (string)e["operation"]!)));
        Assert.Equal("""{"f:metadata":{"f:labels":{"f:team":{}}}}""", entries[1]!["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public void An_entry_of_which_nothing_is_left_goes()
    {
        var found = Unmanaged("RoleBinding", "kubectl-client-side-apply");
        var adopt = Assert.IsType<Change.Adopt>(Assert.Single(PlanOf(Team with { Adopts = true }, Applied(Team).With(found.Key, found)).Pending));

        Assert.Equal("kftenants", (string)Assert.Single(JsonNode.Parse(adopt.ManagedFields()!)!.AsArray())!["manager"]!);
    }

    [Fact]
    public void An_adoption_that_was_cut_off_in_the_middle_goes_on_as_a_part_of_it()
    {
        var found = Unmanaged("RoleBinding", "kubectl-client-side-apply");
        var adopt = Assert.IsType<Change.Adopt>(Assert.Single(PlanOf(Team with { Adopts = true }, Applied(Team).With(found.Key, found)).Pending));
        var body = found.ToNode();
        body["metadata"]!["managedFields"] = JsonNode.Parse(adopt.ManagedFields()!);
        var half = KubeObject.From(ObjectKind.RoleBinding, body);
        var rest = Assert.IsType<Change.Update>(Assert.Single(PlanOf(Team, Applied(Team).With(half.Key, half)).Pending));

        Assert.NotEmpty(rest.Fields);
        Assert.Empty(rest.Fields.Except(adopt.Fields));
    }

    [Fact]
    public void On_a_managed_object_a_later_kubectl_apply_is_drift_and_nothing_moves()
    {
        var edited = Applied(Team).Find(ProfileObject.Key("team-a"))!.EditedBy("kubectl-client-side-apply", "/spec/resourceQuotaSpec/hard/cpu", "64");
        var update = Assert.IsType<Change.Update>(Assert.Single(PlanOf(Team, Applied(Team).With(edited.Key, edited)).Pending));

        Assert.Equal((ChangeReason.Drift, "kubectl-client-side-apply"), (update.Reason, Assert.Single(update.Fields).TakenFrom));
        Assert.Empty(update.Moves);
    }

    [Fact]
    public void A_create_by_our_own_name_becomes_an_apply_with_the_next_change()
    {
        var made = Live.MadeBy("kftenants", ProfileObject.For(Some.SetName, Team with { Quota = Some.Quantities(("cpu", "1")) }));
        var update = Assert.IsType<Change.Update>(PlanOf(Team, Applied(Team).With(made.Key, made)).Pending.Single());

        Assert.Contains(new FieldMove("/spec/owner/name", "kftenants"), update.Moves);
        Assert.NotNull(update.ManagedFields());
    }

    [Fact]
    public void What_lost_its_managed_fields_is_taken_back_where_the_content_proves_it()
    {
        var restored = Live.State([.. Applied(Team).All.Select(o => Live.MadeBy("velero-server", o))]);
        var plan = PlanOf(Team, restored);

        Assert.All(plan.Pending, c => Assert.Equal(ChangeReason.TakenBack, Assert.IsType<Change.Adopt>(c).Reason));
        Assert.Equal(Intents(Some.SetName).Length, plan.Pending.Count());

        var different = Team with { Quota = Some.Quantities(("cpu", "2")) };
        var conflict = Assert.IsType<Change.Conflict>(PlanOf(different, restored).Pending.First());
        Assert.Equal((ObjectKind.Profile, ChangeReason.NotAdopted), (conflict.Key.Kind, conflict.Reason));
        Assert.All(PlanOf(different, restored, PlanOptions.Default with { Adopt = true }).Pending, c => Assert.IsType<Change.Adopt>(c));
    }

    [Fact]
    public void What_another_program_made_anew_has_one_owner_again_when_it_is_taken_back()
    {
        var restored = Live.State([.. Applied(Team).All.Select(o => Live.MadeBy("velero-server", o))]);

        var profile = PlanOf(Team, restored).Pending.Single(c => c.Key.Kind == ObjectKind.Profile);

        Assert.Contains(new FieldMove("/spec/owner/name", "velero-server"), profile.Moves);
        Assert.Contains(new FieldMove("/spec/resourceQuotaSpec/hard/cpu", "velero-server"), profile.Moves);
    }

    [Fact]
    public void A_restored_LimitRange_that_the_file_dropped_goes_with_consent_only()
    {
        var restored = Live.State([.. Applied(Team).All.Select(o => Live.MadeBy("velero-server", o))]);
        var without = Team with { LimitRange = null };

        Assert.DoesNotContain(PlanOf(without, restored).Pending, c => c.Key.Kind == ObjectKind.LimitRange);
        Assert.IsType<Change.Delete>(PlanOf(without, restored, PlanOptions.Default with { Adopt = true }).Pending.Single(c => c.Key.Kind == ObjectKind.LimitRange));
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("ServiceAccount")]
    public void An_owner_that_is_no_person_stays_the_owner(string kind)
    {
        var profile = Unmanaged("Profile", "kubectl-create").EditedBy("kubectl-create", "/spec/owner/kind", kind);
        var plan = PlanOf(Team, Live.State(profile), PlanOptions.Default with { Adopt = true });

        Assert.Contains(kind, Assert.IsType<Change.Conflict>(Assert.Single(plan.Pending)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Scopes_of_a_quota_in_force_are_not_dropped()
    {
        var profile = Unmanaged("Profile", "kubectl-create").EditedBy("kubectl-create", "/spec/resourceQuotaSpec", System.Text.Json.Nodes.JsonNode.Parse(
            """{"scopes":["NotTerminating"],"hard":{"cpu":"1"}}"""));
        var quota = Live.MadeBy("manager", Live.Of(ObjectKind.ResourceQuota, """
            {"metadata":{"name":"kf-resource-quota","namespace":"team-a"},"spec":{"scopes":["NotTerminating"],"hard":{"cpu":"1"}}}
            """));
        var tenant = Team with { Contributors = [], Quota = Some.Quantities(("cpu", "2")) };
        var plan = PlanOf(tenant, Live.State(profile, quota), PlanOptions.Default with { Adopt = true });

        Assert.Equal(ChangeReason.QuotaScopes, Assert.Single(plan.Pending.OfType<Change.Conflict>()).Reason);
    }

    private static ImmutableArray<DesiredObject> Intents(string set) => DesiredState.For(Some.Set(Team) with { Name = set }, IstioIdentity.Default).Objects;

    private static KubeObject Unmanaged(string kind, string manager)
    {
        var body = Intents(Some.SetName).Single(o => o.Key.Kind.Kind == kind).Intent.ToNode();
        body["metadata"]!.AsObject().Remove("labels");
        return Live.MadeBy(manager, KubeObject.From(ObjectKind.All.Single(k => k.Kind == kind), body));
    }

    // Without the Profile's own quota in force: what follows it is not what is asked here.
    private static LiveState Applied(Tenant tenant) =>
        Live.State([.. DesiredState.For(Some.Set(tenant), IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent))]);

    private static Plan PlanOf(Tenant tenant, LiveState live, PlanOptions? options = null)
    {
        var set = Some.Set(tenant);
        return Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, options ?? PlanOptions.Default);
    }
}
