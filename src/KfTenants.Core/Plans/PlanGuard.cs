using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Plans;

/// <summary>
/// Refuses a plan that is larger than intended. Evaluated in every plan, so that the pull request fails and not the deployment;
/// an override must be the exact number, so that it cannot stay in a pipeline.
/// </summary>
public static class PlanGuard
{
    public const string DeletesKey = "deletes";
    public const string KindDeletesKey = "kind-deletes";
    public const string AccessRevokedKey = "access-revoked";
    public const string TenantDeletesKey = "tenant-deletes";
    public const string TenantsKey = "tenants";
    public const string RequiredAdminsKey = "required-admins";
    public const string SelfKey = "self";
    public const string GuardsKey = "guards";
    public const string PlatformKey = "platform";

    private const string MinTenantsId = "min-tenants";
    private const string TenantDeletesId = "max-tenant-deletes";

    /// <summary>The keys that <c>--allow KEY=N</c> knows.</summary>
    public static readonly ImmutableArray<string> Keys =
        [DeletesKey, KindDeletesKey, AccessRevokedKey, TenantDeletesKey, TenantsKey, RequiredAdminsKey, SelfKey];

    /// <summary>The keys that <c>--allow KEY</c> knows: for settings of the file that have power over every tenant.</summary>
    public static readonly ImmutableArray<string> SettingKeys = [GuardsKey, PlatformKey];

    /// <summary>Below this many grants a share means little and is not judged (octoDNS's minimum sample).</summary>
    public const int MinimumGrants = 10;

    /// <summary>The same for objects of one kind.</summary>
    public const int MinimumObjects = 10;

    /// <summary>The guards that this document and this run have; the others are not judged and not shown.</summary>
    /// <param name="evidence">Which grants this set gave: those of others count neither here nor there.</param>
    /// <param name="live">Holds whole lists; the set's parent, where there is one, says how many tenants there were.</param>
    /// <param name="settings">What the document changes of the settings that were approved last.</param>
    /// <exception cref="KfTenantsException">What the parent says is not a number.</exception>
    public static ImmutableArray<GuardResult> Check(
        ImmutableArray<Change> changes,
        AccessDiff access,
        ImmutableArray<SettingDocument> settings,
        TenantSet set,
        LiveState live,
        GrantEvidence evidence,
        PlanOptions options)
    {
        var limits = set.Guards;
        var guards = new List<GuardResult?>
        {
            Settings("loosened-guards", GuardsKey, settings, options),
            Settings("changed-platform", PlatformKey, settings, options),
            Deletes(changes, limits, options),
            KindDeletes(changes, set, live, evidence, options),
            AccessRevoked(access, limits, options),
            TenantDeletes(changes, limits, options),
            EmptySet(set),
            MinTenants(set, live, options),
            Keeps("required-admins", RequiredAdminsKey, [.. limits.RequiredAdmins], !limits.RequiredAdmins.IsEmpty, access, options),
            Keeps("require-self", SelfKey, options.Self is { } self ? [self] : [], limits.RequireSelf, access, options),
        };
        return [.. guards.OfType<GuardResult>()];
    }

    /// <summary>
    /// The guards of a plan that was made again after it had been shown. An exact number that was right then is right for what is left of that plan, too;
    /// any other judgement counts as it is now.
    /// </summary>
    public static ImmutableArray<GuardResult> Again(ImmutableArray<GuardResult> shown, ImmutableArray<GuardResult> now)
    {
        var before = shown.Where(g => g.Allows).ToDictionary(g => g.Id, StringComparer.Ordinal);
        return [.. now.Select(g => !g.Allows && before.TryGetValue(g.Id, out var was) && IsRest(was, g) ? was with { Value = g.Value } : g)];

        static bool IsRest(GuardResult was, GuardResult now) =>
            was.Limit == now.Limit && (now.Id == MinTenantsId ? now.Value == was.Value : now.Value <= was.Value);
    }

    // A quota that the file empties goes with its Profile's, and a login may move to another place: no access is lost by that.
    private static IEnumerable<Change> Lost(ImmutableArray<Change> changes) => changes.Where(c => c is Change.Delete { IsHarmless: false });

