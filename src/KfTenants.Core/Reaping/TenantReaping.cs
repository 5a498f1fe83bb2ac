using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>
/// Which tenants of a file should be suspended because no one uses them, and which deleted because they have been suspended for long. Only a tenant with a retention is
/// judged, and one is only proposed when the cluster shows that it is unused: what is not known keeps it. Pure.
/// </summary>
public static class TenantReaping
{
    /// <param name="useOf">What the cluster shows of a tenant.</param>
    /// <param name="isMeasured">Prometheus was asked about what ran.</param>
    /// <param name="most">How many proposals are made at most; the others are held. Null for all.</param>
    /// <returns>In the order of names.</returns>
    public static ImmutableArray<TenantVerdict> Judge(
        IEnumerable<Tenant> tenants, Func<Tenant, TenantUse> useOf, bool isMeasured, DateTimeOffset now, int? most)
    {
        var verdicts = tenants.Where(IsJudged).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => Judge(t, useOf(t), isMeasured, now)).ToList();
        var held = verdicts.Where(v => v.Fate is TenantFate.Suspend or TenantFate.Delete).OrderBy(v => UnusedSince(v.Tenant, v.Use))
            .ThenBy(v => v.Tenant.Name, StringComparer.Ordinal).Skip(most ?? int.MaxValue).Select(v => v.Tenant.Name).ToHashSet(StringComparer.Ordinal);
        return [.. verdicts.Select(v => held.Contains(v.Tenant.Name) ? v with { IsHeld = true } : v)];
    }

    /// <summary>Its retention can ask for something.</summary>
    public static bool IsJudged(Tenant tenant) => tenant.IsSuspended ? tenant.Retention?.DeleteAfter is not null : tenant.Retention?.ReapAfter is not null;

    private static TenantVerdict Judge(Tenant tenant, TenantUse use, bool isMeasured, DateTimeOffset now)
    {
        var (fate, reason) = use.Unreadable is { } text ? (TenantFate.Unknown, $"{LastUse.Annotation} says {Diagnostics.QuotedText.Of(text)}, which is no time in Unix seconds")
            : tenant.IsSuspended ? OfSuspended(tenant, tenant.Retention!.DeleteAfter!.Value, use, now)
            : OfActive(tenant.Retention!, tenant.Retention!.ReapAfter!.Value, use, isMeasured, now);
        return new TenantVerdict(tenant, fate, reason, use, IsHeld: false);
    }

    private static (TenantFate, string) OfActive(Retention retention, TimeSpan reapAfter, TenantUse use, bool isMeasured, DateTimeOffset now)
    {
        if (use.Created is not { } created)
        {
            return (TenantFate.Unknown, use.Exists ? "its Namespace does not say when it was created" : "its Namespace does not exist; kftenants apply makes it");
        }

        if (now - created < reapAfter)
        {
            return (TenantFate.Keep, $"it was created at {Times.Seconds(created)}");
        }

        if (!use.Pods.IsEmpty)
        {
            return (TenantFate.Keep, PodsRun(use));
        }

        if (use.LastSeen is { } seen)
        {
            return (TenantFate.Keep, $"a container ran there at {Times.Seconds(seen)}");
        }

        if (use.LastUsed is { } used)
        {
            // What ran in between no one has measured: only that no one came can be known.
            var threshold = retention.LastUsedThreshold is not { } written ? reapAfter : isMeasured || written > reapAfter ? written : reapAfter;
            return now - used < threshold
                ? (TenantFate.Keep, $"it was used at {Times.Seconds(used)}")
                : (TenantFate.Suspend, $"last used at {Times.Seconds(used)}, and nothing runs there");
        }

        return isMeasured
            ? (TenantFate.Suspend, $"nothing ran there for {Hours(reapAfter)}")
            : (TenantFate.Unknown, "nothing says when it was last used; give --prometheus, or let kftenants touch run when people come");
    }

    private static (TenantFate, string) OfSuspended(Tenant tenant, TimeSpan deleteAfter, TenantUse use, DateTimeOffset now)
    {
        if (tenant.SuspendedSince is not { } day)
        {
            return (TenantFate.Unknown, "it is suspended, and suspendedSince does not say since when");
        }

        var since = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        var suspended = $"suspended since {Times.Day(day)}";
        return now - since < deleteAfter ? (TenantFate.Keep, suspended)
            : !use.Pods.IsEmpty ? (TenantFate.Unknown, $"{suspended}, and {PodsRun(use)}")
            : use.LastUsed is { } used && used >= since.AddDays(1) ? (TenantFate.Unknown, $"{suspended}, and used all the same at {Times.Seconds(used)}")
            : (TenantFate.Delete, suspended);
    }

    private static DateTimeOffset UnusedSince(Tenant tenant, TenantUse use) =>
        tenant.SuspendedSince is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : use.LastUsed ?? use.Created ?? DateTimeOffset.MinValue;

    private static string PodsRun(TenantUse use) => $"{(use.Pods.Length == 1 ? "a pod runs" : $"{use.Pods.Length} pods run")} there: {Diagnostics.NameList.Of(use.Pods, 3)}";

    private static string Hours(TimeSpan time) => time.TotalHours >= 1 && time.Ticks % TimeSpan.TicksPerHour == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0}h")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");
}
