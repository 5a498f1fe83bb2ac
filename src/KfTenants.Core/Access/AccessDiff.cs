using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Access;

/// <summary>What a plan means in people's terms: everybody's access before and after, and the differences.</summary>
/// <param name="Changes">Who becomes owner or admin first; then by tenant, then person; signing in last.</param>
/// <param name="GrantsBefore">How many pairs of person and tenant have access now.</param>
public sealed record AccessDiff(ImmutableArray<AccessChange> Changes, int GrantsBefore)
{
    /// <summary>Pairs of person and tenant that have access now and would have none.</summary>
    public int Revoked => Changes.Count(c => c.Tenant is not null && c.Before is not null && c.After is null);

    /// <param name="tenants">Their names, in order.</param>
    public static AccessDiff Of(IEnumerable<string> tenants, LiveState live, ImmutableArray<Change> changes)
    {
        var byTenant = changes.ToLookup(c => c.Tenant, StringComparer.Ordinal);
        var differences = new List<AccessChange>();
        var present = 0;
        foreach (var tenant in tenants)
        {
            var profile = live.Find(ProfileObject.Key(tenant));
            var bindings = live.In(tenant, ObjectKind.RoleBinding).ToImmutableDictionary(b => b.Key);
            var owner = profile is null ? null : Grants.HolderOf(profile, live.Find(ProfileObject.OwnerBindingKey(tenant)));
            var before = People(owner, bindings.Values);
            var fate = byTenant[tenant].FirstOrDefault(c => c.Key.Kind == ObjectKind.Profile);
            var after = fate is Change.Delete ? People(null, []) : People(OwnerAfter(fate, owner), After(bindings, byTenant[tenant]).Values);
            present += before.Count;
            differences.AddRange(
                from person in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                let was = before.GetValueOrDefault(person)
                let becomes = after.GetValueOrDefault(person)
                where was != becomes
                select new AccessChange(tenant, person, was, becomes));
        }

        differences.AddRange(DexAccess.Of(byTenant[null]));
        return new AccessDiff([.. differences.OrderByDescending(c => c.GainsPower)], present);
    }

    // The address that owns a suspended tenant is nobody's.
    private static ImmutableSortedDictionary<string, string> People(string? owner, IEnumerable<KubeObject> bindings)
    {
        var people = Grants.Strongest(bindings.Where(b => !ProfileObject.ControllerBindings.Contains(b.Key.Name)).SelectMany(Grants.Of));
        return owner is null or Suspension.Owner ? people : people.SetItem(owner, Grants.Owner);
    }

    private static string? OwnerAfter(Change? profile, string? owner) => profile switch
    {
        Change.Create create => create.Desired.Intent.Text("spec", "owner", "name"),
        Change.Update { Write: Write.Apply { OwnerTransfer: { } transfer } } => transfer.Owner,
        Change.Adopt { Write.OwnerTransfer: { } transfer } => transfer.Owner,
        _ => owner,
    };

    private static ImmutableDictionary<ObjectKey, KubeObject> After(ImmutableDictionary<ObjectKey, KubeObject> bindings, IEnumerable<Change> changes)
    {
        foreach (var change in changes.Where(c => c.Key.Kind == ObjectKind.RoleBinding))
        {
            bindings = change switch
            {
                Change.Create create => bindings.SetItem(change.Key, create.Desired.Intent),
                Change.Replace replace => bindings.SetItem(change.Key, replace.Desired.Intent),
                Change.Adopt adopt => bindings.SetItem(change.Key, adopt.Write.Desired.Intent),
                Change.Update { Write: Write.Apply apply } => bindings.SetItem(change.Key, apply.Desired.Intent),
                Change.Delete => bindings.Remove(change.Key),
                _ => bindings,
            };
        }

        return bindings;
    }
}
