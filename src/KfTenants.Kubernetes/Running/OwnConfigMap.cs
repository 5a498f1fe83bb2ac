using KfTenants.Kube;

namespace KfTenants.Kubernetes.Running;

/// <summary>Writes a ConfigMap that is the set's own: whole, by server-side apply, on what it says at that moment.</summary>
internal static class OwnConfigMap
{
    /// <summary>More than <see cref="StaleRetry.Attempts"/>: of shards that write at the same moment one succeeds each time, and the others look again.</summary>
    public const int Attempts = 100;

    /// <param name="next">What it is to say, given what it says; null when it is not there.</param>
    /// <exception cref="KfTenantsException">It could not be written.</exception>
    public static async Task UpdateAsync(ICluster cluster, ObjectKey key, Func<KubeObject?, KubeObject> next, CancellationToken cancellationToken) =>
        _ = await StaleRetry.RunAsync(
            async () =>
            {
                var live = await cluster.GetAsync(key, cancellationToken);
                var desired = next(live);
                return await WriteAsync(cluster, desired, live, cancellationToken) ? desired : null;
            },
            Attempts) ?? throw KeepsChanging(key);

    /// <param name="live">What it says; null: it is not there.</param>
    /// <returns>False: it says something else by now.</returns>
    /// <exception cref="KfTenantsException">It could not be written.</exception>
    public static async Task<bool> WriteAsync(ICluster cluster, KubeObject desired, KubeObject? live, CancellationToken cancellationToken)
    {
        // Forced: the object is ours whole, even after an edit by another manager.
        var answer = await cluster.ApplyAsync(desired, live is null ? null : Precondition.Of(live), force: live is not null, cancellationToken);
        return answer switch
        {
            WriteAnswer.Stale => false,
            { Problem: { } problem } => throw new KfTenantsException(problem),
            _ => true,
        };
    }

    public static KfTenantsException KeepsChanging(ObjectKey key) => new($"{key}: kept changing while it was being written ({Attempts} attempts)");
}
