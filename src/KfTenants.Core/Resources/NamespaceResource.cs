using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The declared labels and annotations of a tenant's Namespace; the Namespace itself is profile-controller's.</summary>
public sealed class NamespaceResource : TenantResource
{
    public static readonly NamespaceResource Instance = new();

    private NamespaceResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.Namespace;

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubeflow;

    public override ApplyPhase Phase => ApplyPhase.Metadata;

    public override Claim Claim => Claim.Fields;

    public override bool IsMadeElsewhere => true;

    // profile-controller sets labels only where there are none (setNamespaceLabels), so that a declared one wins for good.
    public override bool OverrulesEveryManager => true;

    public override RuleScope Rules { get; } =
        new(ObjectKind.Namespace, ["/metadata/labels", "/metadata/annotations"], [], [], HasOwnLabels: false);

    public override ImmutableArray<Right> PlanRights { get; } =
    [
        Right.To(Right.Read, ObjectKind.Namespace,
            "Labels and annotations of the tenants' namespaces, names that are already taken, and the uid of kube-system, which tells clusters apart."),
    ];

    public override ImmutableArray<Right> ApplyRights { get; } =
    [
        Right.To(Right.Patch, ObjectKind.Namespace,
            "Declared labels and annotations. profile-controller creates and deletes the namespaces themselves."),
    ];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        NamespaceObject.For(tenant) is { } metadata ? [Desire(metadata, tenant, tenant.NamespaceOrigin)] : [];

    /// <summary>An intent that owns nothing: applying it gives up every field we owned.</summary>
    public DesiredObject Nothing(Tenant tenant) => Desire(NamespaceObject.Nothing(tenant.Name), tenant, tenant.NamespaceOrigin);

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.Find(NamespaceObject.Key(known.Name)) is { } space
            ? PodIdentityImport.Of(NamespaceImport.Of(known, space), space, view.Live)
            : known.Saying($"Namespace/{known.Name} does not exist (yet): profile-controller makes it from the Profile");

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => ChangeReason.NamespaceMetadata;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.NamespaceMetadata;
}
