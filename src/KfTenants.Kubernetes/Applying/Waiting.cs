using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Waits for what others do in answer to a write: profile-controller's namespace, a deletion.</summary>
/// <param name="say">Told what is being waited for, once it takes longer than a moment.</param>
/// <param name="limit">How long one thing is waited for; the end of a whole namespace takes its own time.</param>
/// <param name="place">Given up while waiting.</param>
internal sealed class Waiting(IClusterReader cluster, TimeProvider time, Action<string> say, TimeSpan limit, WorkPlace place)
{
    /// <summary>What is looked at.</summary>
    public IClusterReader Cluster => cluster;

    public TimeProvider Time => time;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Everything in the namespace goes first: pods with their grace period, volumes, whatever has finalizers.
    private static readonly TimeSpan DeletionLimit = TimeSpan.FromMinutes(5);

    private const string Controller = "is profile-controller running (kubectl -n kubeflow logs deployment/profiles-deployment)?";

    private string Limit => $"{limit.TotalSeconds:0} s";

    /// <exception cref="KfTenantsException">It did not come in time.</exception>
    public async Task ForNamespaceAsync(string name, CancellationToken stop)
    {
        var key = NamespaceObject.Key(name);
        if (!await UntilAsync($"{key} to become Active", limit, () => IsActiveAsync(name), stop))
        {
            throw new KfTenantsException($"{key}: did not appear within {Limit} of its Profile; {Controller}");
        }
    }

    /// <summary>The ServiceAccount: right after a namespace is made, its controllers may still be on their way to it.</summary>
    /// <exception cref="KfTenantsException">It did not come in time.</exception>
    public async Task<KubeObject> ForAccountAsync(ObjectKey key, CancellationToken stop)
    {
        KubeObject? found = null;
        return await UntilAsync($"{key} to be made", limit, async () => (found = await cluster.GetAsync(key, CancellationToken.None)) is not null, stop)
            ? found!
            : throw new KfTenantsException($"{key}: did not appear within {Limit} of its namespace, so that no pull secret could be attached to it; " +
                "run the same command again to continue");
    }

    /// <summary>A tenant is complete when its controller has made all that it makes (profile_controller.go, Reconcile). Its finalizer comes last.</summary>
    /// <param name="hard">The Profile's <c>spec.resourceQuotaSpec.hard</c>.</param>
    /// <exception cref="KfTenantsException">Something is still missing; the message names it.</exception>
    public async Task ForTenantAsync(string tenant, string owner, JsonElement? hard, CancellationToken stop)
    {
        var key = ProfileObject.Key(tenant);
        var missing = ImmutableArray<string>.Empty;
        if (!await UntilAsync($"profile-controller to complete {key}", limit, async () =>
            await IsFinishedAsync(key) && (missing = await MissingAsync(tenant, owner, hard)).IsEmpty, stop))
        {
            missing = [.. await MissingAsync(tenant, owner, hard), .. await IsFinishedAsync(key) ? (string[])[] : [$"finalizer {ProfileObject.Finalizer} of {key}"]];
            throw new KfTenantsException(
                $"{key}: is not complete after {Limit}, without {string.Join(", ", missing.DefaultIfEmpty("its finalizer"))}; {Controller} Run the same command again to continue");
        }
    }

    private async Task<bool> IsFinishedAsync(ObjectKey profile) =>
        await cluster.GetAsync(profile, CancellationToken.None) is { } live && ProfileObject.IsMade(live);

    private async Task<bool> IsActiveAsync(string name) =>
        await cluster.GetAsync(NamespaceObject.Key(name), CancellationToken.None) is { IsTerminating: false } found && found.Text("status", "phase") is null or "Active";

    private async Task<ImmutableArray<string>> MissingAsync(string tenant, string owner, JsonElement? hard)
    {
        if (!await IsActiveAsync(tenant))
        {
            return [NamespaceObject.Key(tenant).ToString()];
        }

        var missing = ImmutableArray.CreateBuilder<string>();
        var bindings = ProfileObject.ControllerBindings.Order(StringComparer.Ordinal).Select(name => new ObjectKey(ObjectKind.RoleBinding, tenant, name));
        foreach (var key in bindings.Prepend(ProfileObject.OwnerPolicyKey(tenant)))
        {
            if (await cluster.GetAsync(key, CancellationToken.None) is not { IsTerminating: false } found)
            {
                missing.Add(key.ToString());
            }
            else if (key.Name == ProfileObject.OwnerBinding && !OwnerAccess.IsOf(found, owner))
            {
                missing.Add($"{owner} in {key}");
            }
        }

        var quota = ProfileObject.QuotaKey(tenant);
        if (AsksForQuota(hard) && !QuotaPlanner.Follows(hard!.Value, await cluster.GetAsync(quota, CancellationToken.None)))
        {
            missing.Add($"{quota} as its Profile says");
        }

        return missing.DrainToImmutable();
    }

    private static bool AsksForQuota(JsonElement? hard) => hard is { ValueKind: JsonValueKind.Object } wanted && wanted.EnumerateObject().Any();

