using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The Namespace as the root of a tenant: created, labelled and owned by us, where there is no Kubeflow.</summary>
public sealed class TenantNamespaceResource : TenantResource
{
    private static readonly string OwnerField = "/metadata/annotations/" + JsonPointer.Escape(TenantNamespaceObject.OwnerAnnotation);
    private static readonly string StateField = "/metadata/annotations/" + JsonPointer.Escape(TenantNamespaceObject.StateAnnotation);

    private static readonly ImmutableArray<string> OwnLabels =
        [.. new[] { Ownership.ManagedByLabel, Ownership.PartOfLabel, Ownership.TenantLabel }.Select(l => "/metadata/labels/" + JsonPointer.Escape(l))];

    public static readonly TenantNamespaceResource Instance = new();

    private TenantNamespaceResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.Namespace;

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubernetes;

    public override ApplyPhase Phase => ApplyPhase.Profile;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope Rules { get; } =
        new(ObjectKind.Namespace, ["/metadata/labels", "/metadata/annotations"], [], [OwnerField, StateField], HasOwnLabels: true);

    public override ImmutableArray<Right> PlanRights { get; } =
    [
        Right.To(Right.Read, ObjectKind.Namespace,
            "Who owns which tenant, its labels and annotations, names that are already taken, and the uid of kube-system, which tells clusters apart."),
    ];

    public override ImmutableArray<Right> ApplyRights { get; } =
    [
        Right.To(Right.Manage, ObjectKind.Namespace, "Tenants. Deleted only where the file says state: absent, and only with --allow tenant-deletes=N."),
    ];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        [Desire(TenantNamespaceObject.For(setName, tenant), tenant, tenant.Origin)];

    // All of a Namespace that is ours is metadata; whose it is and what it is labelled with is what people must see.
    public override bool ShowsAtCreation(string pointer) => !OwnLabels.Contains(pointer);

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => ChangeReason.NewTenant;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) =>
        fields.FirstOrDefault(f => f.Pointer == StateField) is { } state ? state.After is null ? ChangeReason.Activated : ChangeReason.Suspended
        : fields.Any(f => f.Pointer == OwnerField) ? ChangeReason.OwnerTransfer
        : ChangeReason.NamespaceMetadata;

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.Find(NamespaceObject.Key(known.Name)) is { } space
            ? PodIdentityImport.Of(TenantNamespaceImport.Of(known, space, view), space, view.Live)
            : known;

    // A name that two people chose looks the same: a tenant of another person is never taken by its name.
    public override AdoptionProblem? WhyNotAdopted(ImmutableArray<FieldChange> fields) =>
        fields.FirstOrDefault(f => f.Pointer == OwnerField && f.Before is not null) is { } owner
            ? new AdoptionProblem(owner,
                $"exists, belongs to no set, and is annotated with the owner {owner.Before}, not {owner.After}: choose another name, or, if it really is this tenant, " +
                "apply it once with that owner (it is adopted), and change the owner then")
            : null;

    private sealed class Fields : SemanticEquality
    {
        // The rest of a Namespace is Kubernetes' own: the finalizer of its content.
        protected override bool IsDefault(string pointer, JsonElement live) => pointer.StartsWith("/spec", StringComparison.Ordinal);
    }
}
