using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Planning;

/// <summary>What a plan's changes mean in people's terms: each person's access to a tenant before and after them, by RBAC and by the mesh.</summary>
internal static class PlannedAccess
{
    /// <summary>The strongest role of each person who can get in now.</summary>
    public static ImmutableSortedDictionary<string, string> PeopleOf(TenantRoot root, string tenant, LiveState live, PolicyReach reach) =>
        People(root, root.HolderIn(tenant, live), GrantsOf(tenant, live).Values, live, reach);

    /// <param name="changes">The tenant's, in any order: no two are about the same grant.</param>
    /// <param name="given">The people to whom this set gave access to it.</param>
    /// <param name="reach">Whom policies let in.</param>
    public static AccessDiff Of(TenantRoot root, string tenant, LiveState live, IEnumerable<Change> changes, IEnumerable<string> given, PolicyReach reach)
    {
        var grants = GrantsOf(tenant, live);
        var owner = root.HolderIn(tenant, live);
        var before = People(root, owner, grants.Values, live, reach);
        var fate = changes.FirstOrDefault(c => c.Key == root.Key(tenant) && c.Step is null);
        var left = After(grants, changes);
        var after = fate is null or Change.NoOp && ReferenceEquals(left, grants) ? before
            : fate is Change.Delete { Reason: var reason } && reason != ChangeReason.TenantReleased
            ? People(root, null, [], live, reach)
            : People(root, root.HolderAfter(tenant, live, fate, left.Values.Where(g => g.Key.Kind == ObjectKind.RoleBinding)), left.Values, live, reach);
        return AccessDiff.Of(new TenantAccess(tenant, before, after, given.Append(owner ?? "").ToHashSet(StringComparer.Ordinal)));
    }

    private static Dictionary<ObjectKey, KubeObject> GrantsOf(string tenant, LiveState live) =>
        Grants.Kinds.SelectMany(kind => live.In(tenant, kind)).ToDictionary(b => b.Key);

    private static ImmutableSortedDictionary<string, string> People(
        TenantRoot root, string? owner, IEnumerable<KubeObject> grants, LiveState live, PolicyReach reach)
    {
        var byKind = grants.ToLookup(g => g.Key.Kind);
        var people = Grants.Strongest(byKind[ObjectKind.RoleBinding].SelectMany(b => root.GrantsOf(b, live)).Select(g => (g.Person, g.Role)));
        var mesh = byKind[ObjectKind.AuthorizationPolicy].SelectMany(p => root.SubjectsOf(p, live, reach));
        foreach (var subject in mesh.Where(s => s.IsPerson && s.Who != owner && !people.ContainsKey(s.Who)).DistinctBy(s => s.Who))
        {
            people = people.Add(subject.Who, Grants.MeshOnly);
        }

        return owner is null ? people : people.SetItem(owner, Grants.Owner);
    }

    // The same where nothing changes.
    private static Dictionary<ObjectKey, KubeObject> After(Dictionary<ObjectKey, KubeObject> grants, IEnumerable<Change> changes)
    {
        Change[] written = [.. changes.Where(c => c is Change.Delete or { Desired: not null } && Grants.Kinds.Contains(c.Key.Kind))];
        if (written.Length == 0)
        {
            return grants;
        }

        var after = new Dictionary<ObjectKey, KubeObject>(grants);
        foreach (var change in written)
        {
            if (change is Change.Delete)
            {
                after.Remove(change.Key);
            }
            else
            {
                after[change.Key] = change.Desired!.Intent;
            }
        }

        return after;
    }
}
