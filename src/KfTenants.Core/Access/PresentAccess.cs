using System.Collections.Immutable;

namespace KfTenants.Access;

/// <summary>The access in one namespace that is ours and there, as the record would have it.</summary>
/// <param name="Grants">The contributors'.</param>
/// <param name="Bindings">The other bindings.</param>
public sealed record PresentAccess(ImmutableArray<GivenGrant> Grants, ImmutableArray<GivenBinding> Bindings)
{
    /// <summary>The people and groups who have it; one may be there several times.</summary>
    public IEnumerable<string> People => Grants.Select(g => g.Person).Concat(Bindings.SelectMany(b => b.People));
}
