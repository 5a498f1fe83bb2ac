using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class PlanSubsetTests
{
    private static readonly Change Quota = HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7,
        HandMade.Field("/spec/a", "\"1\"", "\"2\""), HandMade.Field("/spec/b", null, "{\"x\":1,\"y\":2}"));

    [Fact]
    public void The_same_plan_is_approved()
    {
        var difference = Between(HandMade.Plan(Quota), HandMade.Plan(Quota));
        Assert.Empty(difference.Unapproved);
        Assert.Empty(difference.AlreadyDone);
    }

    [Fact]
    public void Less_is_approved_and_the_rest_was_done()
    {
        var part = HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 9, HandMade.Field("/spec/b", "{\"x\":0}", "{\"x\":1,\"y\":2}"));
        var difference = Between(HandMade.Plan(Quota, HandMade.Delete(HandMade.Binding("team-a", "x"), "team-a")), HandMade.Plan(part));
        Assert.Empty(difference.Unapproved);
        Assert.Equal(["rolebinding/team-a/x"], difference.AlreadyDone.Select(c => c.Id));
    }

    [Fact]
    public void Nothing_left_is_approved() => Assert.Empty(Between(HandMade.Plan(Quota), HandMade.Plan()).Unapproved);

    [Fact]
    public void A_new_change_is_not_approved() => Assert.Equal(
        ["rolebinding/team-a/x delete: new"],
        Between(HandMade.Plan(Quota), HandMade.Plan(Quota, HandMade.Delete(HandMade.Binding("team-a", "x"), "team-a"))).Lines());

    [Fact]
    public void A_grant_that_was_written_to_since_is_not_approved_to_go()
    {
        var approved = HandMade.Delete(HandMade.Binding("team-a", "x"), "team-a");
        var written = approved with { Found = HandMade.Live with { ResourceVersion = "8124" } };
        Assert.Equal(
            ["rolebinding/team-a/x delete: written since"],
            Between(HandMade.Plan(approved), HandMade.Plan(written)).Lines());
    }

    [Fact]
    public void Another_action_is_not_approved() => Assert.Equal(
        ["rolebinding/team-a/x delete: replace was approved"],
        Between(HandMade.Plan(HandMade.Replace(HandMade.Binding("team-a", "x"), "team-a")), HandMade.Plan(HandMade.Delete(HandMade.Binding("team-a", "x"), "team-a"))).Lines());

    [Fact]
    public void The_rest_of_an_adoption_is_an_update_and_approved_as_far_as_its_fields_were()
    {
        var label = HandMade.Field("/metadata/labels/a", null, "\"x\"");
        var more = HandMade.Field("/spec/b", null, "1");
        var approved = HandMade.Plan(HandMade.Adopt(HandMade.Profile("team-a"), "team-a", label));
        Plan Now(params FieldChange[] fields) => HandMade.Plan(HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.OwnLabels, Risk.Metadata, 7, [.. fields]));

        Assert.Empty(Between(approved, Now(label)).Unapproved);
        Assert.Equal(["profile/team-a update: /spec/b  -> 1"], Between(approved, Now(label, more)).Lines());
    }

    [Fact]
    public void A_namespace_that_the_controller_made_since_is_approved_as_far_as_its_fields_were()
    {
        var label = HandMade.Field("/metadata/labels/team", null, "\"x\"");
        var space = NamespaceObject.Key("team-a");
        var approved = HandMade.Plan(HandMade.Update(space, "team-a", ChangeReason.NewTenant, Risk.Metadata, 7, label));
        var made = HandMade.Document(approved);
        made = made with { Changes = [.. made.Changes.Select(c => c with { Action = "create" })] };
        PlanDocument Now(params FieldChange[] fields) => HandMade.Document(HandMade.Update(space, "team-a", ChangeReason.NamespaceMetadata, Risk.Metadata, 7, [.. fields]));

        Assert.Empty(PlanSubset.Of(made, Now(label with { Before = "\"y\"" })).Unapproved);
        Assert.Single(PlanSubset.Of(made, Now(label, HandMade.Field("/metadata/labels/cost", "\"1\"", null))).Unapproved);
    }

    [Fact]
    public void The_rest_of_a_replacement_is_a_creation()
    {
        var approved = HandMade.Document(HandMade.Replace(HandMade.Binding("team-a", "x"), "team-a"));
        var now = approved with { Changes = [.. approved.Changes.Select(c => c with { Action = "create", Fields = [new FieldDocument("/subjects") { New = "[]" }] })] };

        Assert.Empty(PlanSubset.Of(approved, now).Unapproved);
        Assert.Single(PlanSubset.Of(now, approved).Unapproved);
    }

    [Fact]
    public void Another_value_and_another_field_are_not_approved()
    {
        var now = HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7,
            HandMade.Field("/spec/a", "\"1\"", "\"3\""), HandMade.Field("/spec/b", "{}", null), HandMade.Field("/spec/c", null, "true"));
        Assert.Equal(
            [
                "profile/team-a update: /spec/a \"1\" -> \"3\"",
                "profile/team-a update: /spec/b {} -> ",
                "profile/team-a update: /spec/c  -> true",
            ],
            Between(HandMade.Plan(Quota), HandMade.Plan(now)).Lines());
    }

    [Fact]
    public void Removing_an_approved_field_counts_only_when_it_was_to_be_removed()
    {
        var key = new ObjectKey(ObjectKind.Namespace, null, "team-a");
        var removal = HandMade.Update(key, "team-a", ChangeReason.NamespaceMetadata, Risk.None, 7, HandMade.Field("/metadata/labels/x", "\"1\"", null));
        Assert.Empty(Between(HandMade.Plan(removal), HandMade.Plan(removal)).Unapproved);
    }

    [Fact]
    public void Of_an_object_that_moved_the_same_values_or_some_of_them_are_part()
    {
        Change Again(params FieldChange[] fields) => HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7, [.. fields]);
        var (a, b) = (HandMade.Field("/spec/a", "\"9\"", "\"2\""), HandMade.Field("/spec/b", null, "{\"x\":1,\"y\":2}"));

        Assert.True(PlanSubset.IsPartOf(Again(a, b), Quota));
        Assert.True(PlanSubset.IsPartOf(Again(b), Quota));
        Assert.True(PlanSubset.IsPartOf(Again(), Quota));
        Assert.False(PlanSubset.IsPartOf(Again(a, HandMade.Field("/spec/c", null, "1")), Quota));
        Assert.False(PlanSubset.IsPartOf(Again(HandMade.Field("/spec/a", "\"9\"", "\"3\"")), Quota));
        Assert.False(PlanSubset.IsPartOf(Again(HandMade.Field("/spec/c", "1", null)), Quota));
    }

    // Through the file: what is compared is what was saved.
    private static PlanSubset Between(Plan approved, Plan now) =>
        PlanSubset.Of(PlanDocumentReader.Read("p.json", HandMade.Document(approved).ToJson()), HandMade.Document(now));
}

internal static class UnapprovedLines
{
    public static IEnumerable<string> Lines(this PlanSubset subset) => subset.Unapproved.Select(u => $"{u.Change.Id} {u.Change.Action}: " + u switch
    {
        UnapprovedChange.Added => "new",
        UnapprovedChange.OtherAction other => $"{other.Approved} was approved",
        UnapprovedChange.WrittenSince => "written since",
        UnapprovedChange.OtherField { Field: var field } => $"{field.Path} {field.Old} -> {field.New}",
        _ => throw new InvalidOperationException(),
    });
}
