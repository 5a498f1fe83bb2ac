using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>What a <see cref="PlanDocument"/> is limited to.</summary>
/// <param name="Tenants">Null for all.</param>
public sealed record ScopeDocument(ImmutableArray<string>? Tenants)
{
    /// <summary>Whose part of the plan it is, as <see cref="Plans.Shard"/> writes itself; null: the whole, as every plan that is saved.</summary>
    [JsonIgnore]
    public string? Shard { get; init; }
}
