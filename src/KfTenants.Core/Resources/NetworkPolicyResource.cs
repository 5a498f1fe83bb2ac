using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The NetworkPolicy that isolates a tenant's pods.</summary>
public sealed class NetworkPolicyResource : TenantResource
{
    public static readonly NetworkPolicyResource Instance = new();

    private NetworkPolicyResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.NetworkPolicy;

    public override ApplyPhase Phase => ApplyPhase.Limits;

    public override bool IsPruned => true;

    public override SemanticEquality Equality { get; } = new Fields();

    // Who else reaches the pods is decided in the file, and nowhere else.
    public override RuleScope? Rules => null;

    public override ImmutableArray<Right> PlanRights { get; } =
        [Right.To(Right.Read, ObjectKind.NetworkPolicy, "The isolation in force, to compare it with the file.")];

    public override ImmutableArray<Right> ApplyRights { get; } =
        [Right.To(Right.Manage, ObjectKind.NetworkPolicy, "network of the file.", NetworkPolicyObject.Name)];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        NetworkPolicyObject.For(setName, tenant, identity) is { } policy ? [Desire(policy, tenant, tenant.Network!.Origin)] : [];

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.In(known.Name, Kind).Aggregate(known, (tenant, found) => NetworkPolicyImport.Of(tenant, found, view));

    public override ChangeReason Added => ChangeReason.IsolationAdded;

    public override ChangeReason Removed => ChangeReason.IsolationRemoved;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.IsolationChanged;

    private sealed class Fields : SemanticEquality
    {
        public override ImmutableArray<string> AtomicMaps { get; } = ["/spec/podSelector"];
    }
}
