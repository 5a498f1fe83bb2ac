using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KfTenants.Plans;

/// <summary>How many changes of each action a <see cref="PlanDocument"/> has, and how many objects it keeps.</summary>
public sealed record SummaryDocument(int Create, int Update, int Replace, int Delete, int Adopt, int Release, int Conflict, int Unchanged)
{
    public static SummaryDocument Of(ImmutableArray<ChangeDocument> changes, int unchanged)
    {
        int Count(string action) => changes.Count(c => c.Action == action);
        return new SummaryDocument(
            Count("create"), Count("update"), Count("replace"), Count("delete"), Count("adopt"), Count("release"), Count("conflict"), unchanged);
    }

    /// <summary>As in the JSON of a plan, for other documents that count its changes.</summary>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(this, PlanJsonContext.Default.SummaryDocument)!;
}
