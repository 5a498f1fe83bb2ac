using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// The order of work inside a tenant (design/plan-and-apply section 11): revocations first, so that they wait for nothing; then
/// the Profile, what limits it, what it grants; the hand-over to a new owner; the objects that a new grant replaces, so that nobody is
/// without access between; the deletion of a whole tenant last of all.
/// </summary>
public static class ApplyOrder
{
    /// <summary>The phases, in order. Phases from <see cref="Metadata"/> to <see cref="Grants"/> need the tenant's namespace.</summary>
    public enum Phase
    {
        Revocations,
        Profile,
        Metadata,
        Limits,
        Grants,

        /// <summary>The Profile goes to its new owner: an old one who stays as a contributor has the pair by now.</summary>
        OwnerTransfer,
        Clearing,
        TenantDeletion,
    }

    public static Phase Of(Change change) => change switch
    {
        Change.Delete { Risk: Risk.TenantDeleted } => Phase.TenantDeletion,
        Change.Delete when change.Reason == ChangeReason.ContributorRemoved || change.Reason == ChangeReason.TenantOmitted || change.Reason == ChangeReason.Suspended => Phase.Revocations,
        Change.Delete => Phase.Clearing,
        Change.Update { Write: Write.Apply { OwnerTransfer: not null } } => Phase.OwnerTransfer,
        _ when change.Key.Kind == ObjectKind.Profile => Phase.Profile,
        _ when change.Key.Kind == ObjectKind.Namespace => Phase.Metadata,
        _ when change.Key.Kind == ObjectKind.LimitRange || change.Key.Kind == ObjectKind.ResourceQuota => Phase.Limits,
        _ => Phase.Grants,
    };

    /// <summary>Tenants by name, the set's own work (null tenant) last and in the order it was planned; phases, then keys.</summary>
    public static IEnumerable<Change> Sort(IEnumerable<Change> changes) =>
        changes.OrderBy(c => c.Tenant is null)
            .ThenBy(c => c.Tenant, StringComparer.Ordinal)
            .ThenBy(c => c.Tenant is null ? 0 : (int)Of(c))
            .ThenBy(c => c.Tenant is null ? 0 : KindRank(c.Key.Kind))
            .ThenBy(c => c.Tenant is null ? "" : c.Key.ToString(), StringComparer.Ordinal);

    // A binding before its policy, as KFAM writes them.
    private static int KindRank(ObjectKind kind) => kind == ObjectKind.RoleBinding ? 0 : 1;
}
