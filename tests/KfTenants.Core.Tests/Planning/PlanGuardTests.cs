using System.Collections.Immutable;
using KfTenants.Objects;
using KfTenants.Tenants;

namespace KfTenants.Planning;

public sealed class PlanGuardTests
{
    [Fact]
    public void Ten_deletes_pass_and_eleven_do_not()
    {
        Assert.True(Check(deletes: 10).Single(g => g.Id == "max-deletes").Passed);
        var tripped = Check(deletes: 11).Single(g => g.Id == "max-deletes");
        Assert.False(tripped.Passed);
        Assert.Equal("--allow deletes=11", tripped.Override);
    }

    [Fact]
    public void Only_the_exact_number_overrides()
    {
        Assert.True(Check(deletes: 37, ("deletes", 37)).Single(g => g.Id == "max-deletes").Passed);
        Assert.False(Check(deletes: 37, ("deletes", 38)).Single(g => g.Id == "max-deletes").Passed);
        Assert.False(Check(deletes: 3, ("deletes", 37)).Single(g => g.Id == "max-deletes").Passed);
    }

    [Fact]
    public void The_share_shown_is_the_share_compared()
    {
        var guard = Access(before: 1000, revoked: 251);
        Assert.False(guard.Passed);
        Assert.Equal((25, 26), (guard.Limit, guard.Value));
        Assert.True(Access(before: 1000, revoked: 250).Passed);
    }

    [Fact]
    public void A_share_of_very_few_is_not_judged() => Assert.True(Access(before: 9, revoked: 9).Passed);

    [Fact]
    public void Revoked_access_is_allowed_by_its_number_of_grants() =>
        Assert.True(Access(before: 100, revoked: 60, ("access-revoked", 60)).Passed);

    private static GuardResult Access(int before, int revoked, params (string, int)[] allow)
    {
        var changes = Enumerable.Range(0, revoked).Select(i => new AccessChange("t", $"p{i}", "edit", null)).ToImmutableArray();
        return PlanGuard.Check([], new AccessView(changes, before), GuardLimits.Default, Allowances(allow)).Single(g => g.Unit == "%");
    }

    private static ImmutableArray<GuardResult> Check(int deletes, params (string, int)[] allow) => PlanGuard.Check(
        [.. Enumerable.Range(0, deletes).Select(i => new Change.Delete(new Precondition("u", "1"))
        {
            Key = new ObjectKey(ObjectKind.RoleBinding, "t", $"b{i}"),
            Tenant = "t",
            Reason = ChangeReason.ContributorRemoved,
            Risk = Risk.AccessRevoked,
        })],
        new AccessView([], 0),
        GuardLimits.Default,
        Allowances(allow));

    private static ImmutableSortedDictionary<string, int> Allowances((string Key, int Value)[] allow) =>
        allow.ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
}
