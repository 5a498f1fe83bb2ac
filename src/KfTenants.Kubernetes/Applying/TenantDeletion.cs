using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Deletes a tenant: a frozen Profile is thawed first, because profile-controller would never take its finalizer away; then the root
/// goes, and with it its namespace and everything inside, which is waited for.
/// </summary>
/// <param name="delete">The deletion of the root itself, with its precondition.</param>
internal sealed class TenantDeletion(ICluster cluster, Waiting wait, OwnerTransferWriter transfer, Func<Change.Delete, Task<Outcome>> delete)
{
    public async Task<Outcome> RunAsync(Change.Delete change, CancellationToken stop)
    {
        if (await cluster.GetAsync(change.Key, CancellationToken.None) is not { } root)
        {
            return new Outcome.AlreadyDone();
        }

        if (root.Uid != change.Found.Uid)
        {
            return new Outcome.Stale($"{change.Key}: was re-created since the plan; plan again");
        }

        var space = await cluster.GetAsync(NamespaceObject.Key(change.Key.Name), CancellationToken.None);
        if (!change.Before.IsEmpty && await transfer.AnnotateNamespaceAsync(change, root.Text("spec", "owner", "name")) is { } trouble)
        {
            return trouble;
        }

        var outcome = await delete(change);
        if (outcome is Outcome.Done or Outcome.AlreadyDone)
        {
            // A namespace that the controller only took over is not the Profile's, and stays.
            ImmutableArray<ObjectKey> going = space is not null && ProfileObject.Owns(root, space) ? [change.Key, space.Key] : [change.Key];
            await wait.ForDeletionAsync(going, root.Uid, stop);
        }

        return outcome;
    }
}
