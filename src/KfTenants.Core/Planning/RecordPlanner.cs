using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>What the record of grants is to say before and after a plan is carried out.</summary>
internal static class RecordPlanner
{
    public static PlannedRecord Of(TenantSet set, ApprovedSettings settings, GrantEvidence evidence, LiveState live, PolicyReach reach, PlanOptions options)
    {
        var wanted = set.Tenants.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var present = evidence.Record;
        var (begun, settled) = (present, present with { Settings = settings.ToJson() });
        string[] names = [.. wanted.Keys.Union(present.Grants.Keys).Union(set.Tombstones.Select(t => t.Name)).Where(options.Includes).Order(StringComparer.Ordinal)];
        foreach (var name in names)
        {
            var isWanted = wanted.TryGetValue(name, out var tenant);
            if (!isWanted && live.Find(NamespaceObject.Key(name)) is null)
            {
                settled = settled.Without(name);
                continue;
            }

            var found = evidence.Present(name, live);
            var bindings = evidence.PresentBindings(name, live);
            begun = begun
                .Adding(name, found)
                .Adding(name, isWanted ? tenant!.EffectiveContributors.Select(c => new GivenGrant(c.Email, c.Role, null, null)) : [])
                .AddingBindings(name, bindings)
                .AddingBindings(name, isWanted ? tenant!.EffectiveGrants.Select(g => Given(tenant, g)) : []);

            // Given, not asked for any more, and in effect by an object that is not ours: forgotten only when it is over.
            GivenGrant[] lost = [.. present.In(name).Where(g => !found.Any(f => f.IsSameAs(g)))];
            GivenBinding[] lostBindings = [.. present.BindingsIn(name).Where(b => !bindings.Any(f => f.Name == b.Name))];
            if (lost is not [] || lostBindings is not [])
            {
                var people = PlannedAccess.PeopleOf(name, live, reach);
                lost = [.. lost.Where(g => people.ContainsKey(g.Person))];
                lostBindings = [.. lostBindings.Where(b => b.People.Any(people.ContainsKey))];
            }

            settled = settled.With(name, [.. found, .. lost]).WithBindings(name, [.. bindings, .. lostBindings]);
        }

        return new PlannedRecord(present, begun, settled);
    }

    private static GivenBinding Given(Tenant tenant, RoleGrant grant) =>
        new(grant.Name, null, [.. RoleGrantObject.PeopleOf(tenant.Name, grant).Order(StringComparer.Ordinal)]);
}
