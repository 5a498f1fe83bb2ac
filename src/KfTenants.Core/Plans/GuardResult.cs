using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>One guard, evaluated on one plan; it stands so in a <see cref="PlanDocument"/>.</summary>
/// <param name="Id">For example <c>max-deletes</c>.</param>
/// <param name="Limit">As it was compared.</param>
/// <param name="Value">As it was compared.</param>
/// <param name="Unit">What the numbers count: <c>objects</c>, <c>tenants</c>, <c>grants</c>, <c>%</c>.</param>
/// <param name="Override">The exact option that lets this plan pass: <c>--allow deletes=37</c>; empty when nothing does.</param>
public sealed record GuardResult(
    string Id,
    int Limit,
    int Value,
    string Unit,
    [property: JsonConverter(typeof(GuardOutcomeWord))] GuardOutcome Outcome,
    string Override)
{
    /// <summary>What the numbers are made of: <c>12 of 20 RoleBinding objects</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>It keeps nothing from being written: within its limit, or overridden.</summary>
    [JsonIgnore]
    public bool Allows => Outcome != GuardOutcome.Fail;

    /// <summary>As in the JSON of a plan, for other documents that name guards.</summary>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(this, PlanJsonContext.Default.GuardResult)!;
}