    private static GuardResult Deletes(ImmutableArray<Change> changes, GuardLimits limits, PlanOptions options)
    {
        var deletes = Lost(changes).Count();
        return Result("max-deletes", limits.MaxDeletes, deletes, "objects", deletes <= limits.MaxDeletes, DeletesKey, deletes, options, note: null);
    }

    // The kind of which the greatest share goes speaks for all; what is allowed is the number of all objects of kinds over the limit.
    private static GuardResult KindDeletes(
        ImmutableArray<Change> changes, TenantSet set, LiveState live, GrantEvidence evidence, PlanOptions options)
    {
        var kinds = (from change in Lost(changes)
                     group change by change.Key.Kind into gone
                     let present = live.Of(gone.Key).Count(o => options.Includes(o.Key.Namespace ?? o.Key.Name) &&
                         (Grants.Kinds.Contains(gone.Key) ? evidence.IsOurs(o) : OwnObjects.IsOurs(set.Name, o)))
                     where present + (options.IsSharded ? changes.Count(c => c is Change.Create && c.Key.Kind == gone.Key) : 0) >= MinimumObjects
                     let percent = Percent(gone.Count(), present)
                     orderby percent descending, gone.Key
                     select (Kind: gone.Key, Count: gone.Count(), Present: present, Percent: percent)).ToList();
        var over = kinds.Where(k => k.Percent > set.Guards.MaxDeletePercent).ToList();
        return Result(
            "max-delete-percent", set.Guards.MaxDeletePercent, kinds.FirstOrDefault().Percent, "%", over.Count == 0, KindDeletesKey, over.Sum(k => k.Count), options,
            over.Count == 0 ? null : string.Join(", ", over.Select(k => $"{k.Count} of {k.Present} {k.Kind} objects")) + Scoped(options));
    }

    private static GuardResult AccessRevoked(AccessDiff access, GuardLimits limits, PlanOptions options)
    {
        var percent = Percent(access.Revoked, access.GrantsBefore);
        var known = access.GrantsBefore + (options.IsSharded ? access.Changes.Count(c => c.Tenant is not null && c.Before is null) : 0);
        var within = known < MinimumGrants || percent <= limits.MaxAccessRevokedPercent;
        return Result(
            "max-access-revoked-percent", limits.MaxAccessRevokedPercent, percent, "%", within, AccessRevokedKey, access.Revoked, options,
            within ? null : $"{access.Revoked} of {access.GrantsBefore} grants" + Scoped(options));
    }

    private static GuardResult TenantDeletes(ImmutableArray<Change> changes, GuardLimits limits, PlanOptions options)
    {
        // The file that asks for the deletions may forbid them; it cannot allow them.
        var gone = changes.Where(c => c is Change.Delete { Scope: DeletionScope.Tenant }).Select(c => c.Key.Name).Distinct(StringComparer.Ordinal).ToList();
        var names = gone.Count == 0 ? null : string.Join(", ", gone);
        return gone.Count > limits.MaxTenantDeletes
            ? new GuardResult(TenantDeletesId, limits.MaxTenantDeletes.Value, gone.Count, "tenants", GuardOutcome.Fail, Override: "")
            {
                Note = $"{names}; guards.maxTenantDeletes forbids it",
            }
            : Result(TenantDeletesId, 0, gone.Count, "tenants", gone.Count == 0, TenantDeletesKey, gone.Count, options, names);
    }

    // A document without any tenant is refused before (KFT0306); one in which every tenant is a tombstone means the same.
    private static GuardResult? EmptySet(TenantSet set) => set.Tenants.IsEmpty
        ? new GuardResult("empty-set", 1, 0, "tenants", GuardOutcome.Fail, Override: "")
        {
            Note = $"the file leaves no tenant{(set.Cluster is null ? "" : $" for cluster {set.Cluster}")}; no option overrides this",
        }
        : null;

