using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// Recognises a tenant that was renamed in the file. A namespace cannot be renamed: what was meant as a rename is a new, empty tenant
/// beside the old one, and the plan must say so.
/// </summary>
internal static class Renames
{
    /// <param name="owner">Of the tenant that the file no longer has.</param>
    /// <param name="people">Who has access there besides the owner.</param>
    /// <param name="created">The tenants that this plan creates.</param>
    /// <returns>The new tenant of the same owner with the most of its people; null when none has any of them.</returns>
    public static string? Find(string? owner, IReadOnlySet<string> people, IEnumerable<Tenant> created) =>
        (from tenant in created
         where tenant.Owner == owner
         let common = tenant.Contributors.Count(c => people.Contains(c.Email))
         where common > 0 || (people.Count == 0 && tenant.Contributors.IsEmpty)
         orderby common descending
         select tenant.Name).FirstOrDefault();
}
