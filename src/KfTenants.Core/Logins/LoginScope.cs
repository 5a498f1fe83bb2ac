using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>Whose login a suspended tenant takes away.</summary>
public static class LoginScope
{
    /// <summary>
    /// False for who is the owner or a contributor of at least one suspended tenant and of no active one. Who is in no tenant at all
    /// may sign in: the file lists the login.
    /// </summary>
    public static bool MaySignIn(TenantSet set, User user) =>
        !set.Tenants.Any(t => t.IsSuspended && Has(t, user.Email)) || set.Tenants.Any(t => !t.IsSuspended && Has(t, user.Email));

    internal static bool Has(Tenant tenant, string email) => tenant.Owner == email || tenant.Contributors.Any(c => c.Email == email) ||
        tenant.RoleBindings.Any(g => g.Subjects.Any(s => s.Kind == GrantSubjectKind.User && s.Name == email));
}
