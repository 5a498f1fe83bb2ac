using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A tenant that must not exist (<c>state: absent</c>): its Profile is deleted, and with it the namespace and all data in it.</summary>
/// <param name="Origin">Where its name is written.</param>
public sealed record Tombstone(string Name, SourceLocation Origin)
{
    /// <summary>The names of the clusters that it is for, in their order; null: all.</summary>
    public ImmutableArray<string>? Clusters { get; init; }
}
