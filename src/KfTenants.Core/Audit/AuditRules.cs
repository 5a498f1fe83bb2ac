using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Audit;

/// <summary>The catalogue of <c>audit</c>: 01 access, 02 tenants, 03 logins, 04 limits, 05 pods. docs/audit.md describes each.</summary>
public static class AuditRules
{
    public static readonly AuditRule BindingSubjects = new("AUD0101", Severity.Error, "A binding that the dashboard lists has not exactly one subject");
    public static readonly AuditRule BindingRole = new("AUD0102", Severity.Error, "A binding gives another role than its annotation says");
    public static readonly AuditRule BindingPerson = new("AUD0103", Severity.Error, "A binding is for another person than its annotation says");
    public static readonly AuditRule BindingAlone = new("AUD0104", Severity.Warning, "A contributor has a binding and no policy");
    public static readonly AuditRule PolicyAlone = new("AUD0105", Severity.Warning, "A policy lets a person in who has no binding");
    public static readonly AuditRule PolicyForAll = new("AUD0106", Severity.Error, "A policy lets everyone in");
    public static readonly AuditRule PolicyWithoutPrincipals = new("AUD0107", Severity.Error, "A policy believes every workload that names a person");
    public static readonly AuditRule BindingName = new("AUD0108", Severity.Warning, "The dashboard cannot remove a contributor");
    public static readonly AuditRule BindingTwice = new("AUD0109", Severity.Warning, "The dashboard lists a person twice in one tenant");
    public static readonly AuditRule ForeignAccount = new("AUD0110", Severity.Warning, "A service account from elsewhere has access");
    public static readonly AuditRule GroupAccess = new("AUD0111", Severity.Info, "A group of Kubernetes has access");
    public static readonly AuditRule AccessEnded = new("AUD0112", Severity.Warning, "Access that has ended is still there");
    public static readonly AuditRule Unmanaged = new("AUD0113", Severity.Warning, "A grant that nothing manages");
    public static readonly AuditRule EveryTenant = new("AUD0114", Severity.Info, "A person or group has access to every tenant");
    public static readonly AuditRule EveryMesh = new("AUD0115", Severity.Warning, "A policy lets people into every tenant");
    public static readonly AuditRule IsolationOpened = new("AUD0116", Severity.Warning, "Another NetworkPolicy lets more into an isolated tenant");
    public static readonly AuditRule ClusterAdmin = new("AUD0117", Severity.Warning, "A binding allows everything in a tenant");
    public static readonly AuditRule EndlessToken = new("AUD0118", Severity.Warning, "A service account has a token that never ends");
    public static readonly AuditRule Frozen = new("AUD0201", Severity.Error, "profile-controller does nothing for a Profile: its owner was changed in one place only");
    public static readonly AuditRule NamespaceTaken = new("AUD0202", Severity.Error, "profile-controller refuses a Profile: its Namespace is not its own");
    public static readonly AuditRule NamespaceMissing = new("AUD0203", Severity.Error, "A Profile has no Namespace");
    public static readonly AuditRule OutsideMesh = new("AUD0204", Severity.Error, "No policy holds in a tenant: its pods are not in the mesh");
    public static readonly AuditRule NamespaceStays = new("AUD0205", Severity.Warning, "A Namespace would outlive its Profile");
    public static readonly AuditRule ControllerBinding = new("AUD0206", Severity.Error, "A binding of profile-controller's name gives another role");
    public static readonly AuditRule Deleting = new("AUD0207", Severity.Warning, "A Profile is being deleted");
    public static readonly AuditRule OwnerKind = new("AUD0208", Severity.Warning, "The owner of a Profile is no person");
    public static readonly AuditRule NotLabelled = new("AUD0209", Severity.Warning, "A Namespace lacks the label of tenants");
    public static readonly AuditRule SuspendedAccess = new("AUD0210", Severity.Error, "A suspended tenant lets people in");
    public static readonly AuditRule NameTooLong = new("AUD0211", Severity.Error, "The name of a Profile cannot be that of a Namespace");
    public static readonly AuditRule OwnerOutside = new("AUD0212", Severity.Error, "The owner of a tenant cannot get in");
    public static readonly AuditRule DemoPassword = new("AUD0301", Severity.Error, "A login has a published password");
    public static readonly AuditRule DexUnreadable = new("AUD0302", Severity.Error, "Dex cannot read its configuration");
    public static readonly AuditRule LoginIdle = new("AUD0303", Severity.Warning, "A login has no tenant");
    public static readonly AuditRule CannotSignIn = new("AUD0304", Severity.Warning, "A person with access cannot sign in");
    public static readonly AuditRule OtherSpelling = new("AUD0305", Severity.Error, "A login differs from the access of its person in upper and lower case");
    public static readonly AuditRule HashUnusable = new("AUD0306", Severity.Error, "A login has a hash that Dex does not accept");
    public static readonly AuditRule PasswordsOff = new("AUD0307", Severity.Error, "Dex stops at its start: it has logins and password sign-in is off");
    public static readonly AuditRule LoginTwice = new("AUD0308", Severity.Warning, "Dex has two logins for one e-mail");
    public static readonly AuditRule SharedUserId = new("AUD0309", Severity.Warning, "Two logins share a user id");
    public static readonly AuditRule QuotaWithoutLimits = new("AUD0401", Severity.Warning, "A quota rejects pods that do not say what they need");
    public static readonly AuditRule QuotaBelowUse = new("AUD0402", Severity.Warning, "A quota is below what is used");
    public static readonly AuditRule QuotaDiffers = new("AUD0403", Severity.Warning, "The quota in force is not that of the Profile");
    public static readonly AuditRule QuotaOverCapacity = new("AUD0404", Severity.Warning, "A quota is more than all nodes have");
    public static readonly AuditRule QuotasOverCapacity = new("AUD0405", Severity.Info, "The quotas of all tenants are more than all nodes have");
    public static readonly AuditRule QuantityUnreadable = new("AUD0406", Severity.Error, "An amount in one Profile stops profile-controller for all");
    public static readonly AuditRule PolicyMissing = new("AUD0501", Severity.Warning, "A tenant asks for a policy for its pods that the cluster does not have");
    public static readonly AuditRule IdentityMissing = new("AUD0502", Severity.Error, "A policy rejects every pod of a tenant: it finds no key for it");
    public static readonly AuditRule IdentityIdle = new("AUD0503", Severity.Warning, "An identity is kept for a namespace that does not exist");

    /// <summary>In the order of their ids.</summary>
    public static readonly ImmutableArray<AuditRule> All =
    [
        BindingSubjects, BindingRole, BindingPerson, BindingAlone, PolicyAlone, PolicyForAll, PolicyWithoutPrincipals, BindingName,
        BindingTwice, ForeignAccount, GroupAccess, AccessEnded, Unmanaged, EveryTenant, EveryMesh, IsolationOpened, ClusterAdmin, EndlessToken,
        Frozen, NamespaceTaken, NamespaceMissing, OutsideMesh, NamespaceStays, ControllerBinding, Deleting, OwnerKind,
        NotLabelled, SuspendedAccess, NameTooLong, OwnerOutside,
        DemoPassword, DexUnreadable, LoginIdle, CannotSignIn, OtherSpelling, HashUnusable, PasswordsOff, LoginTwice, SharedUserId,
        QuotaWithoutLimits, QuotaBelowUse, QuotaDiffers, QuotaOverCapacity, QuotasOverCapacity, QuantityUnreadable,
        PolicyMissing, IdentityMissing, IdentityIdle,
    ];
}
