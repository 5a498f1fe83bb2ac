using System.Collections.Immutable;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// The objects that the document asks for, fully defaulted, each with its origin. They are made when they are asked for, and not kept: a plan of many tenants looks at those of one
/// at a time, and gives up what is as it should be.
/// </summary>
/// <param name="Identity">How this cluster's mesh recognises people.</param>
public sealed record DesiredState(TenantSet Set, IstioIdentity Identity)
{
    private bool IsAdopting { get; init; }

    /// <param name="identity">How this cluster's mesh recognises people.</param>
    public static DesiredState For(TenantSet set, IstioIdentity identity) => new(set, identity);

    /// <summary>All of them, in the order of tenants, then keys; made anew each time.</summary>
    public ImmutableArray<DesiredObject> Objects => [.. Set.Tenants.SelectMany(t => Of(t))];

    /// <summary>The same with leave to take over what exists already and belongs to no set.</summary>
    public DesiredState Adopting() => this with { IsAdopting = true };

    /// <summary>Those of one tenant, in the order of their keys; made anew each time.</summary>
    public ImmutableArray<DesiredObject> Of(Tenant tenant) =>
    [
        .. TenantResources.Of(Set.Platform.Flavor).SelectMany(resource => resource.Desired(Set.Name, tenant, Identity)).OrderBy(o => o.Key).Select(o => o with
        {
            MayAdopt = tenant.Adopts || IsAdopting,
            Rules = Set.FieldRules.IsEmpty ? [] : [.. Set.FieldRules.Where(r => r.Kind == o.Key.Kind)],
        }),
    ];
}
