using KfTenants.Tenants;

namespace KfTenants.Access;

/// <summary>One grant that a set gave: a person's role in a tenant, and the two objects that give it.</summary>
/// <param name="Binding">The uid of the RoleBinding; null until it has been seen.</param>
/// <param name="Policy">The uid of the AuthorizationPolicy; null until it has been seen.</param>
public sealed record GivenGrant(string Person, Role Role, string? Binding, string? Policy)
{
    /// <summary>The name of both objects.</summary>
    public string Name { get; } = KfamName.For(Person, Role);

    /// <summary>The same grant to the same person, whatever objects give it.</summary>
    public bool IsSameAs(GivenGrant other) => Person == other.Person && Role == other.Role;

    /// <summary>With the objects that either of the two knows; those of <paramref name="newer"/> count.</summary>
    public GivenGrant With(GivenGrant newer) => this with { Binding = newer.Binding ?? Binding, Policy = newer.Policy ?? Policy };
}
