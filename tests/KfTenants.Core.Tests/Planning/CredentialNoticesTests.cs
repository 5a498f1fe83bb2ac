using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

public sealed class CredentialNoticesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    private static readonly TenantCredential Declared = new("ci", "sdk-user", TimeSpan.FromHours(24), TimeSpan.FromHours(8), [], null, Some.Place);
    private static readonly Tenant Tenant = Some.Tenant("team-a") with { Credentials = [Declared] };

    [Fact]
    public void What_is_missing_over_or_due_is_told_with_the_command()
    {
        Assert.Equal(
            ("credentialMissing", "credential ci (service account sdk-user) is not issued yet; kftenants token issue team-a --name ci"), Told());
        var kept = Assert.Single(Notices(Tenant with { Credentials = [Declared with { Sink = new TokenSink.File("ci") }] }));
        Assert.EndsWith("kftenants token rotate team-a --name ci", kept.Text, StringComparison.Ordinal);
        Assert.Equal(
            ("credentialDue", "credential ci expires at 2026-11-30T17:00:00Z, rotation due since 2026-11-30T09:00:00Z; kftenants token rotate team-a --name ci"),
            Told(Anchor(0, Now.AddHours(-17), Now.AddHours(7))));
        Assert.Equal("credentialExpired", Told(Anchor(0, Now.AddHours(-25), Now.AddHours(-1))).Word);
        Assert.Equal("credentialNeverExpires", Told(CredentialAnchor.WantedLegacy(CredentialAnchor.KeysOf("team-a", "ci")[0], "ci", "sdk-user", Now)).Word);
    }

    [Fact]
    public void Of_several_the_newest_counts_and_one_that_is_good_says_nothing()
    {
        var good = Anchor(1, Now.AddHours(-1), Now.AddHours(23));
        Assert.Empty(Notices(Tenant, good));
        Assert.Empty(Notices(Tenant, good, Anchor(0, Now.AddHours(-25), Now.AddHours(-1)), Anchor(2, null, null)));
        Assert.Equal("credentialDue", Told(Anchor(1, Now.AddHours(-17), Now.AddHours(7)), Anchor(0, Now.AddHours(-20), Now.AddHours(20))).Word);
    }

    [Fact]
    public void A_lifetime_that_the_server_shortened_is_not_due_from_its_beginning_on()
    {
        Assert.Empty(Notices(Tenant, Anchor(0, Now, Now.AddHours(1))));
        Assert.Equal("credentialDue", Told(Anchor(0, Now.AddMinutes(-41), Now.AddMinutes(19))).Word);
    }

    [Fact]
    public void Of_a_suspended_tenant_nothing_is_told() => Assert.Empty(Notices(Tenant with { IsSuspended = true }));

    [Fact]
    public void What_could_not_be_seen_is_not_called_missing()
    {
        var live = new LiveState(Some.Cluster, []) { Unread = [new UnreadPart(ObjectKind.Secret, "team-a", "kftenants-cred-ci-1", "403")] };
        Assert.Equal("credentialUnseen", Assert.Single(CredentialNotices.Of(Tenant, live, Now)).Word);
    }

    [Fact]
    public void A_plan_has_the_notice_and_no_change_for_it()
    {
        var set = Some.Set(Tenant) with { Time = Now };
        var plan = OwnedTenants.PlanOf(set, OwnedTenants.Of(set));
        Assert.Contains(plan.Notices, n => n is { Tenant: "team-a", Word: "credentialMissing" });
        Assert.DoesNotContain(plan.Changes, c => c.Key.Kind == ObjectKind.Secret);
        Assert.DoesNotContain(OwnedTenants.PlanOf(set, new LiveState(Some.Cluster, OwnedTenants.Of(set).All.Append(Live.Applied(Anchor(0, Now, Now.AddHours(24)))))).Changes,
            c => c.Key.Kind == ObjectKind.Secret);
    }

    private static (string Word, string Text) Told(params KubeObject[] anchors) => Assert.Single(Notices(Tenant, anchors)) is var notice ? (notice.Word, notice.Text) : default;

    private static PlanNotice[] Notices(Tenant tenant, params KubeObject[] anchors) => [.. CredentialNotices.Of(tenant, Live.State([.. anchors.Select(Live.Applied)]), Now)];

    private static KubeObject Anchor(int number, DateTimeOffset? issued, DateTimeOffset? expires)
    {
        var key = CredentialAnchor.KeysOf("team-a", "ci")[number];
        return issued is { } from && expires is { } until
            ? CredentialAnchor.Wanted(key, "ci", "sdk-user", from, until, [], null)
            : CredentialAnchor.Wanted(key, "ci", "sdk-user");
    }
}
