using System.Collections.Immutable;
using KfTenants.Access;
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
    /// <summary>Their Profiles. None in a run limited to some tenants, which sees only those.</summary>
    public static IEnumerable<KubeObject> Omitted(TenantSet set, LiveState live, PlanOptions options)
    {
        var named = set.Tenants.Select(t => t.Name).Concat(set.Tombstones.Select(t => t.Name)).ToHashSet(StringComparer.Ordinal);
        return options.Scope is null
            ? live.Of(ObjectKind.Profile).Where(p => p.Label(Ownership.PartOfLabel) == Ownership.SetId(set.Name) && !named.Contains(p.Key.Name))
            : [];
    }

    /// <summary>The pairs of all people but the owner, where the document says so.</summary>
    public static IEnumerable<Change> Plan(TenantSet set, KubeObject profile, LiveState live, GrantEvidence evidence)
    {
        if (set.Guards.OnOmission != Omission.RevokeAccess)
        {
            return [];
        }

        var owner = profile.Text("spec", "owner", "name");
        var unreadable = UnreadableObjects.In(profile.Key.Name, new HashSet<ObjectKey>(), origin: null, live, evidence);
        var revocations = (from resource in TenantResources.Grants
                           from found in evidence.In(profile.Key.Name, resource.Kind, live)
                           where owner is null || evidence.IsBinding(found) || ContributorResource.PersonOf(found) != owner
                           select resource.Revoke(found, profile.Key.Name, ChangeReason.TenantOmitted)).ToImmutableArray();
        return [.. revocations, .. unreadable.ExceptBy(revocations.Select(r => r.Key), u => u.Key)];
    }

    /// <summary>The tenant for the report, with how many people besides the owner still have access after these changes.</summary>
    public static MissingTenant Report(KubeObject profile, TenantSet set, ImmutableArray<Change> changes, LiveState live)
    {
        var deleted = changes.OfType<Change.Delete>().Select(c => c.Key).ToHashSet();
        var created = changes.OfType<Change.Create>().Where(c => c.Key.Kind == ObjectKind.Profile).Select(c => c.Key.Name).ToHashSet(StringComparer.Ordinal);
        var owner = profile.Text("spec", "owner", "name");
        var before = PeopleOf(live.In(profile.Key.Name, ObjectKind.RoleBinding));
        var after = PeopleOf(live.In(profile.Key.Name, ObjectKind.RoleBinding).Where(b => !deleted.Contains(b.Key)));
        return new MissingTenant(profile.Key.Name, after.Count) { LooksLike = Renames.Find(profile, before, set.Tenants.Where(t => created.Contains(t.Name))) };

        HashSet<string> PeopleOf(IEnumerable<KubeObject> bindings) =>
            bindings.SelectMany(Grants.Of).Select(g => g.Person).Where(p => p != owner).ToHashSet(StringComparer.Ordinal);
    }
}
