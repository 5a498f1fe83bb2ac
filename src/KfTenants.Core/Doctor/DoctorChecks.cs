using System.Collections.Immutable;
using KfTenants.Audit;

namespace KfTenants.Doctor;

/// <summary>
/// The catalogue of <c>doctor</c>: 00 a kubeconfig, 01 endpoint, 02 TLS, 03 identity, 04 rights, 05 Kubeflow, 06 Dex, 07 tenants, 08 workloads.
/// docs/doctor.md describes each.
/// </summary>
public static partial class DoctorChecks
{
    /// <summary>In the order of their ids.</summary>
    public static ImmutableArray<DoctorCheck> All => field.IsDefault ? field = Listed() : field;

    // Not in an initializer: between the files of a partial class those have no order.
    private static ImmutableArray<DoctorCheck> Listed() =>
    [
        OpenFile, OtherEntries, NamedFiles, NoNamespace, NoAuthority, NoExpiry, NeedsProgram, Mighty, Powerless,
        Unconfigured, PlainHttp, NameUnknown, Refused, NoAnswer, Unreachable, Proxied, NoApiServer, Unready,
        UnknownAuthority, OtherName, OutOfTime, NoHandshake, CertificateEnds, Unverified, ClockSkew,
        Anonymous, BearerTwice, BrokenToken, EncodedToken, TokenExpired, TokenEarly, NotAccepted, PluginFails, CredentialEnds, CertificateOut, CredentialUnusable,
        PlanRights, ApplyRights,
        NoProfileKind, NoPolicyKind, NoController, ControllerDown, ControllerRollout, MeshDisagrees, RoleMissing, Orphan,
        NoDexConfig, NoDex, DexDown, DexRollout, DexStale, DexVariableMissing, DexOtherKey, DexOtherIssuer,
        NamespaceGone, NamespaceEnding, NotIsolated, QuotaFull, NoDefaultStorage, EndlessToken,
        Unschedulable, ImagePull, Crashing, CannotStart, VolumePending, NotebookDown, PodRefused, NoSidecar,
    ];

    /// <summary>What <c>audit</c> looks for and keeps people from working: the same checks, never made twice. The rest of them is about who should have access.</summary>
    public static ImmutableArray<AuditRule> OfAudit { get; } =
    [
        AuditRules.BindingSubjects, AuditRules.BindingRole, AuditRules.BindingPerson, AuditRules.BindingAlone,
        AuditRules.Frozen, AuditRules.NamespaceTaken, AuditRules.NamespaceMissing, AuditRules.OutsideMesh, AuditRules.ControllerBinding, AuditRules.Deleting,
        AuditRules.OwnerKind, AuditRules.NotLabelled, AuditRules.NameTooLong, AuditRules.OwnerOutside,
        AuditRules.DemoPassword, AuditRules.DexUnreadable, AuditRules.CannotSignIn, AuditRules.OtherSpelling, AuditRules.HashUnusable, AuditRules.PasswordsOff,
        AuditRules.LoginTwice,
        AuditRules.QuotaWithoutLimits, AuditRules.QuotaBelowUse, AuditRules.QuotaDiffers, AuditRules.QuotaOverCapacity, AuditRules.QuantityUnreadable,
        AuditRules.PolicyMissing, AuditRules.IdentityMissing,
    ];
}
