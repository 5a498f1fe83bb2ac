using System.Collections.Immutable;
using KfTenants.Dex;
using KfTenants.Objects;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>The decision: what the document asks for and what the cluster shows in, the whole plan out. Pure; equal inputs give equal plans.</summary>
public static class Planner
{
    /// <param name="logins">Null when no login is managed and none was.</param>
    public static Plan Plan(TenantSet set, DesiredState desired, DexLogins? logins, LiveState live, PlanOptions options)
    {
        var byTenant = desired.Objects.ToLookup(o => o.Tenant, StringComparer.Ordinal);
        var tenants = set.Tenants.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var tombstones = set.Tombstones.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var changes = PlanTenants(set.Name, tenants, byTenant, live);
        changes.AddRange(tombstones.Select(t => TombstonePlanner.Plan(set.Name, t, live)).OfType<Change>());
        if (logins is not null)
        {
            changes.AddRange(DexPlanner.Plan(logins, live));
        }

        var sorted = ApplyOrder.Sort(changes).ToImmutableArray();
        var access = AccessView.Of(tenants.Select(t => t.Name).Concat(tombstones.Select(t => t.Name)).Order(StringComparer.Ordinal), live, sorted);
        var known = desired.Objects.Select(d => d.Key).Concat(sorted.Select(c => c.Key)).ToHashSet();
        return new Plan(
            set.Name,
            set.Digest,
            live.Cluster,
            options.Scope,
            sorted,
            access.Changes,
            [.. tenants.SelectMany(t => UnmanagedIn(t, known, live))],
            options.Scope is null ? [.. Missing(set, sorted, live)] : [],
            PlanGuard.Check(sorted, access, set.Guards, options.Allowances));
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

    // Omission never destroys: a tenant that is only missing from the file keeps everything and is reported.
    private static IEnumerable<MissingTenant> Missing(TenantSet set, ImmutableArray<Change> changes, LiveState live)
    {
        var named = set.Tenants.Select(t => t.Name).Concat(set.Tombstones.Select(t => t.Name)).ToHashSet(StringComparer.Ordinal);
        var created = changes.OfType<Change.Create>().Where(c => c.Key.Kind == ObjectKind.Profile).Select(c => c.Key.Name).ToHashSet(StringComparer.Ordinal);
        var candidates = set.Tenants.Where(t => created.Contains(t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal).ToImmutableArray();
        return from profile in live.Of(ObjectKind.Profile)
               where profile.Label(Ownership.PartOfLabel) == Ownership.SetId(set.Name) && !named.Contains(profile.Key.Name)
               let owner = profile.Text("spec", "owner", "name")
               let people = live.In(profile.Key.Name, ObjectKind.RoleBinding).SelectMany(Grants.Of).Select(g => g.Person).Where(p => p != owner).ToHashSet(StringComparer.Ordinal)
               select new MissingTenant(profile.Key.Name, people.Count) { LooksLike = Renames.Find(profile, people, candidates) };
    }
}
