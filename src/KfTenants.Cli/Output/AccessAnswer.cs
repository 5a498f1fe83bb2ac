using System.Collections.Immutable;
using KfTenants.AccessLists;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>access</c>: who can get in, and what was asked.</summary>
/// <param name="Cluster">Null: the document says it, not a cluster.</param>
/// <param name="Set">Of the document; null without one.</param>
/// <param name="Users">Only about these, in the order of the question; empty: about all.</param>
/// <param name="Tenants">Only in these; empty: in all. The list has no others.</param>
/// <param name="IsMatrix">A table of people and tenants.</param>
internal sealed record AccessAnswer(
    AccessList List, ClusterIdentity? Cluster, string? Set, ImmutableArray<string> Users, ImmutableArray<string> Tenants, bool IsMatrix)
{
    /// <summary>What was asked for, in the order of the list; of several people each entry once.</summary>
    public IEnumerable<AccessEntry> Entries => Users.IsEmpty ? List.Entries : List.Entries.Where(e => Users.Any(e.Subject.Means));

    /// <summary>What those people have besides if they are in a group, or because it is open to all; nothing when nothing was asked of people.</summary>
    public IEnumerable<AccessEntry> Perhaps => Users.IsEmpty ? [] : List.Perhaps;

    /// <summary>The people whose sign-in is told.</summary>
    public IEnumerable<string> People => Users.IsEmpty ? List.People : Users;

    /// <summary>Rows and columns of the matrix: who is people, and where any of them has access at once or in one tenant (null: in every tenant).</summary>
    public ImmutableArray<AccessSubject> Rows => [.. Entries.Concat(Perhaps).Select(e => e.Subject).Where(s => s.IsPeople).Distinct().Order()];

    public ImmutableArray<string?> MatrixColumns =>
        [.. List.Tenants.Select(t => t.Name), .. List.Entries.Any(e => e.Tenant is null && e.Subject.IsPeople) ? new string?[] { null } : []];
}
