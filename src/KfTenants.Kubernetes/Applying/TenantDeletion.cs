using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Deletes a tenant: a frozen Profile is thawed first, because profile-controller would never take its finalizer away; then the root
/// goes, and with it its namespace and everything inside, which is waited for. Where the namespace stays, what is waited for is the end
/// of the owner's access to it: the garbage collector takes that away a moment after the Profile.
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

        var following = await FollowingAsync(root, space);
        var outcome = await delete(change);
        if (outcome is Outcome.Done or Outcome.AlreadyDone)
        {
            await wait.ForDeletionAsync([change.Key, .. following], root.Uid, stop);
        }

        return outcome;
    }

    // What goes with the root and is looked at to know that it did.
    private async Task<ImmutableArray<ObjectKey>> FollowingAsync(KubeObject root, KubeObject? space)
    {
        if (space is null || space.Key == root.Key)
        {
            return [];
        }

        if (ProfileObject.Owns(root, space))
        {
            return [space.Key];
        }

        // A namespace that the controller only took over is not the Profile's, and stays.
        var access = ImmutableArray.CreateBuilder<ObjectKey>();
        foreach (var key in (ObjectKey[])[ProfileObject.OwnerBindingKey(space.Key.Name), ProfileObject.OwnerPolicyKey(space.Key.Name)])
        {
            if (await cluster.GetAsync(key, CancellationToken.None) is { } found && ProfileObject.Owns(root, found))
            {
                access.Add(key);
            }
        }

        return access.DrainToImmutable();
    }
}
