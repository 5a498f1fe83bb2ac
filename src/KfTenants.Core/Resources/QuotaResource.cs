using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The ResourceQuota that profile-controller makes from a Profile: read, so that a plan knows whether it follows its Profile, and
/// deleted where the controller leaves one in force.
/// </summary>
public sealed class QuotaResource : TenantResource
{
    public static readonly QuotaResource Instance = new();

    private QuotaResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.ResourceQuota;

    public override ApplyPhase Phase => ApplyPhase.Limits;

    public override bool IsMember => false;

    public override RuleScope? Rules => null;

    public override ImmutableArray<Right> PlanRights { get; } =
        [Right.To(Right.Read, ObjectKind.ResourceQuota, LimitRangeResource.PlanReason)];

    public override ImmutableArray<Right> ApplyRights { get; } =
    [
        Right.To(["delete"], ObjectKind.ResourceQuota,
            "Up to Kubeflow 1.6 profile-controller leaves a quota in force that the Profile no longer has.", ProfileObject.QuotaName),
    ];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) => [];

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => ChangeReason.QuotaChanged;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.QuotaChanged;
}
