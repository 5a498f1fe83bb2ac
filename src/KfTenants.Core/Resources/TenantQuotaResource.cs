using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The ResourceQuota of a tenant where there is no Profile to carry its quota.</summary>
public sealed class TenantQuotaResource : TenantResource
{
    public const string Name = "kftenants";

    public static readonly TenantQuotaResource Instance = new();

    private const string HardPrefix = "/spec/hard/";

    private TenantQuotaResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.ResourceQuota;

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubernetes;

    public override ApplyPhase Phase => ApplyPhase.Limits;

    public override bool IsPruned => true;

    public override SemanticEquality Equality { get; } = new Fields();

    // What a tenant may use is decided in the file, and nowhere else.
    public override RuleScope? Rules => null;

    public override ImmutableArray<Right> PlanRights { get; } = [Right.To(Right.Read, ObjectKind.ResourceQuota, LimitRangeResource.PlanReason)];

    public override ImmutableArray<Right> ApplyRights { get; } = [Right.To(Right.Manage, ObjectKind.ResourceQuota, "quota of the file.", Name)];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.Quota.IsEmpty ? [] : [Desire(For(setName, tenant), tenant, tenant.QuotaOrigin) with { Tier = tenant.Tier }];

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => ChangeReason.QuotaChanged;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.QuotaChanged;

    public override Change Prune(KubeObject found, TenantView view, ImmutableArray<DesiredObject> wanted) => new Change.Delete(Precondition.Of(found))
    {
        Key = found.Key,
        Tenant = view.Tenant.Name,
        Reason = ChangeReason.QuotaChanged,
        Origin = view.Tenant.QuotaOrigin,
        Risk = ChangeRisk.OfDeletion(Kind, found.Key.Name),
        Content = ObjectContent.Of(found),
    };

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.In(known.Name, Kind).Aggregate(known, (tenant, found) => found.Key.Name == Name && found.At("spec", "scopes") is null && found.At("spec", "scopeSelector") is null
            ? tenant with
            {
                Quota = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Amounts.Of(found.At("spec", "hard"))),
                Sources = tenant.Sources.Add(found.Key.ToString()),
            }
            : tenant.Saying($"{found.Key} is another program's or person's, or says more than quota can: it stays in force as it is, and is not part of quota", found.Key));

    private static KubeObject For(string setName, Tenant tenant) => KubeObject.From(ObjectKind.ResourceQuota, new JsonObject
    {
        ["apiVersion"] = ObjectKind.ResourceQuota.ApiVersion,
        ["kind"] = ObjectKind.ResourceQuota.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = tenant.Name,
            ["labels"] = Ownership.Labels(setName, tenant.Name),
        },
        ["spec"] = new JsonObject { ["hard"] = ProfileObject.QuantityMap(tenant.Quota) },
    });

    private sealed class Fields : SemanticEquality
    {
        public override bool Same(string pointer, JsonElement desired, JsonElement live) =>
            pointer.StartsWith(HardPrefix, StringComparison.Ordinal) ? SameQuantities(desired, live) : base.Same(pointer, desired, live);
    }
}
