using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// Refuses a plan that is larger than anybody meant. Evaluated in every plan, so that the pull request fails and not the deployment;
/// an override must be the exact number, so that it cannot stay in a pipeline (design/plan-and-apply section 6).
/// </summary>
public static class PlanGuard
{
    public const string DeletesKey = "deletes";
    public const string AccessRevokedKey = "access-revoked";

    /// <summary>The keys that <c>--allow KEY=N</c> knows.</summary>
    public static readonly ImmutableArray<string> Keys = [DeletesKey, AccessRevokedKey];

    /// <summary>Below this many grants a share means little and is not judged (octoDNS's minimum sample).</summary>
    public const int MinimumGrants = 10;

    public static ImmutableArray<GuardResult> Check(
        ImmutableArray<Change> changes, AccessView access, GuardLimits limits, ImmutableSortedDictionary<string, int> allowances)
    {
        // A quota that the file empties goes with its Profile's; it is nobody's loss.
        var deletes = changes.Count(c => c is Change.Delete && c.Risk != Risk.None);

        // Rounded up, so that the number shown is over the limit exactly when the comparison is.
        var percent = access.GrantsBefore == 0 ? 0 : ((access.Revoked * 100) + access.GrantsBefore - 1) / access.GrantsBefore;
        var sampled = access.GrantsBefore >= MinimumGrants;
        return
        [
            Result("max-deletes", limits.MaxDeletes, deletes, "objects", deletes <= limits.MaxDeletes, DeletesKey, deletes, allowances),
            Result("max-access-revoked-percent", limits.MaxAccessRevokedPercent, percent, "%",
                !sampled || percent <= limits.MaxAccessRevokedPercent, AccessRevokedKey, access.Revoked, allowances),
        ];
    }

    private static GuardResult Result(
        string id, int limit, int value, string unit, bool within, string key, int exact, ImmutableSortedDictionary<string, int> allowances) =>
        new(id, limit, value, unit, allowances.TryGetValue(key, out var allowed) ? allowed == exact : within, $"--allow {key}={exact}");
}
