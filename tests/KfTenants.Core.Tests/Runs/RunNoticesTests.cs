using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Testing;

namespace KfTenants.Runs;

public sealed class RunNoticesTests
{
    private static readonly RunOrigin Run = new("20261121t101502-k7q2", "ana@example.com", "https://ci.example/7", "4e1b2a9");

    private static readonly Outcome Done = new Outcome.Done();
    private static readonly Outcome Failed = new Outcome.Failed("Profile/team-a: forbidden");
    private static readonly Outcome Skipped = new Outcome.Skipped("interrupted");

    [Fact]
    public void The_worst_that_happened_to_a_tenant_is_its_reason()
    {
        Assert.Equal("TenantCreated Normal", ReasonOf((Create(), Done), (Remove(), Done)));
        Assert.Equal("AccessRevoked Normal", ReasonOf((Update(), Done), (Remove(), Done)));
        Assert.Equal("TenantUpdated Normal", ReasonOf((Update(), Done), (Remove(), Skipped)));
        Assert.Equal("ApplyFailed Warning", ReasonOf((Create(), Failed), (Remove(), Done)));
        Assert.Equal("ApplyFailed Warning", ReasonOf((Update(), new Outcome.Stale("x"))));
        Assert.Equal("TenantDeleted Normal", ReasonOf((Delete(), Done)));
        Assert.Null(ReasonOf((Update(), Skipped), (Create(), new Outcome.AlreadyDone())));
        Assert.Null(ReasonOf((Update(), new Outcome.Conflict("x"))));
    }

    [Fact]
    public void An_event_says_who_and_which_run_and_is_found_by_the_uid()
    {
        var (tenant, set) = (Of([(Update(), Done), (Remove(), Skipped)])[0], Of([(Update(), Done)])[1]);
        Assert.Equal("Event/default/team-a.20261121t101502-k7q2", tenant.Key.ToString());
        Assert.Equal("uid of Profile/team-a", tenant.Text("regarding", "uid"));
        Assert.Null(tenant.Text("regarding", "namespace"));
        Assert.StartsWith("1 of 2 changes done by ana@example.com: run 20261121t101502-k7q2, plan sha256:0", tenant.Text("note"), StringComparison.Ordinal);
        Assert.EndsWith(", commit 4e1b2a9, https://ci.example/7", tenant.Text("note"), StringComparison.Ordinal);
        Assert.Equal("2026-11-21T10:15:02.000000Z", tenant.Text("eventTime"));
        Assert.Equal("kftenants 20261121t101502-k7q2", $"{tenant.Text("reportingController")} {tenant.Text("reportingInstance")}");

        Assert.Equal("Event/kftenants-system/kftenants-production.20261121t101502-k7q2", set.Key.ToString());
        Assert.Equal("kftenants-system", set.Text("regarding", "namespace"));
        Assert.Equal("Applied", set.Text("reason"));
    }

    [Fact]
    public void A_note_is_cut_before_the_server_would_refuse_it()
    {
        var note = Of([(Update(), new Outcome.Failed(string.Concat(Enumerable.Repeat("\u00e9\U0001F600", 1000))))])[0].Text("note")!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(note), 990, 1023);
        Assert.EndsWith("...", note, StringComparison.Ordinal);
    }

    // The note of every tenant holds the checksum, which is over the whole plan: made anew for each, a plan of many tenants costs its square.
    [Fact]
    public void Four_times_the_tenants_cost_about_four_times_as_much()
    {
        long Cost(int tenants)
        {
            ImmutableArray<(Change, Outcome)> results = [.. Enumerable.Range(0, tenants).Select(i => ((Change)(Remove() with { Tenant = $"team-{i}" }), Done))];
            var before = GC.GetAllocatedBytesForCurrentThread();
            Of(results);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Cost(10);
        Assert.InRange(Cost(400), 0, Cost(100) * 6);
    }

    private static string? ReasonOf(params ImmutableArray<(Change, Outcome)> results) =>
        Of(results) is [var tenant, _] ? $"{tenant.Text("reason")} {tenant.Text("type")}" : null;

    private static ImmutableArray<KubeObject> Of(ImmutableArray<(Change, Outcome)> results) => RunNotices.Of(
        Some.SetName,
        "sha256:0",
        new ExecutionReport(results, Interrupted: false, Remaining: null),
        Run,
        new DateTimeOffset(2026, 11, 21, 10, 15, 2, TimeSpan.Zero),
        key => "uid of " + key,
        ProfileObject.Key,
        succeeded: true);

    private static Change.Create Create() =>
        new(new DesiredObject(ProfileResource.Instance, Live.Of(ObjectKind.Profile, """{"metadata": {"name": "team-a"}}"""), Claim.Whole, "team-a", Some.Place))
        {
            Key = ProfileObject.Key("team-a"),
            Tenant = "team-a",
            Reason = ChangeReason.NewTenant,
        };

    private static Change.Update Update() => new(new WakeBasis(ProfileObject.Key("team-a")), [], new Precondition("u", "1"))
    {
        Key = ProfileObject.Key("team-a"),
        Tenant = "team-a",
        Reason = ChangeReason.QuotaChanged,
    };

    private static Change.Delete Remove() =>
        new(new Precondition("u", "1"))
        {
            Key = new ObjectKey(ObjectKind.RoleBinding, "team-a", "x"),
            Tenant = "team-a",
            Reason = ChangeReason.ContributorRemoved,
            Risk = Risk.AccessRevoked,
        };

    private static Change.Delete Delete() =>
        new(new Precondition("u", "1"), DeletionScope.Tenant)
        {
            Key = ProfileObject.Key("team-a"),
            Tenant = "team-a",
            Reason = ChangeReason.ContributorRemoved,
            Risk = Risk.TenantDeleted,
        };
}
