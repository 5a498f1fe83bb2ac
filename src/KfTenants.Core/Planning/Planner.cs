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
    public static Plan Plan(DesiredState desired, DexLogins? logins, LiveState live, PlanOptions options)
    {
        var set = desired.Set;
        var evidence = new GrantEvidence(set.Name, AccessRecordParts.Read(set.Name, live), set.Platform);
        var reach = desired.Identity.Reach;
        var root = TenantRoot.Of(set.Platform);
        desired = options.Adopt ? desired.Adopting() : desired;
        var tenants = set.Tenants.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var tombstones = set.Tombstones.Where(t => options.Includes(t.Name)).ToImmutableArray();
        var parts = PlanTenants(tenants, tenant => PlanOne(root, set.Name, tenant, desired, live, evidence, reach));
        var others = new List<Change>();
        foreach (var tombstone in tombstones)
        {
            var deletion = TombstonePlanner.Plan(root, set.Name, tombstone, live, evidence).ToList();
            others.AddRange(deletion);
            others.AddRange(RemainingGrants.Of(tombstone, deletion, evidence, new ForeignGrants(root, tombstone.Name, live, reach)));
        }

        var omitted = OmissionPlanner.Omitted(root, set, live, options).ToImmutableArray();
        others.AddRange(omitted.SelectMany(p => OmissionPlanner.Plan(root, set, p, live, evidence)));
        var dex = logins is null ? null : DexPresent.Read(logins, live);
        if (logins is not null && dex is not null)
        {
            others.AddRange(DexPlanner.Plan(logins, dex, live));
        }

        others.AddRange(IdentityPlanner.Plan(set, live, options));
        var sorted = ApplyOrder.Sort(parts.SelectMany(p => p.Changes).Concat(others)).ToImmutableArray();
        var byTenant = others.ToLookup(c => c.Tenant, StringComparer.Ordinal);
        var leaving = tombstones.Select(t => t.Name).Concat(omitted.Select(p => p.Key.Name).Where(byTenant.Contains))
            .Select(name => (Name: name, Access: PlannedAccess.Of(root, name, live, byTenant[name], Given(evidence, name, evidence.Present(name, live)), reach)));
        var access = AccessDiff.Join(
            [.. parts.Select((part, i) => (tenants[i].Name, part.Access)).Concat(leaving).OrderBy(t => t.Item1, StringComparer.Ordinal).Select(t => t.Access)],
            DexAccess.Of(byTenant[null]));
        var present = parts.Select((part, i) => KeyValuePair.Create(tenants[i].Name, part.Present)).ToDictionary(StringComparer.Ordinal);
        var approved = ApprovedSettings.Of(set);
        var settings = approved.Since(ApprovedSettings.LastOf(evidence.Record));
        return new Plan(
            set.Name,
            set.Digest,
            live.Cluster with { Name = set.Cluster },
            options.Scope,
            sorted,
            access.Changes,
            [.. parts.SelectMany(p => p.Unmanaged)],
            [.. omitted.Select(p => OmissionPlanner.Report(root, p, set, sorted, live))],
            PlanGuard.Check(sorted, access, settings, set, live, evidence, options))
        {
            Flavor = root.Flavor,
            Settings = settings,
            Notices =
            [
                .. SnapshotNotices.Of(logins, tenants.SelectMany(t => desired.Of(t)), live),
                .. tenants.SelectMany(t => root.NoticesOf(t, t.Adopts || options.Adopt, live).Concat(TenantNotices.OfEnds(t, set.Time)))
                    .Concat(tenants.SelectMany(t => CredentialNotices.Of(t, live, set.Time)))
                    .Concat(parts.SelectMany(p => p.Notices))
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
            Record = RecordPlanner.Of(root, set, approved, evidence, present, live, reach, options),
        };
    }

    // Tenants do not see each other: side by side, and joined in their order, the result is the same.
    private static TenantPart[] PlanTenants(ImmutableArray<Tenant> tenants, Func<Tenant, TenantPart> plan)
    {
        var parts = new TenantPart[tenants.Length];
        Parallel.For(0, tenants.Length, i => parts[i] = plan(tenants[i]));
        return parts;
    }

    private static TenantPart PlanOne(
        TenantRoot root, string setName, Tenant tenant, DesiredState desired, LiveState live, GrantEvidence evidence, PolicyReach reach)
    {
        var wanted = desired.Of(tenant);
        var foreign = new ForeignGrants(root, tenant.Name, live, reach);
        Change[] changes = [.. TenantPlanner.Plan(root, setName, tenant, wanted, live, evidence, foreign)];
        var known = wanted.Select(d => d.Key).Concat(changes.Select(c => c.Key)).ToHashSet();
        var present = evidence.Present(tenant.Name, live);
        return new TenantPart(
            changes,
            present,
            PlannedAccess.Of(root, tenant.Name, live, changes, Given(evidence, tenant.Name, present), reach),
            [.. UnmanagedIn(tenant, known, foreign)],
            [.. BoundRoles.Notices(tenant, changes, live)]);
    }

    private static IEnumerable<string> Given(GrantEvidence evidence, string tenant, PresentAccess present) => present.People.Concat(evidence.Record.PeopleIn(tenant));

    // Objects made by others in a tenant's namespace: contributors added in the dashboard, bindings of administrators, policies alone. Labels
    // say nothing here: with copied ones a grant would be neither removed nor reported.
    private static IEnumerable<UnmanagedGrant> UnmanagedIn(Tenant tenant, HashSet<ObjectKey> known, ForeignGrants foreign)
    {
        var grants = foreign.Without(known).ToList();
        return from grant in grants
               where !ForeignGrants.IsSecondHalf(grant, grants)
               from subject in grant.Subjects
               select new UnmanagedGrant(tenant.Name, grant.Object.Key, subject, grant.Gives);
    }

    /// <summary>What is decided about one tenant alone.</summary>
    private sealed record TenantPart(Change[] Changes, PresentAccess Present, AccessDiff Access, UnmanagedGrant[] Unmanaged, PlanNotice[] Notices);
}
