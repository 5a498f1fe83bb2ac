using System.Collections.Immutable;
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
    /// <param name="seen">What is ours in a tenant, where it is known already.</param>
    public static PlannedRecord Of(
        TenantRoot root, TenantSet set, ApprovedSettings settings, GrantEvidence evidence, IReadOnlyDictionary<string, PresentAccess> seen, LiveState live, PolicyReach reach,
        PlanOptions options)
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

            var (found, bindings) = seen.GetValueOrDefault(name) ?? evidence.Present(name, live);
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
                var people = PlannedAccess.PeopleOf(root, name, live, reach);
                lost = [.. lost.Where(g => people.ContainsKey(g.Person))];
                lostBindings = [.. lostBindings.Where(b => b.People.Any(people.ContainsKey))];
            }

            settled = settled.With(name, [.. found, .. lost]).WithBindings(name, [.. bindings, .. lostBindings]);
            if (isWanted)
            {
                // Of a tenant that left the file nothing was read by name: what is known of it stays known.
                ImmutableArray<ObjectKey> known = [.. present.HeldIn(name).Union(HeldObjects.Of([tenant!]))];
                begun = begun.Holding(name, known);
                settled = settled.Holding(name, HeldBy(set, known, present.HeldIn(name), live));
            }
        }

        return new PlannedRecord(present, begun, settled);
    }

    private static GivenBinding Given(Tenant tenant, RoleGrant grant) =>
        new(grant.Name, null, [.. RoleGrantObject.PeopleOf(tenant.Name, grant).Order(StringComparer.Ordinal)]);

    // Our objects, the service accounts with an entry of ours, and Secrets that are gone while an entry still names them.
    private static ImmutableArray<ObjectKey> HeldBy(TenantSet set, ImmutableArray<ObjectKey> known, ImmutableSortedSet<ObjectKey> present, LiveState live)
    {
        var objects = known.Where(k => k.Kind != ObjectKind.ServiceAccount && live.Find(k)?.Label(Ownership.PartOfLabel) == Ownership.SetId(set.Name)).ToImmutableArray();
        var gone = present.Where(k => k.Kind == ObjectKind.Secret && live.Find(k) is null).ToImmutableArray();
        var secrets = objects.Concat(gone).Where(k => k.Kind == ObjectKind.Secret).Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        var accounts = known.Where(k => k.Kind == ObjectKind.ServiceAccount && live.Find(k) is { } account && PullSecretEntries.Of(account).Any(secrets.Contains))
            .ToImmutableArray();
        var named = accounts.SelectMany(k => PullSecretEntries.Of(live.Find(k)!)).ToHashSet(StringComparer.Ordinal);
        return [.. objects, .. gone.Where(k => named.Contains(k.Name)), .. accounts];
    }
}
