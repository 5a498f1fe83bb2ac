using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>What the record of grants is to say before and after a plan is carried out.</summary>
internal static class RecordPlanner
{
    public static PlannedRecord Of(TenantRoot root, TenantSet set, ApprovedSettings settings, GrantEvidence evidence, LiveState live, PolicyReach reach, PlanOptions options)
    {
        var wanted = set.Tenants.ToDictionary(t => t.Name, t => t.EffectiveContributors, StringComparer.Ordinal);
        var present = evidence.Record;
        var (begun, settled) = (present, present with { Settings = settings.ToJson() });
        string[] names = [.. wanted.Keys.Union(present.Grants.Keys).Union(set.Tombstones.Select(t => t.Name)).Where(options.Includes).Order(StringComparer.Ordinal)];
        foreach (var name in names)
        {
            var isWanted = wanted.TryGetValue(name, out var contributors);
            if (!isWanted && live.Find(NamespaceObject.Key(name)) is null)
            {
                settled = settled.Without(name);
                continue;
            }

            var found = evidence.Present(name, live);
            begun = begun.Adding(name, found).Adding(name, isWanted ? contributors.Select(c => new GivenGrant(c.Email, c.Role, null, null)) : []);

            // Given, not asked for any more, and in effect by an object that is not ours: forgotten only when it is over.
            GivenGrant[] lost = [.. present.In(name).Where(g => !found.Any(f => f.IsSameAs(g)))];
            if (lost is not [])
            {
                var people = PlannedAccess.PeopleOf(root, name, live, reach);
                lost = [.. lost.Where(g => people.ContainsKey(g.Person))];
            }

            settled = settled.With(name, [.. found, .. lost]);
        }

        return new PlannedRecord(present, begun, settled);
    }
}
