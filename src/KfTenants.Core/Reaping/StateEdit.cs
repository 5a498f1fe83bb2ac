using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>What becomes of one tenant's entry in the file: keys and their new values, all of them plain words.</summary>
/// <param name="Tenant">Its name, for people.</param>
/// <param name="Origin">Where the name is written: the entry is found by that.</param>
public sealed record StateEdit(string Tenant, SourceLocation Origin, ImmutableArray<(string Key, string Value)> Values)
{
    public static StateEdit Suspend(string tenant, SourceLocation origin, DateTimeOffset now) =>
        new(tenant, origin, [("state", "suspended"), ("suspendedSince", Times.Day(DateOnly.FromDateTime(now.UtcDateTime)))]);

    public static StateEdit Delete(string tenant, SourceLocation origin) => new(tenant, origin, [("state", "absent")]);
}
