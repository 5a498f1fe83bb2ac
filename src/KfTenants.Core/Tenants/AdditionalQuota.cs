using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A quota beside the tenant's own that counts only some of its pods.</summary>
/// <param name="Name">Among the tenant's.</param>
/// <param name="Hard">Resource name to canonical quantity.</param>
/// <param name="Scopes">Kubernetes' words, in ordinal order; a pod must be in all of them.</param>
/// <param name="PriorityClasses">In ordinal order; a pod must have one of them. Empty: any or none.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record AdditionalQuota(
    string Name,
    ImmutableSortedDictionary<string, string> Hard,
    ImmutableArray<string> Scopes,
    ImmutableArray<string> PriorityClasses,
    SourceLocation Origin);