    // A run limited to some tenants says nothing about the others.
    private static GuardResult? MinTenants(TenantSet set, LiveState live, PlanOptions options)
    {
        var parent = Ownership.ParentOf(set.Name);
        var text = options.Scope is null ? live.Find(parent)?.Text("data", Ownership.TenantCountKey) : null;
        if (text is null)
        {
            return options.Allowances.ContainsKey(TenantsKey)
                ? Result(MinTenantsId, 0, set.Tenants.Length, "tenants", within: true, TenantsKey, set.Tenants.Length, options, note: null)
                : null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
        {
            throw new KfTenantsException(
                $"{parent}: {Ownership.TenantCountKey} is not a number; it records how many tenants the set had: remove that key if you know that the file is complete");
        }

        // Rounded up: fewer than this is exactly a smaller share.
        var least = (int)((((long)before * set.Guards.MinTenantsPercent) + 99) / 100);
        var within = set.Tenants.Length >= least;
        return Result(MinTenantsId, least, set.Tenants.Length, "tenants", within, TenantsKey, set.Tenants.Length, options, within ? null : $"{before} after the last apply");
    }

    // People who must not lose power over any tenant by this plan.
    private static GuardResult? Keeps(string id, string key, ImmutableHashSet<string> people, bool isOn, AccessDiff access, PlanOptions options)
    {
        if (!isOn && !options.Allowances.ContainsKey(key))
        {
            return null;
        }

        var lost = access.Changes.Where(c => c.Tenant is not null && people.Contains(c.Person) && Grants.IsPowerful(c.Before) && !Grants.IsPowerful(c.After)).ToList();
        return Result(id, 0, lost.Count, "grants", lost.Count == 0, key, lost.Count, options,
            lost.Count > 0 ? string.Join(", ", lost.Select(l => $"{l.Person} is {l.Before} in {l.Tenant}"))
            : isOn && people.IsEmpty ? "not judged: the current user is unknown" : null);
    }

    // Settings have no number: an allowance that stays in a pipeline is refused as soon as there is nothing that needs it.
    private static GuardResult? Settings(string id, string key, ImmutableArray<SettingDocument> settings, PlanOptions options)
    {
        var changed = settings.Where(s => s.Allowance == key).ToList();
        var isAllowed = options.Allowances.ContainsKey(key);
        return changed.Count == 0 && !isAllowed
            ? null
            : new GuardResult(
                id, 0, changed.Count, "settings", isAllowed && changed.Count > 0 ? GuardOutcome.Overridden : GuardOutcome.Fail, isAllowed ? "" : $"--allow {key}")
            {
                Note = changed.Count == 0 ? $"nothing needs --allow {key}; leave it out" : string.Join(", ", changed.Select(s => s.Path[1..].Replace('/', '.'))),
            };
    }

    // Rounded up, so that the number shown is over the limit exactly when the comparison is.
    private static int Percent(int part, int whole) => whole == 0 ? 0 : (int)((((long)part * 100) + whole - 1) / whole);

    private static string Scoped(PlanOptions options) => options.Scope is null ? "" : ", of what --tenant covers";

    private static GuardResult Result(
        string id, int limit, int value, string unit, bool within, string key, int exact, PlanOptions options, string? note)
    {
        var isAllowed = options.Allowances.TryGetValue(key, out var allowed);
        if (!isAllowed && !within && options.Approved.TryGetValue(key, out var approved) && (key == TenantsKey ? exact == approved : exact <= approved))
        {
            return new GuardResult(id, limit, value, unit, GuardOutcome.Overridden, $"--allow {key}={exact}") { Note = note };
        }

        var outcome = (isAllowed, allowed == exact, within) switch
        {
            (true, false, _) or (false, _, false) => GuardOutcome.Fail,
            (true, true, false) => GuardOutcome.Overridden,
            (_, _, true) => GuardOutcome.Pass,
        };
        var isUseless = within && outcome == GuardOutcome.Fail;
        return new GuardResult(id, limit, value, unit, outcome, isUseless ? "" : $"--allow {key}={exact}")
        {
            Note = isAllowed && allowed != exact
                ? $"{(note is null ? "" : note + "; ")}{allowed} was allowed, which is not this plan's number{(isUseless ? $": leave --allow {key} out" : "")}"
                : note,
        };
    }
}
