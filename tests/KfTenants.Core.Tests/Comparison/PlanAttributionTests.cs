using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Comparison;

/// <summary>What of a plan a change of the file brings: laws over generated sets, and the single cases that decide.</summary>
public sealed class PlanAttributionTests
{
    private const string Hash = "$2b$12$abcdefghijklmnopqrstuuMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm";
    private const string OtherHash = "$2b$12$abcdefghijklmnopqrstuvMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm";

    public static TheoryData<int> Seeds => [.. Fuzz.Seeds(60, share: 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Beside_itself_all_is_pending(int seed)
    {
        var random = new Random(seed);
        var set = SomeSets.Of(random);
        var plan = Attributed(set, SomeSets.Shuffled(set, random), OwnedTenants.Of(SomeSets.Of(random)));

        Assert.All(plan.Changes, c => Assert.True(c.Pending));
        Assert.All(plan.Access, a => Assert.True(a.Pending));
        Assert.All(plan.Settings, s => Assert.True(s.Pending));
        Assert.True(plan.Base is { Problem: null, Withdrawn.IsEmpty: true, Omitted.IsEmpty: true });
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Where_the_base_was_applied_nothing_is_pending(int seed)
    {
        var random = new Random(seed);
        var before = SomeSets.Of(random) with { Tombstones = [] };
        var live = OwnedTenants.Of(before);
        Assert.Empty(OwnedTenants.PlanOf(Plain(before), live).Pending);
        var plan = Attributed(SomeSets.Of(random), before, live);

        Assert.All(plan.Changes, c => Assert.False(c.Pending));
        Assert.All(plan.Access, a => Assert.False(a.Pending));
        Assert.Empty(plan.Base!.Withdrawn);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_base_has_no_say_in_what_the_plan_does(int seed)
    {
        var random = new Random(seed);
        var (set, before, live) = (SomeSets.Of(random), SomeSets.Of(random), OwnedTenants.Of(SomeSets.Of(random)));
        var alone = Document(set, live);
        var plan = Attributed(set, before, live);

        Assert.Equal(alone.Checksum, plan.Checksum);
        Assert.Equal(alone.Checksum, PlanChecksum.Of(plan));
        Assert.Equal(alone.Guards.AsEnumerable(), plan.Guards);
        Assert.Equal(alone.Summary, plan.Summary);
        Assert.Equal(Work(alone.Changes), Work(plan.Changes));
        Assert.Empty(PlanSubset.Of(plan, alone).Unapproved);
        Assert.Empty(PlanSubset.Of(alone, plan).Unapproved);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Its_two_parts_are_the_whole(int seed)
    {
        var random = new Random(seed);
        var plan = Attributed(SomeSets.Of(random), SomeSets.Of(random), OwnedTenants.Of(SomeSets.Of(random)));
        var (own, pending) = (plan.Part(pending: false), plan.Part(pending: true));

        Assert.Equal(Fields(plan.Changes), Fields([.. own.Changes, .. pending.Changes]));
        Assert.Equal(plan.Changes.Select(c => c.Id).Order(), own.Changes.Concat(pending.Changes).Select(c => c.Id).Distinct().Order());
        Assert.Equal(plan.Access.Length, own.Access.Length + pending.Access.Length);
    }

    [Fact]
    public void A_new_tenant_that_was_pending_with_another_quota_is_both()
    {
        var before = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) });
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "8")) });
        var profile = Assert.Single(Attributed(set, before, Live.State()).Changes);

        Assert.False(profile.Pending);
        Assert.Equal(["/spec/resourceQuotaSpec/hard/cpu"], profile.Part(pending: false)!.Fields.Select(f => f.Path));
        Assert.Equal("update", profile.Part(pending: false)!.Action);
        Assert.Equal("create", profile.Part(pending: true)!.Action);
        Assert.Contains("/spec/owner/name", profile.Part(pending: true)!.Fields.Select(f => f.Path));
    }

    [Fact]
    public void What_the_change_takes_back_is_told()
    {
        var before = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")), Some.Tenant("team-b"));
        var set = Some.Set(Some.Tenant("team-a"));
        var live = OwnedTenants.Of(Some.Set(Some.Tenant("team-a"), Some.Tenant("team-b")));
        var plan = Attributed(set, before, live);

        Assert.Empty(plan.Changes);
        Assert.Equal(["authorizationpolicy", "rolebinding"], plan.Base!.Withdrawn.Select(w => w.Id.Split('/')[0]));
        Assert.Equal(["team-b"], plan.Base.Omitted.AsEnumerable());
    }

    [Fact]
    public void Drift_was_pending()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) });
        var live = OwnedTenants.Of(set).Edited(ProfileObject.Key("team-a"), "/spec/resourceQuotaSpec/hard/cpu", "9");
        var plan = Attributed(Some.Set(set.Tenants[0] with { Quota = Some.Quantities(("cpu", "4"), ("pods", "5")) }), set, live);

        var profile = Assert.Single(plan.Changes, c => c.Object.Kind == "Profile");
        Assert.Equal(["/spec/resourceQuotaSpec/hard/pods"], profile.Part(pending: false)!.Fields.Select(f => f.Path));
        Assert.True(Assert.Single(profile.Part(pending: true)!.Fields).IsDrift);
    }

    [Fact]
    public void A_base_of_another_set_and_one_that_cannot_be_planned_attribute_nothing()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        Assert.Contains("staging", Attributed(set, set with { Name = "staging" }, Live.State()).Base!.Problem, StringComparison.Ordinal);

        var withLogin = set with { Users = [Some.User("ana@example.com", new Login.PasswordHash(Hash, Some.Place))] };
        var plan = new PlanAttribution(set, withLogin, _ => null).Attribute(Document(set, Live.State()), ["base.yaml"], Live.State(), PlanOptions.Default);
        Assert.Contains("ConfigMap/auth/dex", plan.Base!.Problem, StringComparison.Ordinal);
        Assert.All(plan.Changes, c => Assert.Null(c.Pending));
    }

    [Theory]
    [InlineData(Hash, Hash, true)]
    [InlineData(Hash, OtherHash, false)]
    public void A_hidden_hash_is_pending_only_where_both_files_declare_the_same(string hash, string before, bool pending)
    {
        var fields = Logins(new Login.PasswordHash(hash, Some.Place), new Login.PasswordHash(before, Some.Place));

        Assert.Equal(pending, fields["/staticPasswords/ana@example.com/hash"]);
        Assert.True(fields["/staticPasswords/ana@example.com/username"]);
    }

    [Theory]
    [InlineData("A", "A", true)]
    [InlineData("A", "B", false)]
    public void A_secret_is_compared_by_where_it_comes_from(string variable, string before, bool pending) => Assert.Equal(
        pending,
        Logins(Of(variable), Of(before))["/staticPasswords/ana@example.com/hash"]);

    // The base's own secrets are never read: what both files name is planned with what was read for the new one.
    [Fact]
    public void A_secret_of_a_tenant_that_both_files_name_is_pending()
    {
        var reference = new SecretReference(new SecretSource.Env("KFT_REGISTRY"), Some.Place);
        var set = Some.Set(Some.Tenant("team-a") with
        {
            PullSecrets = [new PullSecret("registry", new RegistryLogin.Account("registry.example.com", "pull-only", reference), [], Some.Place)],
        });
        var plan = Attributed(set.With(new SecretValues(_ => "a new value")), set, OwnedTenants.Of(set.With(new SecretValues(_ => "an old value"))));

        var change = Assert.Single(plan.Changes, c => c.Object.Kind == ObjectKind.Secret.Kind);
        Assert.True(change.Pending);
    }

    private static Login.PasswordHashFrom Of(string variable) => new(new SecretSource.Env(variable), Some.Place);

    // Whether each field of Dex's text was pending; only the head's secrets can be asked for.
    private static Dictionary<string, bool> Logins(Login login, Login before)
    {
        var live = DexLive.Dex(DexLive.Foreign);
        TenantSet SetOf(Login how) => Some.Set() with { Users = [Some.User("ana@example.com", how)] };
        var set = SetOf(login);
        var logins = LoginResolver.Resolve(set, live, PlanOptions.Default, _ => Hash, () => new byte[16]);
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins, live, PlanOptions.Default);
        var document = new PlanAttribution(set, SetOf(before), _ => Hash).Attribute(HandMade.Document(plan), ["base.yaml"], live, PlanOptions.Default);
        var change = Assert.Single(document.Changes, c => c.Object.Kind == ObjectKind.ConfigMap.Kind);
        return change.Fields.ToDictionary(f => f.Path, f => change.Pending == true || f.Pending, StringComparer.Ordinal);
    }

    private static PlanDocument Document(TenantSet set, LiveState live) => HandMade.Document(OwnedTenants.PlanOf(Plain(set), live));

    private static PlanDocument Attributed(TenantSet set, TenantSet before, LiveState live) =>
        new PlanAttribution(Plain(set), Plain(before), _ => null).Attribute(Document(set, live), ["base.yaml"], live, PlanOptions.Default);

    // Without logins, and with the mesh that the generated clusters have.
    private static TenantSet Plain(TenantSet set) => set with
    {
        Users = [],
        Platform = set.Platform with
        {
            Istio = new IstioPlatform(IstioIdentity.Default.UserIdHeader, IstioIdentity.Default.UserIdPrefix, IstioIdentity.Default.Principals),
        },
    };

    private static string Work(IEnumerable<ChangeDocument> changes) =>
        string.Join('\n', changes.Select(c => c with { Pending = null, Fields = [.. c.Fields.Select(f => f with { Pending = false })] }).SelectMany(c =>
            c.Fields.Select(f => $"{c.Id} {f}").Prepend($"{c.Id} {c.Action} {c.Reason} {c.Risk} {c.Object} {c.Precondition} {c.Detail}")));

    private static IEnumerable<string> Fields(IEnumerable<ChangeDocument> changes) =>
        changes.SelectMany(c => c.Fields.Select(f => $"{c.Id} {f.Path} {f.New}")).Order(StringComparer.Ordinal);
}
