using System.Collections.Immutable;

namespace KfTenants.Plans;

/// <summary>What a <see cref="PlanDocument"/> is limited to.</summary>
/// <param name="Tenants">Null for all.</param>
public sealed record ScopeDocument(ImmutableArray<string>? Tenants);
