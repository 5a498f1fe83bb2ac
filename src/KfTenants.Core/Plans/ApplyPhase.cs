namespace KfTenants.Plans;

/// <summary>
/// The order of work inside a tenant: revocations first, so that they wait for nothing; then the Profile, what limits it, what it
/// grants; the transfer to a new owner; the objects that a new grant replaces, so that access is never interrupted; the deletion
/// of a whole tenant last. Phases from <see cref="Metadata"/> to <see cref="Grants"/> need the tenant's namespace.
/// </summary>
public enum ApplyPhase
{
    Revocations,

    /// <summary>What pods run as, which all tenants share: in force before a tenant's pods are held to it.</summary>
    Identities,
    Profile,
    Metadata,
    Limits,
    Grants,

    /// <summary>The Profile goes to its new owner: an old one who stays as a contributor has the pair by now.</summary>
    OwnerTransfer,
    Clearing,
    TenantDeletion,
}
