using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>What a plan's changes mean in people's terms: each person's access before and after them.</summary>
internal static class PlannedAccess
{
    /// <param name="tenants">Their names, in order.</param>
    public static AccessDiff Of(IEnumerable<string> tenants, LiveState live, ImmutableArray<Change> changes)
    {
        var byTenant = changes.ToLookup(c => c.Tenant, StringComparer.Ordinal);
        return AccessDiff.Of(tenants.Select(tenant => Of(tenant, live, byTenant[tenant])), DexAccess.Of(byTenant[null]));
    }

    private static (string, ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>) Of(
        string tenant, LiveState live, IEnumerable<Change> changes)
    {
        var profile = live.Find(ProfileObject.Key(tenant));
        var bindings = live.In(tenant, ObjectKind.RoleBinding).ToImmutableDictionary(b => b.Key);
        var owner = profile is null ? null : Grants.HolderOf(profile, live.Find(ProfileObject.OwnerBindingKey(tenant)));
        var before = People(owner, bindings.Values);
        var fate = changes.FirstOrDefault(c => c.Key.Kind == ObjectKind.Profile);
        var after = fate is Change.Delete ? People(null, []) : People(OwnerAfter(fate, owner), After(bindings, changes).Values);
        return (tenant, before, after);
    }

    // The address that owns a suspended tenant does not belong to a person.
    private static ImmutableSortedDictionary<string, string> People(string? owner, IEnumerable<KubeObject> bindings)
    {
        var people = Grants.Strongest(bindings.Where(b => !ProfileObject.ControllerBindings.Contains(b.Key.Name)).SelectMany(Grants.Of));
        return owner is null or Suspension.Owner ? people : people.SetItem(owner, Grants.Owner);
    }

    private static string? OwnerAfter(Change? profile, string? owner) => profile switch
    {
        Change.Create create => create.Wanted.Intent.Text("spec", "owner", "name"),
        Change.OwnerTransfer transfer => transfer.Owner,
        _ => owner,
    };

    private static ImmutableDictionary<ObjectKey, KubeObject> After(ImmutableDictionary<ObjectKey, KubeObject> bindings, IEnumerable<Change> changes)
    {
        foreach (var change in changes.Where(c => c.Key.Kind == ObjectKind.RoleBinding))
        {
            bindings = change is Change.Delete ? bindings.Remove(change.Key)
                : change.Desired is { } desired ? bindings.SetItem(change.Key, desired.Intent)
                : bindings;
        }

        return bindings;
    }
}
