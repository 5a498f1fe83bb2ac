using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>What a plan's changes mean in people's terms: each person's access before and after them, by RBAC and by the mesh.</summary>
internal static class PlannedAccess
{
    /// <param name="tenants">Their names, in order.</param>
    /// <param name="reach">Whom policies let in.</param>
    public static AccessDiff Of(
        IEnumerable<string> tenants, LiveState live, ImmutableArray<Change> changes, GrantEvidence evidence, PolicyReach reach)
    {
        var byTenant = changes.ToLookup(c => c.Tenant, StringComparer.Ordinal);
        return AccessDiff.Of(tenants.Select(tenant => Of(tenant, live, byTenant[tenant], evidence, reach)), DexAccess.Of(byTenant[null]));
    }

    /// <summary>The strongest role of each person who can get in now.</summary>
    public static ImmutableSortedDictionary<string, string> PeopleOf(string tenant, LiveState live, PolicyReach reach) =>
        People(OwnerNow(tenant, live), GrantsOf(tenant, live).Values, ForeignGrants.OwnersOf(tenant, live), reach);

    private static TenantAccess Of(string tenant, LiveState live, IEnumerable<Change> changes, GrantEvidence evidence, PolicyReach reach)
    {
        var owners = ForeignGrants.OwnersOf(tenant, live);
        var grants = GrantsOf(tenant, live);
        var owner = OwnerNow(tenant, live);
        var before = People(owner, grants.Values, owners, reach);
        var fate = changes.FirstOrDefault(c => c.Key.Kind == ObjectKind.Profile);
        var after = fate is Change.Delete { Reason: var reason } && reason != ChangeReason.TenantReleased
            ? People(null, [], [], reach)
            : People(OwnerAfter(fate, owner), After(grants, changes).Values, owners, reach);
        return new TenantAccess(tenant, before, after,
            evidence.Present(tenant, live).Select(g => g.Person)
                .Concat(evidence.PresentBindings(tenant, live).SelectMany(b => b.People))
                .Concat(evidence.Record.PeopleIn(tenant))
                .Append(owner ?? "")
                .ToHashSet(StringComparer.Ordinal));
    }

    private static string? OwnerNow(string tenant, LiveState live) => live.Find(ProfileObject.Key(tenant)) is { } profile
        ? Grants.HolderOf(profile, live.Find(ProfileObject.OwnerBindingKey(tenant)))
        : null;

    private static ImmutableDictionary<ObjectKey, KubeObject> GrantsOf(string tenant, LiveState live) =>
        Grants.Kinds.SelectMany(kind => live.In(tenant, kind)).ToImmutableDictionary(b => b.Key);

    // The address that owns a suspended tenant does not belong to a person.
    private static ImmutableSortedDictionary<string, string> People(
        string? owner, IEnumerable<KubeObject> grants, IReadOnlyCollection<string> owners, PolicyReach reach)
    {
        var byKind = grants.ToLookup(g => g.Key.Kind);
        var people = Grants.Strongest(byKind[ObjectKind.RoleBinding].SelectMany(b => ProfileObject.ControllerBindings.Contains(b.Key.Name)
            ? Grants.OfPeople(b).Where(g => g.Person != owner && ControllerGrants.Extras(b, owners).Contains(g.Person))
            : Grants.OfPeople(b)));
        var mesh = byKind[ObjectKind.AuthorizationPolicy].SelectMany(p =>
            p.Key.Name == ProfileObject.OwnerPolicy ? ControllerGrants.Extras(p, owners, reach) : reach.Of(p));
        foreach (var subject in mesh.Where(s => s.IsPerson && s.Who != owner && !people.ContainsKey(s.Who)).DistinctBy(s => s.Who))
        {
            people = people.Add(subject.Who, Grants.MeshOnly);
        }

        return owner is null or Suspension.Owner ? people : people.SetItem(owner, Grants.Owner);
    }

    private static string? OwnerAfter(Change? profile, string? owner) => profile switch
    {
        Change.Create create => create.Wanted.Intent.Text("spec", "owner", "name"),
        Change.OwnerTransfer transfer => transfer.Owner,
        Change.Delete => null,
        _ => owner,
    };

    private static ImmutableDictionary<ObjectKey, KubeObject> After(ImmutableDictionary<ObjectKey, KubeObject> grants, IEnumerable<Change> changes)
    {
        foreach (var change in changes.Where(c => Grants.Kinds.Contains(c.Key.Kind)))
        {
            grants = change is Change.Delete ? grants.Remove(change.Key)
                : change.Desired is { } desired ? grants.SetItem(change.Key, desired.Intent)
                : grants;
        }

        return grants;
    }
}
