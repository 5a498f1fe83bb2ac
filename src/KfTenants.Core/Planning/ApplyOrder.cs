using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Planning;

/// <summary>The order in which a plan's changes are shown and carried out.</summary>
public static class ApplyOrder
{
    /// <summary>Stages; tenants by name, the set's own work (null tenant) last and in the order it was planned; phases, kinds, then keys.</summary>
    public static IEnumerable<Change> Sort(IEnumerable<Change> changes) =>
        changes.GroupBy(c => (c.Stage, c.Tenant))
            .OrderBy(g => g.Key.Stage)
            .ThenBy(g => g.Key.Tenant is null)
            .ThenBy(g => g.Key.Tenant, StringComparer.Ordinal)
            .SelectMany(g => g.Key.Tenant is null
                ? g.AsEnumerable()
                : g.OrderBy(c => c.Phase).ThenBy(c => TenantResources.RankOf(c.Key.Kind)).ThenBy(c => c.Key.ToString(), StringComparer.Ordinal));
}
