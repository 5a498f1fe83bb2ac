using KfTenants.Kube;

namespace KfTenants.Kubernetes.Running;

/// <summary>Writes a ConfigMap that is the set's own: whole, by server-side apply, on what it says at that moment.</summary>
internal static class OwnConfigMap
{
    /// <param name="next">What it is to say, given what it says; null when it is not there.</param>
    /// <exception cref="KfTenantsException">It could not be written.</exception>
    public static async Task UpdateAsync(ICluster cluster, ObjectKey key, Func<KubeObject?, KubeObject> next, CancellationToken cancellationToken)
    {
        var answer = await StaleRetry.RunAsync<WriteAnswer>(async () =>
        {
            var live = await cluster.GetAsync(key, cancellationToken);

            // Forced: the object is ours whole, even after an edit by another manager.
            var written = await cluster.ApplyAsync(next(live), live is null ? null : Precondition.Of(live), force: live is not null, cancellationToken);
            return written is WriteAnswer.Stale ? null : written;
        }) ?? throw new KfTenantsException($"{key}: kept changing while it was being written ({StaleRetry.Attempts} attempts)");
        if (answer.Problem is { } problem)
        {
            throw new KfTenantsException(problem);
        }
    }
}
