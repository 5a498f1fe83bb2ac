namespace KfTenants.Tenants;

/// <summary>Limits above which a plan is refused, see design/plan-and-apply section 6.</summary>
/// <param name="MaxDeletes">Objects that one plan may delete.</param>
/// <param name="MaxAccessRevokedPercent">Share of the present grants (person and tenant) that one plan may revoke, 0 to 100.</param>
public sealed record GuardLimits(int MaxDeletes, int MaxAccessRevokedPercent)
{
    public static readonly GuardLimits Default = new(10, 25);
}
