using System.Collections.Immutable;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>Every object that the document asks for, fully defaulted, each with its origin; in the order of tenants, then keys.</summary>
public sealed record DesiredState(ImmutableArray<DesiredObject> Objects)
{
    /// <param name="identity">How this cluster's mesh recognises people.</param>
    public static DesiredState For(TenantSet set, IstioIdentity identity) =>
        new([.. set.Tenants.SelectMany(tenant => ObjectsOf(set.Name, tenant, identity).OrderBy(o => o.Key).Select(o => o with
        {
            MayAdopt = tenant.Adopts,
            Rules = set.FieldRules.IsEmpty ? [] : [.. set.FieldRules.Where(r => r.Kind == o.Key.Kind.Kind)],
        }))]);

    /// <summary>The same with leave to take over what exists already and belongs to no set.</summary>
    public DesiredState Adopting() => new([.. Objects.Select(o => o with { MayAdopt = true })]);

    private static IEnumerable<DesiredObject> ObjectsOf(string setName, Tenant tenant, IstioIdentity identity)
    {
        yield return new DesiredObject(ProfileObject.For(setName, tenant), Claim.Whole, tenant.Name, tenant.Origin);
        if (NamespaceObject.For(tenant) is { } metadata)
        {
            yield return new DesiredObject(metadata, Claim.Fields, tenant.Name, tenant.NamespaceOrigin);
        }

        if (LimitRangeObject.For(setName, tenant) is { } limitRange)
        {
            yield return new DesiredObject(limitRange, Claim.Whole, tenant.Name, tenant.LimitRangeOrigin);
        }

        foreach (var contributor in tenant.EffectiveContributors)
        {
            yield return new DesiredObject(
                ContributorObjects.RoleBinding(setName, tenant.Name, contributor), Claim.Whole, tenant.Name, contributor.Origin);
            yield return new DesiredObject(
                ContributorObjects.AuthorizationPolicy(setName, tenant.Name, contributor, identity), Claim.Whole, tenant.Name, contributor.Origin);
        }
    }
}
