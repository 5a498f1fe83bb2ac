namespace KfTenants.Plans;

/// <summary>What a change means for people and data, mildest first.</summary>
public enum Risk
{
    None,
    Metadata,
    QuotaReduced,

    /// <summary>A limit goes away.</summary>
    QuotaRemoved,

    /// <summary>More may open connections to a tenant's pods.</summary>
    NetworkOpened,
    AccessGranted,
    AccessAdminGranted,

    /// <summary>What pods of a namespace may do, by the labels and annotations that other programs obey (<see cref="Plans.NamespaceSecurity"/>).</summary>
    NamespaceSecurity,

    /// <summary>As whom a tenant's pods run and act, and which secrets they get (<see cref="Plans.PodCredentials"/>).</summary>
    PodIdentity,

    /// <summary>What a tenant's pods may do outside the cluster: the Profile's plugins.</summary>
    CloudRole,

    /// <summary>By what the mesh recognises people (<see cref="Plans.MeshIdentity"/>).</summary>
    MeshIdentity,
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
        Risk.QuotaRemoved => "quota-removed",
        Risk.NetworkOpened => "network-opened",
        Risk.AccessGranted => "access-granted",
        Risk.AccessAdminGranted => "access-admin-granted",
        Risk.NamespaceSecurity => "namespace-security",
        Risk.PodIdentity => "pod-identity",
        Risk.CloudRole => "cloud-role",
        Risk.MeshIdentity => "mesh-identity",
        Risk.AccessRevoked => "access-revoked",
        Risk.Replace => "replace",
        Risk.ObjectDeleted => "object-deleted",
        Risk.TenantDeleted => "tenant-deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(risk), risk, null),
    };
}
