using System.Collections.Immutable;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>Every object that the document asks for, fully defaulted, each with its origin; in the order of tenants, then keys.</summary>
/// <param name="Identity">How this cluster's mesh recognises people.</param>
public sealed record DesiredState(ImmutableArray<DesiredObject> Objects, IstioIdentity Identity)
{
    /// <param name="identity">How this cluster's mesh recognises people.</param>
    public static DesiredState For(TenantSet set, IstioIdentity identity) =>
        new([.. set.Tenants.SelectMany(tenant => ObjectsOf(set, tenant, identity).OrderBy(o => o.Key).Select(o => o with
        {
            MayAdopt = tenant.Adopts,
            Rules = set.FieldRules.IsEmpty ? [] : [.. set.FieldRules.Where(r => r.Kind == o.Key.Kind)],
        }))], identity);

    /// <summary>The same with leave to take over what exists already and belongs to no set.</summary>
    public DesiredState Adopting() => this with { Objects = [.. Objects.Select(o => o with { MayAdopt = true })] };

    private static IEnumerable<DesiredObject> ObjectsOf(TenantSet set, Tenant tenant, IstioIdentity identity) =>
        TenantResources.Of(set.Platform.Flavor).SelectMany(resource => resource.Desired(set.Name, tenant, identity));
}
