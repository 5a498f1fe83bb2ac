using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Tenants;

namespace KfTenants.AccessLists;

/// <summary>Who can get in when the document is applied, whatever the cluster says.</summary>
public static class DeclaredAccessList
{
    public static AccessList Of(TenantSet set) => new(
        [.. set.Tenants.Select(t => new ListedTenant(t.Name, t.Owner, t.IsSuspended ? TenantCondition.Suspended : TenantCondition.Active))],
        AccessList.Sorted(set.Tenants.Where(t => !t.IsSuspended).SelectMany(t => Of(set, t))),
        KnownLogins.Of(set),
        []);

    /// <summary>What the document says of a person; null when it does not list them in this tenant.</summary>
    internal static DeclaredAccess? Find(Tenant tenant, string person)
    {
        if (!tenant.IsSuspended && tenant.Owner == person)
        {
            return OwnerOf(tenant);
        }

        return tenant.EffectiveContributors.FirstOrDefault(c => c.Email == person) is { } contributor ? Said(contributor, hasEnded: false)
            : tenant.Ended.FirstOrDefault(c => c.Email == person) is { } ended ? Said(ended, hasEnded: true)
            : null;
    }

    /// <summary>What the document says of a binding that is no contributor's; null when it does not list it, or not for this subject.</summary>
    internal static DeclaredAccess? Find(Tenant tenant, ObjectKey binding, AccessSubject subject) =>
        tenant.EffectiveGrants.FirstOrDefault(g => g.Name == binding.Name && binding.Kind == ObjectKind.RoleBinding) is { } grant && SubjectsOf(tenant, grant).Contains(subject)
            ? Said(grant)
            : null;

    private static IEnumerable<AccessSubject> SubjectsOf(Tenant tenant, RoleGrant grant) => grant.Subjects.Select(s => s.Kind switch
    {
        GrantSubjectKind.User => new AccessSubject(SubjectKind.Person, s.Name),
        GrantSubjectKind.Group => new AccessSubject(SubjectKind.Group, s.Name),
        _ => new AccessSubject(SubjectKind.ServiceAccount, $"{s.Namespace ?? tenant.Name}/{s.Name}"),
    });

    private static DeclaredAccess Said(RoleGrant grant) => new(Grants.RoleNamed(grant.Role.Name), null, null, HasEnded: false, grant.Origin);

    private static IEnumerable<AccessEntry> Of(TenantSet set, Tenant tenant) => tenant.Contributors
        .Select(c => Entry(tenant.Name, c.Email, Said(c, hasEnded: false), c.Group is null ? AccessRoute.Contributor : AccessRoute.Group))
        .Prepend(Entry(tenant.Name, tenant.Owner, OwnerOf(tenant), AccessRoute.Owner))
        .Concat(from grant in tenant.EffectiveGrants
                from subject in SubjectsOf(tenant, grant)
                select new AccessEntry(subject, tenant.Name, Said(grant).Role, AccessRoute.RoleBinding, []) { Declared = Said(grant) })
        .Select(e => e with { ManagedBy = set.Name });

    private static AccessEntry Entry(string tenant, string person, DeclaredAccess said, AccessRoute route) =>
        new(new AccessSubject(SubjectKind.Person, person), tenant, said.Role, route, []) { Declared = said };

    private static DeclaredAccess OwnerOf(Tenant tenant) => new(Grants.Owner, null, null, HasEnded: false, tenant.OwnerOrigin);

    private static DeclaredAccess Said(Contributor contributor, bool hasEnded) =>
        new(contributor.Role.ToText(), contributor.Group, contributor.Until, hasEnded, contributor.Origin);
}
