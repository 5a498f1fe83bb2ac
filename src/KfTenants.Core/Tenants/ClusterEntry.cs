using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>One cluster of <c>clusters</c>: what it is called, what tenants choose it by, and how it is reached.</summary>
/// <param name="Labels">For <c>clusterSelector</c>; nothing of the cluster itself.</param>
/// <param name="Origin">Where its name is written; paths of <paramref name="Place"/> are relative to that file.</param>
public sealed record ClusterEntry(string Name, ImmutableSortedDictionary<string, string> Labels, ClusterPlace Place, SourceLocation Origin)
{
    /// <summary>What stands for all clusters on a command line, and so names none.</summary>
    public const string Every = "all";
}
