using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>Which tenants of a file have their pods reaped.</summary>
public static class ReapedTenants
{
    /// <summary>Every one, as long as a tenants file has no key that says which.</summary>
    public static ImmutableArray<Tenant> Of(TenantSet set) => set.Tenants;
}
