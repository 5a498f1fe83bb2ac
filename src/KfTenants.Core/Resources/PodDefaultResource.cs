using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The PodDefaults of a tenant: what its people choose in the notebook form as "configurations".</summary>
public sealed class PodDefaultResource : HeldResource
{
    public static readonly PodDefaultResource Instance = new();

    private PodDefaultResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.PodDefault;

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubeflow;

    public override string WhyRead => "What is added to pods now, to compare it with the file.";

    public override string WhyWrite => "podDefaults of the file.";

    public override ChangeReason Added => ChangeReason.PodDefaultAdded;

    protected override ChangeReason Changed => ChangeReason.PodDefaultChanged;

    public override ChangeReason Removed => ChangeReason.PodDefaultRemoved;

    public override IEnumerable<string> NamesOf(Tenant tenant) => tenant.PodDefaults.Select(d => d.Name);

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.PodDefaults.Select(d => Desire(TenantObject.Of(setName, new ObjectKey(Kind, tenant.Name, d.Name), new JsonObject
        {
            ["spec"] = JsonNode.Parse(d.SpecJson),
        }), tenant, d.Origin));

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => known with
    {
        PodDefaults = [.. view.HeldIn(known.Name, Kind).Select(found => new PodDefault(found.Key.Name, found.At("spec") is { } spec ? CanonicalJson.Of(spec) : "{}", default))],
    };
}
