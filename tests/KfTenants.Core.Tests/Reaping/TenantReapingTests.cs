using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>Who should be suspended, who deleted, and who must not be for want of evidence.</summary>
public sealed class TenantReapingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly Retention Week = new(TimeSpan.FromHours(168), TimeSpan.FromHours(4), TimeSpan.FromHours(720), default);

    [Theory]
    [InlineData(-167, null, null, 0, false, TenantFate.Keep)] // Too young.
    [InlineData(-168, -168, null, 0, false, TenantFate.Suspend)]
    [InlineData(-999, -167, null, 0, false, TenantFate.Keep)] // Without Prometheus a visit counts for the whole time.
    [InlineData(-999, -5, null, 0, true, TenantFate.Suspend)] // With it, as long as the threshold says.
    [InlineData(-999, -3, null, 0, true, TenantFate.Keep)]
    [InlineData(-999, null, null, 0, false, TenantFate.Unknown)] // Nobody knows.
    [InlineData(-999, null, null, 0, true, TenantFate.Suspend)]
    [InlineData(-999, -200, -100, 0, true, TenantFate.Keep)] // Something ran.
    [InlineData(-999, -999, null, 1, true, TenantFate.Keep)] // Something runs.
    [InlineData(null, -999, null, 0, true, TenantFate.Unknown)]
    public void An_active_tenant(int? created, int? used, int? seen, int pods, bool isMeasured, TenantFate fate)
    {
        var use = new TenantUse(At(created), true, At(used), null, [.. Enumerable.Range(0, pods).Select(i => $"notebook-{i}")], At(seen));
        Assert.Equal(fate, Judge(SomeTenant.Of("team-a") with { Retention = Week }, use, isMeasured).Fate);
    }

    [Theory]
    [InlineData("2026-10-31", null, 0, TenantFate.Delete)]
    [InlineData("2026-11-01", null, 0, TenantFate.Keep)]
    [InlineData(null, null, 0, TenantFate.Unknown)]
    [InlineData("2026-10-01", null, 2, TenantFate.Unknown)] // Something runs there all the same.
    [InlineData("2026-10-01", -24, 0, TenantFate.Unknown)] // Somebody came all the same.
    [InlineData("2026-10-01", -1500, 0, TenantFate.Delete)]
    public void A_suspended_tenant(string? since, int? used, int pods, TenantFate fate)
    {
        var tenant = SomeTenant.Of("team-a") with { Retention = Week, IsSuspended = true, SuspendedSince = since is null ? null : DateOnly.Parse(since) };
        var use = new TenantUse(At(-9999), true, At(used), null, [.. Enumerable.Range(0, pods).Select(i => $"notebook-{i}")], null);
        Assert.Equal(fate, Judge(tenant, use, isMeasured: false).Fate);
    }

    [Fact]
    public void Who_has_no_retention_is_not_judged() => Assert.Empty(TenantReaping.Judge(
        [
            SomeTenant.Of("a"),
            SomeTenant.Of("b") with { Retention = Week with { ReapAfter = null } },
            SomeTenant.Of("c") with { Retention = Week with { DeleteAfter = null }, IsSuspended = true },
        ],
        _ => throw new InvalidOperationException(), isMeasured: true, Now, most: null));

    [Fact]
    public void The_longest_unused_come_first_and_the_others_wait()
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = -300, ["b"] = -500, ["c"] = -400, ["d"] = -1 };
        var verdicts = TenantReaping.Judge(
            used.Keys.Select(n => SomeTenant.Of(n) with { Retention = Week }),
            t => new TenantUse(At(-999), true, At(used[t.Name]), null, [], null), isMeasured: false, Now, most: 2);

        Assert.Equal(["b", "c"], verdicts.Where(v => v.Edit(Now) is not null).Select(v => v.Tenant.Name));
        Assert.Equal(["a"], verdicts.Where(v => v.IsHeld).Select(v => v.Tenant.Name));
        Assert.All(TenantReaping.Judge([SomeTenant.Of("a") with { Retention = Week }], _ => verdicts[0].Use, false, Now, most: 0), v => Assert.Null(v.Edit(Now)));
    }

    [Theory]
    [InlineData("1764000000", null)] // November 2025.
    [InlineData("1764000000000", "1764000000000")] // Milliseconds.
    [InlineData("2026-11-30", "2026-11-30")]
    [InlineData("", "")]
    [InlineData("-1", "-1")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    public void What_the_annotation_says_must_be_a_time(string text, string? unreadable)
    {
        var use = TenantUse.Of("team-a", Namespace(text), [], null, Now);
        Assert.Equal(unreadable, use.Unreadable);
        Assert.Equal(unreadable is null, use.LastUsed is not null);
        Assert.Equal(unreadable is null ? TenantFate.Suspend : TenantFate.Unknown, Judge(SomeTenant.Of("team-a") with { Retention = Week }, use, isMeasured: true).Fate);
    }

    [Fact]
    public void The_pods_of_the_platform_and_those_that_have_ended_are_no_use()
    {
        KubeObject[] pods =
        [
            Pod("ml-pipeline-ui-artifact-7d9f-x", "Running", "ml-pipeline-ui-artifact"),
            Pod("ml-pipeline-visualizationserver-1", "Running", "ml-pipeline-visualizationserver"),
            Pod("done", "Succeeded", null),
            Pod("failed", "Failed", null),
            Pod("mine", "Running", "ml-pipeline-ui-artifact"),
            Pod("notebook-0", "Pending", null),
        ];
        Assert.Equal("mine notebook-0", string.Join(' ', TenantUse.Of("team-a", Namespace("1"), pods, null, Now).Pods));
    }

    private static TenantVerdict Judge(Tenant tenant, TenantUse use, bool isMeasured) =>
        Assert.Single(TenantReaping.Judge([tenant], _ => use, isMeasured, Now, most: null));

    private static DateTimeOffset? At(int? hours) => hours is { } h ? Now.AddHours(h) : null;

    private static KubeObject Namespace(string used) => SomeObjects.Of(
        ObjectKind.Namespace, null, "team-a", Now.AddDays(-400), annotations: (LastUse.Annotation, used));

    private static KubeObject Pod(string name, string phase, string? app) =>
        SomeObjects.Of(ObjectKind.Pod, "team-a", name, Now.AddDays(-1), phase: phase, labels: app is null ? [] : [("app", app)]);
}
