using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The ConfigMaps with settings for a tenant's pods.</summary>
public sealed class ConfigMapResource : HeldResource
{
    public static readonly ConfigMapResource Instance = new();

    private ConfigMapResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.ConfigMap;

    public override string WhyRead => "The settings in force, to compare them with the file.";

    public override string WhyWrite => "configMaps of the file.";

    public override ChangeReason Added => ChangeReason.SettingsAdded;

    protected override ChangeReason Changed => ChangeReason.SettingsChanged;

    public override ChangeReason Removed => ChangeReason.SettingsRemoved;

    public override IEnumerable<string> NamesOf(Tenant tenant) => tenant.ConfigMaps.Select(m => m.Name);

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.ConfigMaps.Select(map => Desire(TenantObject.Of(setName, new ObjectKey(Kind, tenant.Name, map.Name), new JsonObject
        {
            ["data"] = new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
        }), tenant, map.Origin));

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => known with
    {
        ConfigMaps =
        [
            .. from found in view.HeldIn(known.Name, Kind)
               select new SettingsMap(
                   found.Key.Name,
                   found.At("data").Members().ToImmutableSortedDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal),
                   default),
        ],
    };
}
