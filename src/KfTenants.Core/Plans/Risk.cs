namespace KfTenants.Plans;

/// <summary>What a change means for people and data, mildest first.</summary>
public enum Risk
{
    None,
    Metadata,
    QuotaReduced,
    AccessGranted,
    AccessAdminGranted,
    AccessRevoked,
    Replace,
    ObjectDeleted,
    TenantDeleted,
}

/// <summary>The words for <see cref="Risk"/> in text and JSON.</summary>
public static class RiskNames
{
    public static string ToText(this Risk risk) => risk switch
    {
        Risk.None => "none",
        Risk.Metadata => "metadata",
        Risk.QuotaReduced => "quota-reduced",
        Risk.AccessGranted => "access-granted",
        Risk.AccessAdminGranted => "access-admin-granted",
        Risk.AccessRevoked => "access-revoked",
        Risk.Replace => "replace",
        Risk.ObjectDeleted => "object-deleted",
        Risk.TenantDeleted => "tenant-deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(risk), risk, null),
    };
}
