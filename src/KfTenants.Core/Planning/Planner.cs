using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>The decision: what the document asks for and what the cluster shows in, the whole plan out. Pure; equal inputs give equal plans.</summary>
public static class Planner
{
    /// <param name="logins">Null when no login is managed and none was.</param>
    public static Plan Plan(TenantSet set, DesiredState desired, DexLogins? logins, LiveState live, PlanOptions options)
    {
        var evidence = new GrantEvidence(set.Name, AccessRecordParts.Read(set.Name, live), set.Platform);
        var reach = desired.Identity.Reach;
        var root = TenantRoot.Of(set.Platform);
        var byTenant = (options.Adopt ? desired.Adopting() : desired).Objects.ToLookup(o => o.Tenant, StringComparer.Ordinal);
        var tenants = set.Tenants.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var tombstones = set.Tombstones.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var changes = PlanTenants(root, set.Name, tenants, byTenant, live, evidence, reach);
        foreach (var tombstone in tombstones)
        {
            var deletion = TombstonePlanner.Plan(root, set.Name, tombstone, live, evidence).ToList();
            changes.AddRange(deletion);
            changes.AddRange(RemainingGrants.Of(root, tombstone, deletion, live, evidence, reach));
        }

        var omitted = OmissionPlanner.Omitted(root, set, live, options).ToImmutableArray();
        changes.AddRange(omitted.SelectMany(p => OmissionPlanner.Plan(root, set, p, live, evidence)));
        var dex = logins is null ? null : DexPresent.Read(logins, live);
        if (logins is not null && dex is not null)
        {
            changes.AddRange(DexPlanner.Plan(logins, dex, live));
        }

        changes.AddRange(IdentityPlanner.Plan(set, live, options));
        var sorted = ApplyOrder.Sort(changes).ToImmutableArray();
        var byChange = sorted.Select(c => c.Tenant).ToHashSet(StringComparer.Ordinal);
        string[] seen = [.. tenants.Select(t => t.Name), .. tombstones.Select(t => t.Name), .. omitted.Select(p => p.Key.Name).Where(byChange.Contains)];
        var access = PlannedAccess.Of(root, seen.Order(StringComparer.Ordinal), live, sorted, evidence, reach);
        var approved = ApprovedSettings.Of(set);
        var settings = approved.Since(ApprovedSettings.LastOf(evidence.Record));
        var byKey = sorted.ToLookup(c => c.Key);
        var known = desired.Objects.Select(d => d.Key).Concat(sorted.Select(c => c.Key)).ToHashSet();
        return new Plan(
            set.Name,
            set.Digest,
            live.Cluster with { Name = set.Cluster },
            options.Scope,
            sorted,
            access.Changes,
            [.. tenants.SelectMany(t => UnmanagedIn(root, t, known, live, reach))],
            [.. omitted.Select(p => OmissionPlanner.Report(root, p, set, sorted, live))],
            PlanGuard.Check(sorted, access, settings, set, live, evidence, options))
        {
            Flavor = root.Flavor,
            Settings = settings,
            Notices =
            [
                .. SnapshotNotices.Of(logins, tenants.SelectMany(t => byTenant[t.Name]), live),
                .. tenants.SelectMany(t => root.NoticesOf(t, t.Adopts || options.Adopt, live).Concat(TenantNotices.OfEnds(t, set.Time)))
                    .Concat(tenants.SelectMany(t => CredentialNotices.Of(t, live, set.Time)))
                    .Concat(tenants.SelectMany(t => BoundRoles.Notices(t, byKey, live)))
                    .Concat(tombstones.SelectMany(t => root.NoticesOf(t, live)))
                    .Concat(TenantNotices.OfTransfers(root, sorted))
                    .OrderBy(n => n.Tenant, StringComparer.Ordinal),
                .. TenantNotices.Of(set.Name, evidence.Record),
                .. TenantNotices.OfPullSecrets(root.Flavor, sorted),
                .. PolicyNotices.Of(set with { Tenants = tenants }, live),
                .. WideGrants.Of(live, reach),
                .. ClusterIstio.Disagreements(set.Platform.Istio, live),
                .. logins is null || dex is null ? [] : DexNotices.Of(logins, dex, live),
            ],
            Record = RecordPlanner.Of(root, set, approved, evidence, live, reach, options),
        };
    }

    // Tenants do not see each other: side by side, and joined in their order, the result is the same.
    private static List<Change> PlanTenants(
        TenantRoot root, string setName, ImmutableArray<Tenant> tenants, ILookup<string?, DesiredObject> desired, LiveState live, GrantEvidence evidence, PolicyReach reach)
    {
        var planned = new Change[tenants.Length][];
        Parallel.For(0, tenants.Length, i => planned[i] = [.. TenantPlanner.Plan(root, setName, tenants[i], desired[tenants[i].Name], live, evidence, reach)]);
        return [.. planned.SelectMany(changes => changes)];
    }

    // Objects made by others in a tenant's namespace: contributors added in the dashboard, bindings of administrators, policies alone. Labels
    // say nothing here: with copied ones a grant would be neither removed nor reported.
    private static IEnumerable<UnmanagedGrant> UnmanagedIn(TenantRoot root, Tenant tenant, HashSet<ObjectKey> known, LiveState live, PolicyReach reach)
    {
        var grants = ForeignGrants.In(root, tenant.Name, known, live, reach).ToList();
        return from grant in grants
               where !ForeignGrants.IsSecondHalf(grant, grants)
               from subject in grant.Subjects
               select new UnmanagedGrant(tenant.Name, grant.Object.Key, subject, grant.Gives);
    }
}
