using System.Collections.Immutable;
using KfTenants.AccessLists;
using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Audit;

/// <summary>Who gets in, by whatever object.</summary>
internal static class GrantChecks
{
    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All = [ForeignAccounts, Groups, Ended, Unmanaged, EveryTenant, ClusterAdmins, EndlessTokens];

    // A baseline that accepts a viewer must not accept the admin whom a later change makes of them.
    internal static string Accepted(AccessEntry entry) => $"{entry.Subject} {entry.Role}";

    private static bool IsReaperOfFile(AccessEntry entry, AuditView view) =>
        view.Set?.Tenants.FirstOrDefault(t => t.Name == entry.Tenant)?.Walltime?.Reaper is { } reaper &&
        entry.Subject.Name == $"{reaper.Namespace}/{reaper.ServiceAccount}" && entry.Role == reaper.ClusterRole;

    private static IEnumerable<AuditFinding> ForeignAccounts(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Tenant: not null, Declared: null, Subject.Kind: SubjectKind.ServiceAccount, HasKubernetes: true }
        where !entry.Subject.Name.StartsWith(entry.Tenant + "/", StringComparison.Ordinal) && !IsReaperOfFile(entry, view)
        select AuditRules.ForeignAccount.At(entry.Objects[0], entry.Tenant, Accepted(entry),
            $"{entry.Subject} has {entry.Role}: everyone who can run pods in that namespace has it, too",
            $"delete the binding if that is not meant ({PasteText.Kubectl("delete", entry.Objects[0])})");

    private static IEnumerable<AuditFinding> Groups(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Tenant: not null, Declared: null, Subject.Kind: SubjectKind.Group, Route: not AccessRoute.Owner }
        select AuditRules.GroupAccess.At(entry.Objects[0], entry.Tenant, Accepted(entry),
            $"{entry.Subject} has {entry.Role} in Kubernetes; the dashboard and the mesh know no groups, so that its members cannot open the tenant in a browser",
            "list its people in the tenants file, for example as one of its groups");

    private static IEnumerable<AuditFinding> Ended(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Declared.HasEnded: true, Tenant: not null }
        select AuditRules.AccessEnded.At(entry.Objects[0], entry.Tenant, Accepted(entry),
            $"the access of {entry.Subject} ended at {Times.Seconds(entry.Declared!.Until!.Value)}, and {entry.Role} is still there",
            "apply the tenants file, which takes it away");

    // Policies alone and access that has ended have findings of their own.
    private static IEnumerable<AuditFinding> Unmanaged(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { IsUnmanaged: true, Route: not (AccessRoute.Policy or AccessRoute.Owner), Subject.Kind: SubjectKind.Person }
        select AuditRules.Unmanaged.At(entry.Objects[0], entry.Tenant, Accepted(entry),
            $"{entry.Subject} has {entry.Role}, which {(view.Set is null ? "the set that manages the tenant did not give" : "the tenants file does not list")}",
            $"list the person in the tenants file and apply with --adopt, or delete the binding ({PasteText.Kubectl("delete", entry.Objects[0])})");

    private static IEnumerable<AuditFinding> EveryTenant(AuditView view) =>
        from entry in view.Access.Entries
        where entry.Route == AccessRoute.ClusterRoleBinding
        select AuditRules.EveryTenant.At(entry.Objects[0], null, Accepted(entry),
            $"{entry.Subject} has {entry.Role} in every namespace, whatever a tenants file says",
            $"delete the binding if that is not meant ({PasteText.Kubectl("delete", entry.Objects[0])})");

    // No tenants file can ask for it.
    private static IEnumerable<AuditFinding> ClusterAdmins(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Tenant: not null, Route: AccessRoute.RoleBinding, Role: "cluster-admin" }
        select AuditRules.ClusterAdmin.At(entry.Objects[0], entry.Tenant, Accepted(entry),
            $"{entry.Subject} has cluster-admin in the namespace: every secret, every exec, and the access of others",
            $"bind a role with the rights that are meant, and delete this binding ({PasteText.Kubectl("delete", entry.Objects[0])})");

    // Only their metadata was asked for.
    private static IEnumerable<AuditFinding> EndlessTokens(AuditView view) =>
        from pair in view.InTenants(ObjectKind.Secret)
        where pair.Object.Text("type") == CredentialAnchor.LegacyType
        let account = pair.Object.Annotation(CredentialAnchor.LegacyAnnotation) ?? "an unknown account"
        select AuditRules.EndlessToken.At(pair.Object.Key, pair.Profile.Key.Name, account,
            $"it holds a token of service account {account} that never ends: everyone who can read the tenant's Secrets, or could once, can use it",
            $"give its users tokens that end (kftenants token issue, or kubeconfig), then delete it ({PasteText.Kubectl("delete", pair.Object.Key)})");
}
