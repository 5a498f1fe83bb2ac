using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// What follows the apply of a Profile that gets a new owner, and what must precede the deletion of a frozen one: the writes to what
/// profile-controller keeps. Each looks at the object as it is now and names that in its precondition; an object to which the approved
/// change states no write is never written.
/// </summary>
internal sealed class OwnerTransferWriter(ICluster cluster, Waiting wait)
{
    /// <summary>Null when the Profile is the new owner's, and everything shows it; else what went wrong.</summary>
    public async Task<Outcome?> FinishAsync(Change.OwnerTransfer transfer, CancellationToken stop)
    {
        var (tenant, owner) = (transfer.Key.Name, transfer.Owner);
        if (await AnnotateNamespaceAsync(transfer, owner) is { } trouble)
        {
            return trouble;
        }

        if (!await wait.IsTransferredAsync(tenant, owner) && await WakeAsync(transfer) is { } notWoken)
        {
            return notWoken;
        }

        await wait.ForOwnerTransferAsync(tenant, owner, stop);
        return await AnnotateUserAsync(transfer, ProfileObject.OwnerPolicyKey(tenant), owner)
            ?? await AnnotateUserAsync(transfer, ProfileObject.OwnerBindingKey(tenant), owner);
    }

    /// <summary>The Namespace's annotation, as the change states it.</summary>
    /// <param name="owner">Whom it must name in the end.</param>
    public Task<Outcome?> AnnotateNamespaceAsync(Change change, string? owner) => PatchAsync(
        change, NamespaceObject.Key(change.Key.Name), space => space.Annotation(ProfileObject.OwnerAnnotation) == owner);

    // An annotation that is not there says nothing, as in the plan.
    private Task<Outcome?> AnnotateUserAsync(Change change, ObjectKey key, string owner) => PatchAsync(
        change, key, live => live.Annotation(Grants.UserAnnotation) is not { } user || user == owner);

    // A namespace that the controller once took over, instead of creating it, is not watched: the Profile itself must be the event.
    private async Task<Outcome?> WakeAsync(Change change)
    {
        var woken = await StaleRetry.RunAsync(change.Key, async () =>
        {
            if (await cluster.GetAsync(change.Key, CancellationToken.None) is not { } profile)
            {
                return new Outcome.Stale($"{change.Key}: was deleted since the plan; plan again");
            }

            if (await cluster.GetAsync(NamespaceObject.Key(change.Key.Name), CancellationToken.None) is not { } space || ProfileObject.Owns(profile, space))
            {
                return new Outcome.AlreadyDone();
            }

            var answer = await cluster.SendAsync([ControllerWake.Request(profile)]);
            return answer is WriteAnswer.Stale ? null : ChangeWriter.OutcomeOf(change, answer);
        });
        return Trouble(woken);
    }

    private async Task<Outcome?> PatchAsync(Change change, ObjectKey key, Func<KubeObject, bool> isSo)
    {
        var patched = await StaleRetry.RunAsync(key, async () =>
        {
            // What is not there yet, the controller makes for the new owner.
            if (await cluster.GetAsync(key, CancellationToken.None) is not { } live || isSo(live))
            {
                return new Outcome.AlreadyDone();
            }

            if (change.Writes.FirstOrDefault(w => w.Key == key) is not { } write)
            {
                return new Outcome.Stale($"{key}: its annotations changed since the plan; plan again");
            }

            var answer = await cluster.SendAsync(write, Precondition.Of(live));
            return answer is WriteAnswer.Stale ? null : ChangeWriter.OutcomeOf(change, answer);
        });
        return Trouble(patched);
    }

    private static Outcome? Trouble(Outcome outcome) => outcome is Outcome.Done or Outcome.AlreadyDone ? null : outcome;
}
