using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Planning;

/// <summary>The order in which a plan's changes are shown and carried out.</summary>
public static class ApplyOrder
{
    /// <summary>Stages; tenants by name, the set's own work (null tenant) last and in the order it was planned; phases, kinds, then keys.</summary>
    public static IEnumerable<Change> Sort(IEnumerable<Change> changes) =>
        changes.OrderBy(c => c.Stage)
            .ThenBy(c => c.Tenant is null)
            .ThenBy(c => c.Tenant, StringComparer.Ordinal)
            .ThenBy(c => c.Tenant is null ? 0 : (int)c.Phase)
            .ThenBy(c => c.Tenant is null ? 0 : TenantResources.RankOf(c.Key.Kind))
            .ThenBy(c => c.Tenant is null ? "" : c.Key.ToString(), StringComparer.Ordinal);
}
