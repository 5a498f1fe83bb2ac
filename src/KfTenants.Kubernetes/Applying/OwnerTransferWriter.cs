using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// What follows the apply of a Profile that changes hands (<see cref="OwnerTransfer"/>), and what must precede the deletion of a frozen one:
/// the writes to what profile-controller keeps. Each looks at the object as it is now and names that in its precondition; a field
/// that the approved change does not speak of is never written.
/// </summary>
internal sealed class OwnerTransferWriter(ICluster cluster, Waiting wait)
{
    /// <summary>Null when the Profile is the new owner's, and everything shows it; else what went wrong.</summary>
    public async Task<Outcome?> FinishAsync(Change change, string owner, CancellationToken stop)
    {
        var tenant = change.Key.Name;
        if (await AnnotateNamespaceAsync(change, owner) is { } trouble)
        {
            return trouble;
        }

        if (!await wait.IsHandedOverAsync(tenant, owner) && await WakeAsync(change) is { } notWoken)
        {
            return notWoken;
        }

        await wait.ForHandOverAsync(tenant, owner, stop);
        return await AnnotateUserAsync(change, OwnerTransfer.PolicyField, ProfileObject.OwnerPolicyKey(tenant), owner)
            ?? await AnnotateUserAsync(change, OwnerTransfer.BindingField, ProfileObject.OwnerBindingKey(tenant), owner);
    }

    /// <summary>
    /// The Namespace's annotation, by a merge patch: applied, it would be our field, and a later apply without it would remove it and so
    /// freeze the Profile.
    /// </summary>
    public Task<Outcome?> AnnotateNamespaceAsync(Change change, string? owner) => PatchAsync(
        change,
        OwnerTransfer.NamespaceField,
        NamespaceObject.Key(change.Key.Name),
        space => space.Annotation(ProfileObject.OwnerAnnotation) == owner,
        new JsonObject { [ProfileObject.OwnerAnnotation] = owner });

    // An annotation that is not there says nothing, as in the plan.
    private Task<Outcome?> AnnotateUserAsync(Change change, string field, ObjectKey key, string owner) => PatchAsync(
        change,
        field,
        key,
        live => live.Annotation(ContributorObjects.UserAnnotation) is not { } user || user == owner,
        new JsonObject { [ContributorObjects.UserAnnotation] = owner, [ContributorObjects.RoleAnnotation] = "admin" });

    // A namespace that the controller once took over, instead of creating it, is not watched: the Profile itself must be the event.
    private async Task<Outcome?> WakeAsync(Change change)
    {
        for (var attempt = 1; attempt <= ChangeWriter.Attempts; attempt++)
        {
            if (await cluster.GetAsync(change.Key, CancellationToken.None) is not { } profile)
            {
                return new Outcome.Stale($"{change.Key}: was deleted meanwhile; plan again");
            }

            if (await cluster.GetAsync(NamespaceObject.Key(change.Key.Name), CancellationToken.None) is not { } space || ProfileObject.Owns(profile, space))
            {
                return null;
            }

            var patch = Write.AskController.Patch(profile.ResourceVersion);
            var answer = await cluster.MergePatchAsync(change.Key, patch, ObjectPlanner.PreconditionOf(profile), CancellationToken.None);
            if (answer is not WriteAnswer.Stale)
            {
                return answer is WriteAnswer.Written ? null : ChangeWriter.OutcomeOf(change, answer);
            }
        }

        return ChangeWriter.KeepsChanging(change.Key);
    }

    private async Task<Outcome?> PatchAsync(Change change, string field, ObjectKey key, Func<KubeObject, bool> isSo, JsonObject annotations)
    {
        for (var attempt = 1; attempt <= ChangeWriter.Attempts; attempt++)
        {
            // What is not there yet, the controller makes for the new owner.
            if (await cluster.GetAsync(key, CancellationToken.None) is not { } live || isSo(live))
            {
                return null;
            }

            if (change.Fields.All(f => f.Pointer != field))
            {
                return new Outcome.Stale($"{key}: its annotations changed since the plan; plan again");
            }

            var answer = await cluster.MergePatchAsync(key, Annotations(annotations), ObjectPlanner.PreconditionOf(live), CancellationToken.None);
            if (answer is not WriteAnswer.Stale)
            {
                return answer is WriteAnswer.Written ? null : ChangeWriter.OutcomeOf(change, answer);
            }
        }

        return ChangeWriter.KeepsChanging(key);
    }

    private static JsonObject Annotations(JsonObject annotations) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = annotations.DeepClone() } };
}
