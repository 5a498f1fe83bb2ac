using System.Collections.Immutable;
using System.Text.Json;
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

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubeflow;

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

    // The quota itself is the Profile's; what is here beside it, or does not follow it, has no place in the file.
    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.In(known.Name, Kind).Aggregate(known, (tenant, found) =>
            found.Key.Name != ProfileObject.QuotaName
                ? tenant.Saying($"{found.Key} is not made from the Profile: it stays in force as it is, and is not part of quota", found.Key)
                : SaysThe(tenant.Quota, found) ? tenant
                : tenant.Saying($"{found.Key} is not as the Profile says, which quota is taken from: profile-controller has not followed, or it was changed by hand", found.Key));

    private static bool SaysThe(ImmutableSortedDictionary<string, string> quota, KubeObject found) =>
        found.At("spec", "hard") is { ValueKind: JsonValueKind.Object } hard && hard.EnumerateObject().Count() == quota.Count &&
        quota.All(q => hard.TryGetProperty(q.Key, out var amount) && Quantity.TryParse(q.Value, out var wanted) &&
            Quantity.TryParse(amount.ToString(), out var present) && wanted.RoundedUpToMilli() == present.RoundedUpToMilli());
}
