using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant beside what the cluster shows of it: what the reasons of its changes are read off.</summary>
/// <param name="Root">Null when the tenant is new.</param>
/// <param name="Evidence">Which grants this set gave.</param>
public sealed record TenantView(string Set, Tenant Tenant, KubeObject? Root, LiveState Live, GrantEvidence Evidence)
{
    /// <summary>In the cluster it is suspended.</summary>
    public bool WasSuspended { get; init; }

    private HashSet<string>? _granted;
    private HashSet<string>? _people;

    /// <summary>The person already has a grant of this set here.</summary>
    public bool HasGrant(string person) => (_granted ??=
    [
        .. Evidence.In(Tenant.Name, ObjectKind.RoleBinding, Live)
            .Where(b => !Evidence.IsBinding(b))
            .SelectMany(Grants.Of)
            .Select(g => g.Person),
    ]).Contains(person);

    /// <summary>The document gives the person, or the group, a role by a binding, and this set never gave them more.</summary>
    public bool IsBound(string person) => Evidence.Record.In(Tenant.Name).All(g => g.Person != person) &&
        Tenant.EffectiveGrants.Any(g => RoleGrantObject.PeopleOf(Tenant.Name, g).Contains(person));

    /// <summary>The document makes the person a contributor or the owner here.</summary>
    public bool Lists(string person) => (_people ??=
        Tenant.EffectiveContributors.Select(c => c.Email).Append(Tenant.EffectiveOwner).ToHashSet(StringComparer.Ordinal)).Contains(person);
}
