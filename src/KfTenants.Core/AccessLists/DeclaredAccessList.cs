using KfTenants.Access;
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

    private static IEnumerable<AccessEntry> Of(TenantSet set, Tenant tenant) => tenant.Contributors
        .Select(c => Entry(tenant.Name, c.Email, Said(c, hasEnded: false), c.Group is null ? AccessRoute.Contributor : AccessRoute.Group))
        .Prepend(Entry(tenant.Name, tenant.Owner, OwnerOf(tenant), AccessRoute.Owner))
        .Select(e => e with { ManagedBy = set.Name });

    private static AccessEntry Entry(string tenant, string person, DeclaredAccess said, AccessRoute route) =>
        new(new AccessSubject(SubjectKind.Person, person), tenant, said.Role, route, []) { Declared = said };

    private static DeclaredAccess OwnerOf(Tenant tenant) => new(Grants.Owner, null, null, HasEnded: false, tenant.OwnerOrigin);

    private static DeclaredAccess Said(Contributor contributor, bool hasEnded) =>
        new(contributor.Role.ToText(), contributor.Group, contributor.Until, hasEnded, contributor.Origin);
}
