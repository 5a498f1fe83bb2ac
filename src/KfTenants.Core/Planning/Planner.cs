using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>The decision: what the document asks for and what the cluster shows in, the whole plan out. Pure; equal inputs give equal plans.</summary>
public static class Planner
{
    /// <param name="logins">Null when no login is managed and none was.</param>
    public static Plan Plan(TenantSet set, DesiredState desired, DexLogins? logins, LiveState live, PlanOptions options)
    {
        var byTenant = (options.Adopt ? desired.Adopting() : desired).Objects.ToLookup(o => o.Tenant, StringComparer.Ordinal);
        var tenants = set.Tenants.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var tombstones = set.Tombstones.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var changes = PlanTenants(set.Name, tenants, byTenant, live);
        changes.AddRange(tombstones.Select(t => TombstonePlanner.Plan(set.Name, t, live)).OfType<Change>());
        var omitted = OmissionPlanner.Omitted(set, live, options).ToImmutableArray();
        changes.AddRange(omitted.SelectMany(p => OmissionPlanner.Plan(set, p, live)));
        if (logins is not null)
        {
            changes.AddRange(DexPlanner.Plan(logins, live));
        }

        var sorted = ApplyOrder.Sort(changes).ToImmutableArray();
        var byChange = sorted.Select(c => c.Tenant).ToHashSet(StringComparer.Ordinal);
        string[] seen = [.. tenants.Select(t => t.Name), .. tombstones.Select(t => t.Name), .. omitted.Select(p => p.Key.Name).Where(byChange.Contains)];
        var access = PlannedAccess.Of(seen.Order(StringComparer.Ordinal), live, sorted);
        var settings = ApprovedSettings.Of(set).Since(approved: null);
        var known = desired.Objects.Select(d => d.Key).Concat(sorted.Select(c => c.Key)).ToHashSet();
        return new Plan(
            set.Name,
            set.Digest,
            live.Cluster,
            options.Scope,
            sorted,
            access.Changes,
            [.. tenants.SelectMany(t => UnmanagedIn(t, known, live))],
            [.. omitted.Select(p => OmissionPlanner.Report(p, set, sorted, live))],
            PlanGuard.Check(sorted, access, settings, set, live, options))
        {
            Settings = settings,
        };
    }

    // Tenants do not see each other: side by side, and joined in their order, the result is the same.
    private static List<Change> PlanTenants(
        string setName, ImmutableArray<Tenant> tenants, ILookup<string?, DesiredObject> desired, LiveState live)
    {
        var planned = new Change[tenants.Length][];
        Parallel.For(0, tenants.Length, i => planned[i] = [.. TenantPlanner.Plan(setName, tenants[i], desired[tenants[i].Name], live)]);
        return [.. planned.SelectMany(changes => changes)];
    }

    // Objects made by others in a tenant's namespace: contributors added in the dashboard, bindings of administrators. Labels say
    // nothing here: with copied ones a grant would be neither removed nor reported.
    private static IEnumerable<UnmanagedGrant> UnmanagedIn(Tenant tenant, HashSet<ObjectKey> known, LiveState live) =>
        from binding in live.In(tenant.Name, ObjectKind.RoleBinding)
        where !known.Contains(binding.Key) && !ProfileObject.ControllerBindings.Contains(binding.Key.Name)
        from subject in Grants.Outsiders(binding)
        select new UnmanagedGrant(tenant.Name, binding.Key, subject, Grants.RoleRef(binding));
}
