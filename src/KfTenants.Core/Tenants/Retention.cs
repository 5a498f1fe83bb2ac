using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>How long a tenant that no one uses keeps its access, and then its data: what <c>reap tenants</c> judges by. No plan depends on it.</summary>
/// <param name="ReapAfter">Unused for so long, it should be suspended. Null: never.</param>
/// <param name="LastUsedThreshold">For so long after its last use by name the tenant counts as used, whatever runs there. Null: as long as <paramref name="ReapAfter"/>.</param>
/// <param name="DeleteAfter">Suspended for so long, it should be deleted. Null: never.</param>
/// <param name="Origin">Where the key <c>retention</c> stands.</param>
public sealed record Retention(TimeSpan? ReapAfter, TimeSpan? LastUsedThreshold, TimeSpan? DeleteAfter, SourceLocation Origin);
