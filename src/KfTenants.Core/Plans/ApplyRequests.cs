using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>The requests that make an object what a <see cref="ThreeWayDiff"/> says: the apply, and before it what apply alone cannot do.</summary>
public static class ApplyRequests
{
    /// <param name="managedFields">The list of managers (as JSON) that comes before the apply, so that older claims become ours; null: as it is.</param>
    public static ImmutableArray<PlannedWrite> Of(ThreeWayDiff diff, string? managedFields, Precondition live)
    {
        var apply = PlannedWrite.Apply(diff.Intent, live, diff.Force);
        return diff.Unset.IsEmpty && managedFields is null
            ? [apply]
            : [PlannedWrite.Patch(diff.Intent.Key, Preparation(diff.Unset, managedFields), live), apply];
    }

    private static JsonObject Preparation(ImmutableArray<string> unset, string? managedFields)
    {
        var patch = new JsonObject();
        foreach (var pointer in unset)
        {
            Unset(patch, JsonPointer.Segments(pointer));
        }

        if (managedFields is not null)
        {
            patch["metadata"] ??= new JsonObject();
            patch["metadata"]!["managedFields"] = JsonNode.Parse(managedFields);
        }

        return patch;
    }

    private static void Unset(JsonObject patch, ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            patch[path[0]] = null;
            return;
        }

        if (patch[path[0]] is not JsonObject inner)
        {
            patch[path[0]] = inner = [];
        }

        Unset(inner, path[1..]);
    }
}
