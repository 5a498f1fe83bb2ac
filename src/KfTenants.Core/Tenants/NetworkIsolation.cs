using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>Who may open connections to the pods of an isolated tenant, beside themselves and the platform.</summary>
/// <param name="AllowNamespaces">In ordinal order.</param>
/// <param name="AllowCidrs">Canonical address ranges, in ordinal order.</param>
/// <param name="Origin">Where the key <c>network</c> stands.</param>
public sealed record NetworkIsolation(ImmutableArray<string> AllowNamespaces, ImmutableArray<string> AllowCidrs, SourceLocation Origin);
