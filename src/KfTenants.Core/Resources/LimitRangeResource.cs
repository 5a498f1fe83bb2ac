using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The LimitRange with a tenant's defaults and limits for containers.</summary>
public sealed class LimitRangeResource : TenantResource
{
    public static readonly LimitRangeResource Instance = new();

    /// <summary>Shared with the quota: one row of the rights speaks of both.</summary>
    internal const string PlanReason = "The limits in force, to compare them with the file.";

    private const string LimitsField = "/spec/limits";

    private LimitRangeResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.LimitRange;

    public override ApplyPhase Phase => ApplyPhase.Limits;

    public override bool IsPruned => true;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope Rules { get; } = new(ObjectKind.LimitRange, ["/metadata/labels"], [LimitsField], [], HasOwnLabels: true);

    public override ImmutableArray<Right> PlanRights { get; } = [Right.To(Right.Read, ObjectKind.LimitRange, PlanReason)];

    public override ImmutableArray<Right> ApplyRights { get; } =
        [Right.To(Right.Manage, ObjectKind.LimitRange, "limitRange of the file.", LimitRangeObject.Name)];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        LimitRangeObject.For(setName, tenant) is { } limitRange ? [Desire(limitRange, tenant, tenant.LimitRangeOrigin) with { Tier = tenant.Tier }] : [];

    public override ChangeReason Added => ChangeReason.LimitRangeAdded;

    public override ChangeReason Removed => ChangeReason.LimitRangeRemoved;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.LimitRangeChanged;

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.In(known.Name, Kind).Aggregate(known, (tenant, found) => LimitRangeImport.Of(tenant, found));

    private sealed class Fields : SemanticEquality
    {
        public override bool Same(string pointer, JsonElement desired, JsonElement live) =>
            pointer == LimitsField ? SameQuantities(desired, live) : base.Same(pointer, desired, live);
    }
}
