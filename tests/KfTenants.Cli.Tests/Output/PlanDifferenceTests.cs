using KfTenants.Cli.Output;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Cli.Tests.Output;

public sealed class PlanDifferenceTests
{
    private static readonly Change Quota = Some.Update(Some.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7,
        Some.Field("/spec/a", "\"1\"", "\"2\""), Some.Field("/spec/b", null, "{\"x\":1,\"y\":2}"));

    [Fact]
    public void The_same_plan_is_approved()
    {
        var difference = Between(Some.Plan(Quota), Some.Plan(Quota));
        Assert.Empty(difference.Unapproved);
        Assert.Empty(difference.AlreadyDone);
    }

    [Fact]
    public void Less_is_approved_and_the_rest_was_done()
    {
        var part = Some.Update(Some.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 9, Some.Field("/spec/b", "{\"x\":0}", "{\"x\":1,\"y\":2}"));
        var difference = Between(Some.Plan(Quota, Some.Delete(Some.Binding("team-a", "x"), "team-a")), Some.Plan(part));
        Assert.Empty(difference.Unapproved);
        Assert.Equal(["rolebinding/team-a/x"], difference.AlreadyDone.Select(c => c.Id));
    }

    [Fact]
    public void Nothing_left_is_approved() => Assert.Empty(Between(Some.Plan(Quota), Some.Plan()).Unapproved);

    [Fact]
    public void A_new_change_is_not_approved() => Assert.Equal(
        ["- RoleBinding team-a/x: new (contributor removed)"],
        Between(Some.Plan(Quota), Some.Plan(Quota, Some.Delete(Some.Binding("team-a", "x"), "team-a"))).Unapproved.AsEnumerable());

    [Fact]
    public void A_grant_that_was_written_to_since_is_not_approved_to_go()
    {
        var approved = Some.Delete(Some.Binding("team-a", "x"), "team-a");
        var written = approved with { Found = Some.Live with { ResourceVersion = "8124" } };
        Assert.Equal(
            ["- RoleBinding team-a/x: was changed after its deletion was approved"],
            Between(Some.Plan(approved), Some.Plan(written)).Unapproved.AsEnumerable());
    }

    [Fact]
    public void Another_action_is_not_approved() => Assert.Equal(
        ["- RoleBinding team-a/x: replace was approved, delete is needed now"],
        Between(Some.Plan(Some.Replace(Some.Binding("team-a", "x"), "team-a")), Some.Plan(Some.Delete(Some.Binding("team-a", "x"), "team-a"))).Unapproved.AsEnumerable());

    [Fact]
    public void The_rest_of_an_adoption_is_an_update_and_approved_as_far_as_its_fields_were()
    {
        var label = Some.Field("/metadata/labels/a", null, "\"x\"");
        var more = Some.Field("/spec/b", null, "1");
        var approved = Some.Plan(Some.Adopt(Some.Profile("team-a"), "team-a", label));
        Plan Now(params FieldChange[] fields) => Some.Plan(Some.Update(Some.Profile("team-a"), "team-a", ChangeReason.OwnLabels, Risk.Metadata, 7, [.. fields]));

        Assert.Empty(Between(approved, Now(label)).Unapproved);
        Assert.Equal(["~ Profile team-a spec.b: (none) -> 1 was not approved"], Between(approved, Now(label, more)).Unapproved.AsEnumerable());
    }

    [Fact]
    public void A_namespace_that_the_controller_made_since_is_approved_as_far_as_its_fields_were()
    {
        var label = Some.Field("/metadata/labels/team", null, "\"x\"");
        var space = NamespaceObject.Key("team-a");
        var approved = Some.Plan(Some.Update(space, "team-a", ChangeReason.NewTenant, Risk.Metadata, 7, label));
        var made = PlanView.Of(approved, ["tenants.yaml"]);
        made = made with { Changes = [.. made.Changes.Select(c => c with { Action = "create" })] };
        PlanView Now(params FieldChange[] fields) => PlanView.Of(Some.Plan(Some.Update(space, "team-a", ChangeReason.NamespaceMetadata, Risk.Metadata, 7, [.. fields])), ["tenants.yaml"]);

        Assert.Empty(PlanDifference.Of(made, Now(label with { Before = "\"y\"" })).Unapproved);
        Assert.Single(PlanDifference.Of(made, Now(label, Some.Field("/metadata/labels/cost", "\"1\"", null))).Unapproved);
    }

    [Fact]
    public void The_rest_of_a_replacement_is_a_creation()
    {
        var approved = PlanView.Of(Some.Plan(Some.Replace(Some.Binding("team-a", "x"), "team-a")), ["tenants.yaml"]);
        var now = approved with { Changes = [.. approved.Changes.Select(c => c with { Action = "create", Fields = [Some.Field("/subjects", null, "[]")] })] };

        Assert.Empty(PlanDifference.Of(approved, now).Unapproved);
        Assert.Single(PlanDifference.Of(now, approved).Unapproved);
    }

    [Fact]
    public void Another_value_and_another_field_are_not_approved()
    {
        var now = Some.Update(Some.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7,
            Some.Field("/spec/a", "\"1\"", "\"3\""), Some.Field("/spec/b", "{}", null), Some.Field("/spec/c", null, "true"));
        Assert.Equal(
            [
                "~ Profile team-a spec.a: 1 -> 3 was not approved",
                "~ Profile team-a spec.b: {} -> (none) was not approved",
                "~ Profile team-a spec.c: (none) -> true was not approved",
            ],
            Between(Some.Plan(Quota), Some.Plan(now)).Unapproved.AsEnumerable());
    }

    [Fact]
    public void Removing_an_approved_field_counts_only_when_it_was_to_be_removed()
    {
        var key = new ObjectKey(ObjectKind.Namespace, null, "team-a");
        var removal = Some.Update(key, "team-a", ChangeReason.NamespaceMetadata, Risk.None, 7, Some.Field("/metadata/labels/x", "\"1\"", null));
        Assert.Empty(Between(Some.Plan(removal), Some.Plan(removal)).Unapproved);
    }

    private static PlanDifference Between(Plan approved, Plan now) => PlanDifference.Of(
        PlanFile.Parse("p.json", PlanJson.Of(PlanView.Of(approved, ["tenants.yaml"]), TestTerminal.Now)).Plan, PlanView.Of(now, ["tenants.yaml"]));
}