    /// <param name="hard">The Profile's <c>spec.resourceQuotaSpec.hard</c>; nothing is waited for when it is empty.</param>
    /// <exception cref="KfTenantsException">The quota in force did not follow the Profile in time.</exception>
    public async Task ForQuotaAsync(string tenant, JsonElement? hard, CancellationToken stop)
    {
        var key = ProfileObject.QuotaKey(tenant);
        if (AsksForQuota(hard) &&
            !await UntilAsync($"{key} to follow its Profile", limit, async () => QuotaPlanner.Follows(hard!.Value, await cluster.GetAsync(key, CancellationToken.None)), stop))
        {
            throw new KfTenantsException($"{key}: does not follow its Profile after {Limit}; profile-controller may be stopped or the Profile frozen " +
                "(kubectl -n kubeflow logs deployment/profiles-deployment)");
        }
    }

    /// <exception cref="KfTenantsException">It was still there at the end; the message says what holds it.</exception>
    public async Task ForAbsenceAsync(ObjectKey key, string uid, CancellationToken stop)
    {
        if (await LeftAfterAsync(key, uid, stop) is { } left)
        {
            throw new KfTenantsException($"{key}: is still being deleted after {Limit}: {Finalizers.Describe(left)}");
        }
    }

    /// <summary>As <see cref="ForAbsenceAsync"/>, for what lets people in: RBAC and Istio honour it until it is gone.</summary>
    /// <exception cref="KfTenantsException">It was still there at the end; the message says what holds it.</exception>
    public async Task ForRevocationAsync(ObjectKey key, string uid, CancellationToken stop)
    {
        if (await LeftAfterAsync(key, uid, stop) is { } left)
        {
            throw new KfTenantsException($"{key}: still gives access after {Limit}, although it is being deleted: {Finalizers.Describe(left)}; " +
                "find out who set them, take them off, then run the same command again");
        }
    }

    private async Task<KubeObject?> LeftAfterAsync(ObjectKey key, string uid, CancellationToken stop)
    {
        KubeObject? left = null;
        await UntilAsync($"{key} to be deleted", limit, async () =>
        {
            left = await cluster.GetAsync(key, CancellationToken.None) is { } found && found.Uid == uid ? found : null;
            return left is null;
        }, stop);
        return left;
    }

    /// <summary>profile-controller has given the owner's binding and policy to this owner.</summary>
    public async Task<bool> IsTransferredAsync(string tenant, string owner) =>
        await cluster.GetAsync(ProfileObject.OwnerBindingKey(tenant), CancellationToken.None) is { } binding && OwnerAccess.IsOf(binding, owner) &&
        await cluster.GetAsync(ProfileObject.OwnerPolicyKey(tenant), CancellationToken.None) is { } policy && OwnerAccess.IsOf(policy, owner);

    /// <exception cref="KfTenantsException">The controller did not follow in time.</exception>
    public async Task ForOwnerTransferAsync(string tenant, string owner, CancellationToken stop)
    {
        if (!await UntilAsync($"profile-controller to transfer {ProfileObject.Key(tenant)} to {owner}", limit, () => IsTransferredAsync(tenant, owner), stop))
        {
            throw new KfTenantsException(
                $"{ProfileObject.Key(tenant)}: profile-controller has not given {ProfileObject.OwnerBindingKey(tenant)} and {ProfileObject.OwnerPolicyKey(tenant)} to {owner} " +
                $"after {Limit}; is it running (kubectl -n kubeflow logs deployment/profiles-deployment)? Run the same command again to continue");
        }
    }

    /// <summary>Waits until the objects are gone; the first of them counts as gone when another one of its name has come.</summary>
    /// <exception cref="KfTenantsException">Some are still there; the message says what holds them.</exception>
    public async Task ForDeletionAsync(ImmutableArray<ObjectKey> going, string? root, CancellationToken stop)
    {
        var left = ImmutableArray<KubeObject>.Empty;
        if (!await UntilAsync($"{string.Join(" and ", going)} to be gone", DeletionLimit, async () =>
        {
            var found = new List<KubeObject>();
            foreach (var key in going)
            {
                if (await cluster.GetAsync(key, CancellationToken.None) is { } live && (key != going[0] || live.Uid == root))
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

    /// <summary>Looks again and again, less and less often; false when it was not so within the bound.</summary>
    /// <exception cref="KfTenantsException">Interrupted.</exception>
    public async Task<bool> UntilAsync(string what, TimeSpan bound, Func<Task<bool>> isDone, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks)))
        {
            if (await isDone())
            {
                return true;
            }

            if (time.GetElapsedTime(start) >= bound)
            {
                return false;
            }

            say(what);
            try
            {
                await place.PauseAsync(() => Task.Delay(pause, time, stop));
            }
            catch (OperationCanceledException e) when (stop.IsCancellationRequested)
            {
                // What is waited for follows a write that landed: it must not be reported as never tried.
                throw new KfTenantsException($"interrupted while waiting for {what}; run the same command again to continue", e);
            }
        }
    }
}
