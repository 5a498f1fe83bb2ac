using System.Collections.Immutable;

namespace KfTenants.Access;

/// <summary>Each person's access before and after a plan, as differences.</summary>
/// <param name="Changes">Who becomes owner or admin first; then by tenant, then person; signing in last.</param>
/// <param name="GrantsBefore">How many pairs of person and tenant have access now.</param>
public sealed record AccessDiff(ImmutableArray<AccessChange> Changes, int GrantsBefore)
{
    /// <summary>Pairs of person and tenant that have access now and would have none.</summary>
    public int Revoked => Changes.Count(c => c.Tenant is not null && c.Before is not null && c.After is null);

    /// <param name="tenants">Each with the strongest role of each person before and after; in order.</param>
    /// <param name="signIns">Who can sign in afterwards, and who no more.</param>
    public static AccessDiff Of(
        IEnumerable<(string Tenant, ImmutableSortedDictionary<string, string> Before, ImmutableSortedDictionary<string, string> After)> tenants,
        IEnumerable<AccessChange> signIns)
    {
        var differences = new List<AccessChange>();
        var present = 0;
        foreach (var (tenant, before, after) in tenants)
        {
            present += before.Count;
            differences.AddRange(
                from person in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                let was = before.GetValueOrDefault(person)
                let becomes = after.GetValueOrDefault(person)
                where was != becomes
                select new AccessChange(tenant, person, was, becomes));
        }

        differences.AddRange(signIns);
        return new AccessDiff([.. differences.OrderByDescending(c => c.GainsPower)], present);
    }
}
