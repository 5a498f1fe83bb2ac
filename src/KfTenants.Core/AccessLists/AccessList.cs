using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Logins;

namespace KfTenants.AccessLists;

/// <summary>A tenant of the cluster or of the document.</summary>
/// <param name="Owner">Who owns it: in the cluster whom the Profile names, which is not who has an owner's access while it is frozen.</param>
public sealed record ListedTenant(string Name, string? Owner, TenantCondition Condition);

/// <summary>What a tenant is like, as far as it matters for who can get in.</summary>
public enum TenantCondition
{
    Active,

    /// <summary>All access is taken away, the data stays.</summary>
    Suspended,

    /// <summary>The Profile and its Namespace name two owners: profile-controller has stopped looking after it.</summary>
    Frozen,

    /// <summary>It is being deleted; until it is gone, access stays.</summary>
    Deleting,
}

/// <summary>Who can get in where, from the cluster or from the document.</summary>
/// <param name="Tenants">In the order of their names.</param>
/// <param name="Entries">In the order of tenants (every tenant at once comes last), then of subjects, the strongest role first.</param>
/// <param name="Unread">What could not be looked at, and why; what hangs on it is not in the list.</param>
public sealed record AccessList(ImmutableArray<ListedTenant> Tenants, ImmutableArray<AccessEntry> Entries, KnownLogins Logins, ImmutableArray<string> Unread)
{
    /// <summary>The people who have access somewhere, each once, in the order of their e-mails.</summary>
    public IEnumerable<string> People => Entries.Where(e => e.Subject.Kind == SubjectKind.Person).Select(e => e.Subject.Name)
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The same list of only these tenants; what reaches every tenant stays.</summary>
    public AccessList In(IReadOnlyCollection<string> tenants) => this with
    {
        Tenants = [.. Tenants.Where(t => tenants.Contains(t.Name))],
        Entries = [.. Entries.Where(e => e.Tenant is null || tenants.Contains(e.Tenant))],
    };

    /// <summary>What one person has for certain.</summary>
    public IEnumerable<AccessEntry> Of(string person) => Entries.Where(e => e.Subject.Means(person));

    /// <summary>What a person has if they are in a group, or is open to all.</summary>
    public IEnumerable<AccessEntry> Perhaps => Entries.Where(e => e.Subject.Kind is SubjectKind.Group or SubjectKind.Everyone);

    /// <summary>The strongest role of each subject in each tenant where it has one; under null, in every tenant at once.</summary>
    public ImmutableDictionary<(AccessSubject Subject, string? Tenant), string> Strongest() => Entries.GroupBy(e => (e.Subject, e.Tenant)).ToImmutableDictionary(
        same => same.Key,
        same => same.OrderByDescending(e => Strength(e.Role)).ThenBy(e => e.Role, StringComparer.Ordinal).First().Role);

    internal static int Strength(string role) => role == Grants.MeshOnly ? -2 : Grants.Rank(role);

    internal static ImmutableArray<AccessEntry> Sorted(IEnumerable<AccessEntry> entries) =>
    [
        .. entries.OrderBy(e => e.Tenant is null).ThenBy(e => e.Tenant, StringComparer.Ordinal).ThenBy(e => e.Subject)
            .ThenByDescending(e => Strength(e.Role)).ThenBy(e => e.Role, StringComparer.Ordinal).ThenBy(e => e.Route)
            .ThenBy(e => e.Objects.IsEmpty ? "" : e.Objects[0].ToString(), StringComparer.Ordinal),
    ];
}
