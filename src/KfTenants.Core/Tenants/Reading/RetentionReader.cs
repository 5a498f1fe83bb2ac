using System.Globalization;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>retention</c> of a tenant or of <c>defaults</c>, and a tenant's <c>suspendedSince</c>.</summary>
/// <param name="Retention">Null: <c>retention</c> is there and says that there is none.</param>
internal sealed record RetentionReader(Retention? Retention)
{
    /// <summary>Null when the key is absent.</summary>
    public static RetentionReader? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent is null || !parent.TryGet("retention", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return null;
        }

        if (map.Has("lastUsedThreshold") && !map.Has("reapAfter"))
        {
            map.TryGet("lastUsedThreshold", out var idle);
            findings.Add(KnownDiagnostics.ThresholdWithoutReaping(idle!.KeyLocation));
        }

        var retention = new Retention(
            Duration(map, "reapAfter", findings), Duration(map, "lastUsedThreshold", findings), Duration(map, "deleteAfter", findings), entry.KeyLocation);
        return new RetentionReader(retention is { ReapAfter: null, DeleteAfter: null } ? null : retention);
    }

    /// <summary>The first day without access; null when nothing is said, or no date.</summary>
    public static DateOnly? Since(YamlNode.Mapping tenant, DiagnosticBag findings)
    {
        if (!tenant.TryGet("suspendedSince", out var entry))
        {
            return null;
        }

        if (TenantStates.Of(tenant) != TenantState.Suspended)
        {
            findings.Add(KnownDiagnostics.SinceWithoutSuspension(entry.KeyLocation));
            return null;
        }

        if (tenant.Text("suspendedSince") is not { } text)
        {
            return null;
        }

        if (Times.ParseDay(text.Text) is { } day)
        {
            return day;
        }

        findings.Add(KnownDiagnostics.NotADay(text.Location, text.Text));
        return null;
    }

    private static TimeSpan? Duration(YamlNode.Mapping map, string key, DiagnosticBag findings)
    {
        if (map.Text(key) is not { } text)
        {
            return null;
        }

        if (GoDuration.TryParse(text.Text, out var nanoseconds) && nanoseconds >= TimeSpan.NanosecondsPerTick)
        {
            return TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        }

        findings.Add(KnownDiagnostics.NotARetention(text.Location, key, text.Text, InHours(text.Text)));
        return null;
    }

    // Who writes 7d knows a tool that has days.
    internal static string? InHours(string text) =>
        text is [.. var number, 'd'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 100_000
            ? string.Create(CultureInfo.InvariantCulture, $"{days * 24L}h")
            : null;
}
