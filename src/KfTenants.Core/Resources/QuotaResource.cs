using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The ResourceQuotas of a tenant. The one that profile-controller makes from a Profile is read, so that a plan knows whether it follows its Profile, and
/// deleted where the controller leaves one in force. Those of <c>quotas</c>, and where there is no Profile that of <c>quota</c>, are ours.
/// </summary>
public sealed class QuotaResource : TenantResource
{
    public static readonly QuotaResource Instance = new();

    private QuotaResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.ResourceQuota;

    public override ApplyPhase Phase => ApplyPhase.Limits;

    public override bool IsPruned => true;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope? Rules => null;

    public override ImmutableArray<Right> PlanRights { get; } =
        [Right.To(Right.Read, ObjectKind.ResourceQuota, LimitRangeResource.PlanReason)];

    public override ImmutableArray<Right> ApplyRights { get; } =
    [
        Right.To(Right.Manage, ObjectKind.ResourceQuota,
            "quota and quotas of the file. Up to Kubeflow 1.6 profile-controller leaves a quota in force that the Profile no longer has."),
    ];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
    [
        .. tenant.Flavor == Flavor.Kubeflow || tenant.Quota.IsEmpty ? Enumerable.Empty<DesiredObject>()
            : [Desire(QuotaObject.For(setName, tenant), tenant, tenant.QuotaOrigin) with { Tier = tenant.Tier }],
        .. tenant.Quotas.Select(quota => Desire(QuotaObject.For(setName, tenant, quota), tenant, quota.Origin) with { Tier = tenant.Tier }),
    ];

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.QuotaChanged;

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.In(known.Name, Kind).Aggregate(known, (tenant, found) => QuotaImport.Of(tenant, found, view.Flavor));

    private sealed class Fields : SemanticEquality
    {
        // ResourceQuotaSpec.scopeSelector has structType atomic (core/v1 types.go).
        public override ImmutableArray<string> AtomicMaps { get; } = ["/spec/scopeSelector"];

        public override bool Same(string pointer, JsonElement desired, JsonElement live) =>
            pointer.StartsWith(ChangeRisk.QuotaHard, StringComparison.Ordinal) ? SameQuantities(desired, live) : base.Same(pointer, desired, live);

        // core/validation, ValidateResourceQuotaUpdate; a scopeSelector may change.
        public override bool IsImmutable(string pointer) => pointer == "/spec/scopes";
    }
}
