namespace KfTenants.Tenants;

/// <summary>What becomes of a tenant of the set that the document no longer has (<c>guards.onOmission</c>). It is never deleted.</summary>
public enum Omission
{
    /// <summary>Kept as it is, and reported.</summary>
    Report,

    /// <summary>Kept, but its contributors lose what this set gave them; the owner keeps the tenant.</summary>
    RevokeAccess,
}
