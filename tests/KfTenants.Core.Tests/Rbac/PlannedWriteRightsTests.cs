using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Rbac;

/// <summary>The rights that <c>bootstrap</c> prints against the writes that plans state: neither list can forget what the other has.</summary>
public sealed class PlannedWriteRightsTests
{
    private static readonly Tenant Team = Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")) with
    {
        Quota = Some.Quantities(("cpu", "4")),
        LimitRange = new LimitRangeItem(Some.Quantities(("cpu", "1")), Some.Quantities(), Some.Quantities(), Some.Quantities()),
    };

    public static TheoryData<string> Situations => ["new", "transfer", "suspended", "absent", "role", "emptied"];

    [Theory]
    [MemberData(nameof(Situations))]
    public void Every_write_of_a_plan_is_allowed(string situation)
    {
        var set = Some.Set(Team);
        var live = OwnedTenants.Of(set);
        var plan = situation switch
        {
            "new" => OwnedTenants.PlanOf(set, Live.State()),
            "transfer" => OwnedTenants.PlanOf(Some.Set(Team with { Owner = "eve@example.com" }), live),
            "suspended" => OwnedTenants.PlanOf(Some.Set(Team with { IsSuspended = true }), live),
            "absent" => OwnedTenants.PlanOf(Some.Set() with { Tombstones = [new Tombstone("team-a", Some.Place)] }, live),
            "role" => OwnedTenants.PlanOf(Some.Set(Team with { Contributors = [Some.Contributor("ben@example.com", Role.View)] }), live),
            _ => OwnedTenants.PlanOf(Some.Set(Team with { Quota = Some.Quantities(), LimitRange = null }), live),
        };
        var rules = PermissionTable.ForPlan(ToolPlaces.Default).AddRange(PermissionTable.ForApply(ToolPlaces.Default));
        var needs = from change in plan.Pending
                    from write in change.Writes
                    from verb in write.RbacVerbs
                    where !rules.Any(r => r.Allows(verb, write.Key.Kind.Group, write.Key.Kind.Plural, write.Key.Namespace, write.Key.Name))
                    select $"{verb} {write.Key}";

        Assert.NotEmpty(plan.Pending.SelectMany(c => c.Writes));
        Assert.Empty(needs);
    }
}
