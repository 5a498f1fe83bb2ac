using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Waits for what others do in answer to a write: profile-controller's namespace, a deletion.</summary>
/// <param name="say">Told what is being waited for, once it takes longer than a moment.</param>
internal sealed class Waiting(IClusterReader cluster, TimeProvider time, Action<string> say)
{
    /// <summary>What is looked at.</summary>
    public IClusterReader Cluster => cluster;

    public TimeProvider Time => time;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // The controller polls five times three seconds itself before it tries again (profile_controller.go).
    private static readonly TimeSpan NamespaceLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuotaLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AbsenceLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OwnerTransferLimit = TimeSpan.FromSeconds(60);

    // Everything in the namespace goes first: pods with their grace period, volumes, whatever has finalizers.
    private static readonly TimeSpan DeletionLimit = TimeSpan.FromMinutes(5);

    /// <exception cref="KfTenantsException">It did not come in time.</exception>
    public async Task ForNamespaceAsync(string name, CancellationToken stop)
    {
        var key = NamespaceObject.Key(name);
        if (!await UntilAsync($"{key} to become Active", NamespaceLimit, async () =>
            await cluster.GetAsync(key, CancellationToken.None) is { IsTerminating: false } found && found.Text("status", "phase") is null or "Active", stop))
        {
            throw new KfTenantsException($"{key}: did not appear within {NamespaceLimit.TotalSeconds:0} s of its Profile; is profile-controller running (kubectl -n kubeflow " +
                "logs deployment/profiles-deployment)?");
        }
    }

    /// <param name="hard">The Profile's <c>spec.resourceQuotaSpec.hard</c>; nothing is waited for when it is empty.</param>
    /// <exception cref="KfTenantsException">The quota in force did not follow the Profile in time.</exception>
    public async Task ForQuotaAsync(string tenant, JsonElement? hard, CancellationToken stop)
    {
        var key = ProfileObject.QuotaKey(tenant);
        if (hard is { ValueKind: JsonValueKind.Object } wanted && wanted.EnumerateObject().Any() &&
            !await UntilAsync($"{key} to follow its Profile", QuotaLimit, async () => QuotaPlanner.Follows(wanted, await cluster.GetAsync(key, CancellationToken.None)), stop))
        {
            throw new KfTenantsException($"{key}: does not follow its Profile after {QuotaLimit.TotalSeconds:0} s; profile-controller may be stopped or the Profile frozen " +
                "(kubectl -n kubeflow logs deployment/profiles-deployment)");
        }
    }

    /// <exception cref="KfTenantsException">It was still there after a minute.</exception>
    public async Task ForAbsenceAsync(ObjectKey key, CancellationToken stop)
    {
        if (!await UntilAsync($"{key} to be deleted", AbsenceLimit, async () => await cluster.GetAsync(key, CancellationToken.None) is null, stop))
        {
            throw new KfTenantsException($"{key}: is still being deleted after {AbsenceLimit.TotalSeconds:0} s; a finalizer holds it");
        }
    }

    /// <summary>profile-controller has given the owner's binding and policy to this owner.</summary>
    public async Task<bool> IsTransferredAsync(string tenant, string owner) =>
        await cluster.GetAsync(ProfileObject.OwnerBindingKey(tenant), CancellationToken.None) is { } binding && OwnerAccess.IsOf(binding, owner) &&
        await cluster.GetAsync(ProfileObject.OwnerPolicyKey(tenant), CancellationToken.None) is { } policy && OwnerAccess.IsOf(policy, owner);

    /// <exception cref="KfTenantsException">The controller did not follow in time.</exception>
    public async Task ForOwnerTransferAsync(string tenant, string owner, CancellationToken stop)
    {
        if (!await UntilAsync($"profile-controller to transfer {ProfileObject.Key(tenant)} to {owner}", OwnerTransferLimit, () => IsTransferredAsync(tenant, owner), stop))
        {
            throw new KfTenantsException(
                $"{ProfileObject.Key(tenant)}: profile-controller has not given {ProfileObject.OwnerBindingKey(tenant)} and {ProfileObject.OwnerPolicyKey(tenant)} to {owner} " +
                $"after {OwnerTransferLimit.TotalSeconds:0} s; is it running (kubectl -n kubeflow logs deployment/profiles-deployment)? Run the same command again to continue");
        }
    }

    /// <summary>Waits until the objects are gone; the Profile counts as gone when another one of its name has come.</summary>
    /// <exception cref="KfTenantsException">Some are still there; the message says what holds them.</exception>
    public async Task ForDeletionAsync(ImmutableArray<ObjectKey> going, string? profile, CancellationToken stop)
    {
        var left = ImmutableArray<KubeObject>.Empty;
        if (!await UntilAsync($"{string.Join(" and ", going)} to be gone", DeletionLimit, async () =>
        {
            var found = new List<KubeObject>();
            foreach (var key in going)
            {
                if (await cluster.GetAsync(key, CancellationToken.None) is { } live && (key.Kind != ObjectKind.Profile || live.Uid == profile))
                {
                    found.Add(live);
                }
            }

            left = [.. found];
            return left.IsEmpty;
        }, stop))
        {
            throw new KfTenantsException($"{going[0]}: is still being deleted after {DeletionLimit.TotalMinutes:0} minutes; " +
                $"{string.Join("; ", left.Select(Finalizers.Describe))}. The deletion continues in the cluster; run the same command again to continue");
        }
    }

    /// <summary>Looks again and again, less and less often; false when it was not so within the limit.</summary>
    /// <exception cref="KfTenantsException">Interrupted.</exception>
    public async Task<bool> UntilAsync(string what, TimeSpan limit, Func<Task<bool>> isDone, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks)))
        {
            if (await isDone())
            {
                return true;
            }

            if (time.GetElapsedTime(start) >= limit)
            {
                return false;
            }

            say(what);
            try
            {
                await Task.Delay(pause, time, stop);
            }
            catch (OperationCanceledException e) when (stop.IsCancellationRequested)
            {
                // What is waited for follows a write that landed: it must not be reported as never tried.
                throw new KfTenantsException($"interrupted while waiting for {what}; run the same command again to continue", e);
            }
        }
    }
}
