using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Comparison;

/// <summary>The laws of a comparison, over generated sets and the clusters that they make; seeds are fixed, so a failure can be run again.</summary>
public sealed class ComparisonLawsTests
{
    private const string Tool = "kftenants 0.1.0";

    public static TheoryData<int> Seeds => [.. Fuzz.Seeds(60, share: 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_differs_from_itself(int seed)
    {
        var random = new Random(seed);
        var set = SomeSets.Of(random);
        var live = OwnedTenants.Of(set);

        Assert.False(Diff(set, SomeSets.Shuffled(set, random)).Differs);
        Assert.False(ClusterComparison.Of(live, new LiveState(live.Cluster, live.All.OrderBy(_ => random.Next())), Tool).Differs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Turned_round_who_gained_loses(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (SomeSets.Of(random, withLabels: true), SomeSets.Of(random, withLabels: true));
        var (there, back) = (Diff(one, other), Diff(other, one));

        Assert.Equal(Moves(there), Moves(back).Select(m => m with { Before = m.After, After = m.Before }).Order());
        Assert.Equal(there.Tenants.Select(t => (t.Name, t.Before, t.After)), back.Tenants.Select(t => (t.Name, t.After, t.Before)));
        Assert.Equal(there.Settings.Select(s => (s.Path, s.Old, s.New)), back.Settings.Select(s => (s.Path, s.New, s.Old)));
        Assert.Equal(there.Logins.Select(l => l.Person), back.Logins.Select(l => l.Person));
        Assert.Equal(there.Differs, back.Differs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Turned_round_two_clusters_differ_in_the_same(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (OwnedTenants.Of(SomeSets.Of(random)), OwnedTenants.Of(SomeSets.Of(random)));
        var (there, back) = (ClusterComparison.Of(one, other, Tool), ClusterComparison.Of(other, one, Tool));

        Assert.Equal(Moves(there), Moves(back).Select(m => m with { Before = m.After, After = m.Before }).Order());
        Assert.Equal(there.Changes.Select(c => c.Id), back.Changes.Select(c => c.Id));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_of_entries_never_matters(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (SomeSets.Of(random, withLabels: true), SomeSets.Of(random, withLabels: true));

        Assert.Equal(Diff(one, other).ToJson(), Diff(SomeSets.Shuffled(one, random), SomeSets.Shuffled(other, random)).ToJson());
    }

    // The same question, answered in two ways: by the files alone, and by a plan on a cluster in which the first was applied.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_says_of_people_and_objects_what_a_plan_says_where_the_first_file_was_applied(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (SomeSets.Of(random) with { Users = [] }, SomeSets.Of(random) with { Users = [] });
        var diff = Diff(one, other);
        var plan = OwnedTenants.PlanOf(other, OwnedTenants.Of(one));

        Assert.Equal(plan.Access.Order(ByText), diff.Access.Order(ByText));
        var gone = other.Tombstones.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            Described(plan.Pending.Where(c => c.Key.Name != ProfileObject.QuotaName && !gone.Contains(c.Tenant!)).Select(ChangeDocument.Of)),
            Described(diff.Changes.Where(c => !gone.Contains(c.Tenant!))));
    }

    [Fact]
    public void Of_two_sets_it_says_that_they_are_two()
    {
        var diff = Diff(Some.Set(Some.Tenant("team-a")), Some.Set(Some.Tenant("team-a")) with { Name = "staging" });

        Assert.False(diff.Differs);
        Assert.Equal("otherSet", Assert.Single(diff.Notices).Word);
    }

    [Fact]
    public void What_a_file_leaves_to_the_cluster_is_not_guessed()
    {
        var before = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")));
        var after = before with { Platform = before.Platform with { Istio = new IstioPlatform("x-user", "", []) } };
        var diff = Diff(before, after);

        Assert.Empty(diff.Changes);
        Assert.Contains(diff.Settings, s => s is { Path: "/platform/istio/userIdHeader", Old: null, New: "\"x-user\"", Allowance: "platform" });
        Assert.Equal("meshIdentityUnknown", Assert.Single(diff.Notices).Word);

        var other = after with { Platform = before.Platform with { Istio = new IstioPlatform("y-user", "", []) } };
        Assert.Equal([Risk.MeshIdentity.ToText()], Diff(after, other).Changes.Select(c => c.Risk));
        Assert.Empty(Diff(after, other).Notices);
    }

    [Fact]
    public void An_omission_takes_access_away_only_where_the_file_says_so()
    {
        var before = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")));
        var after = Some.Set(Some.Tenant("team-b"));

        var kept = Diff(before, after);
        Assert.DoesNotContain(kept.Access, a => a.Tenant == "team-a");
        Assert.Equal(
            [new KeptAccess("ana@example.com", "owner"), new KeptAccess("ben@example.com", "edit")],
            Assert.Single(kept.Tenants, t => t.Name == "team-a").Keep!.Value.AsEnumerable());

        var revoked = Diff(before, after with { Guards = GuardLimits.Default with { OnOmission = Omission.RevokeAccess } });
        Assert.Equal([new AccessChange("team-a", "ben@example.com", "edit", null)], revoked.Access.Where(a => a.Tenant == "team-a"));
        Assert.Equal(["delete", "delete"], revoked.Changes.Where(c => c.Tenant == "team-a").Select(c => c.Action));
    }

    private static readonly Comparer<AccessChange> ByText = Comparer<AccessChange>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static DiffDocument Diff(TenantSet from, TenantSet to) => SetComparison.Of(from, ["from.yaml"], to, ["to.yaml"], Tool);

    // With those who keep access to a tenant that leaves the file: turned round, they gain it.
    private static IEnumerable<Move> Moves(DiffDocument diff) => diff.Access.Select(a => new Move(a.Tenant ?? "", a.Person, a.Before, a.After))
        .Concat(diff.Tenants.SelectMany(t => (t.Keep ?? []).Select(k => new Move(t.Name, k.Person, k.Role, null)))).Order();

    private static IEnumerable<string> Described(IEnumerable<ChangeDocument> changes) => changes
        .Select(c => $"{c.Id} {c.Action} {c.Reason}: {string.Join(", ", c.Fields.Where(f => IsCompared(c, f)).Select(f => $"{f.Path} {f.Old} {f.New}"))}")
        .Order(StringComparer.Ordinal);

    // What a plan knows of an object that comes or goes, or of another program's, a file does not.
    private static bool IsCompared(ChangeDocument change, FieldDocument field) =>
        change.Action is "update" or "replace" && field.Path.StartsWith("/spec", StringComparison.Ordinal);

    private sealed record Move(string Tenant, string Person, string? Before, string? After) : IComparable<Move>
    {
        public int CompareTo(Move? other) => string.CompareOrdinal(ToString(), other?.ToString());
    }
}
