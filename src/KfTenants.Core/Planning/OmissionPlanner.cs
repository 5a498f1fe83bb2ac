using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// What becomes of tenants of the set that the document no longer has. Omission never destroys:
/// at most, and only where <c>guards.onOmission</c> says so, contributors lose what this set gave them.
/// </summary>
internal static class OmissionPlanner
{
    /// <summary>Their roots. None in a run limited to some tenants, which sees only those.</summary>
    public static IEnumerable<KubeObject> Omitted(TenantRoot root, TenantSet set, LiveState live, PlanOptions options)
    {
        var named = set.Tenants.Select(t => t.Name).Concat(set.Tombstones.Select(t => t.Name)).ToHashSet(StringComparer.Ordinal);
        return options.Scope is null
            ? root.OfSet(set.Name, live).Where(r => !named.Contains(r.Key.Name))
            : [];
    }

    /// <summary>The pairs of all people but the owner, where the document says so.</summary>
    public static IEnumerable<Change> Plan(TenantRoot root, TenantSet set, KubeObject omitted, LiveState live, GrantEvidence evidence)
    {
        if (set.Guards.OnOmission != Omission.RevokeAccess)
        {
            return [];
        }

        var owner = root.OwnerOf(omitted);
        var unreadable = UnreadableObjects.In(omitted.Key.Name, new HashSet<ObjectKey>(), origin: null, live, evidence);
        var revocations = (from resource in TenantResources.Grants
                           from found in evidence.In(omitted.Key.Name, resource.Kind, live)
                           where owner is null || evidence.IsBinding(found) || ContributorResource.PersonOf(found) != owner
                           select resource.Revoke(found, omitted.Key.Name, ChangeReason.TenantOmitted)).ToImmutableArray();
        return [.. revocations, .. unreadable.ExceptBy(revocations.Select(r => r.Key), u => u.Key)];
    }

    /// <summary>The tenant for the report, with how many people besides the owner still have access after these changes.</summary>
    public static MissingTenant Report(TenantRoot root, KubeObject omitted, TenantSet set, ImmutableArray<Change> changes, LiveState live)
    {
        var deleted = changes.OfType<Change.Delete>().Select(c => c.Key).ToHashSet();
        var created = changes.OfType<Change.Create>().Where(c => c.Key.Kind == root.Kind).Select(c => c.Key.Name).ToHashSet(StringComparer.Ordinal);
        var owner = root.OwnerOf(omitted);
        var before = PeopleOf(live.In(omitted.Key.Name, ObjectKind.RoleBinding));
        var after = PeopleOf(live.In(omitted.Key.Name, ObjectKind.RoleBinding).Where(b => !deleted.Contains(b.Key)));
        return new MissingTenant(omitted.Key.Name, after.Count) { LooksLike = Renames.Find(owner, before, set.Tenants.Where(t => created.Contains(t.Name))) };

        HashSet<string> PeopleOf(IEnumerable<KubeObject> bindings) =>
            bindings.SelectMany(Grants.Of).Select(g => g.Person).Where(p => p != owner).ToHashSet(StringComparer.Ordinal);
    }
}
