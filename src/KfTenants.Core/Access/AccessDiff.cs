using System.Collections.Immutable;

namespace KfTenants.Access;

/// <summary>The people of one tenant.</summary>
/// <param name="Before">The strongest role of each person now.</param>
/// <param name="After">The same after a plan.</param>
/// <param name="Given">Whose access is the owner's or was given by this set: what others granted is not counted by guards.</param>
public sealed record TenantAccess(
    string Tenant, ImmutableSortedDictionary<string, string> Before, ImmutableSortedDictionary<string, string> After, IReadOnlySet<string> Given);

/// <summary>Each person's access before and after a plan, as differences.</summary>
/// <param name="Changes">Who becomes owner or admin first; then by tenant, then person; signing in last.</param>
/// <param name="GrantsBefore">How many pairs of person and tenant have access now that this set gave.</param>
/// <param name="Revoked">How many of them would have none.</param>
public sealed record AccessDiff(ImmutableArray<AccessChange> Changes, int GrantsBefore, int Revoked)
{
    /// <param name="tenants">In order.</param>
    /// <param name="signIns">Who can sign in afterwards, and who no more.</param>
    public static AccessDiff Of(IEnumerable<TenantAccess> tenants, IEnumerable<AccessChange> signIns) => Join([.. tenants.Select(Of)], signIns);

    public static AccessDiff Of(TenantAccess access)
    {
        var (tenant, before, after, given) = access;
        return new AccessDiff(
            [
                .. from person in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                   let was = before.GetValueOrDefault(person)
                   let becomes = after.GetValueOrDefault(person)
                   where was != becomes
                   select new AccessChange(tenant, person, was, becomes),
            ],
            before.Keys.Count(given.Contains),
            before.Keys.Count(person => given.Contains(person) && !after.ContainsKey(person)));
    }

    /// <inheritdoc cref="Of(IEnumerable{TenantAccess}, IEnumerable{AccessChange})"/>
    public static AccessDiff Join(IReadOnlyCollection<AccessDiff> tenants, IEnumerable<AccessChange> signIns) => new(
        [.. tenants.SelectMany(t => t.Changes).Concat(signIns).OrderByDescending(c => c.GainsPower)], tenants.Sum(t => t.GrantsBefore), tenants.Sum(t => t.Revoked));
}
