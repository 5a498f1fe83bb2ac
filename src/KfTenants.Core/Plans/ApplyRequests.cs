using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>The requests that make an object what a <see cref="ThreeWayDiff"/> says: the apply, and before it what apply alone cannot do.</summary>
public static class ApplyRequests
{
    /// <param name="managedFields">The list of managers (as JSON) that comes before the apply, so that older claims become ours; null: as it is.</param>
    public static ImmutableArray<PlannedWrite> Of(ThreeWayDiff diff, string? managedFields, KubeObject live)
    {
        var found = Precondition.Of(live);
        var apply = PlannedWrite.Apply(diff.Intent, found, diff.Force);
        if (diff.Unset.IsEmpty && managedFields is null)
        {
            return [apply];
        }

        var preparation = PlannedWrite.Patch(diff.Intent.Key, Preparation(diff.Unset, managedFields), found);

        // What is removed has no manager any more: when that was all, there is nothing left to give up or to ask for.
        return managedFields is null && FieldSet.OfIntent(diff.Intent.Body).Leaves.IsEmpty && live.Managers.Ours.Leaves.All(l => diff.Unset.Contains(l))
            ? [preparation]
            : [preparation, apply];
    }

    private static JsonObject Preparation(ImmutableArray<string> unset, string? managedFields)
    {
        var patch = new JsonObject();
        foreach (var pointer in unset)
        {
            JsonPointer.Set(patch, pointer, null);
        }

        if (managedFields is not null)
        {
            JsonPointer.Set(patch, "/metadata/managedFields", JsonNode.Parse(managedFields));
        }

        return patch;
    }
}
