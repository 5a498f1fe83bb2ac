using KfTenants.Kube;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>Reads and writes the set's parent ConfigMap: whole, by server-side apply. Only the run that holds the lock writes it.</summary>
public static class SetParent
{
    /// <exception cref="KfTenantsException">It cannot be read, or belongs to another tool.</exception>
    public static async Task<SetRecord> ReadAsync(IClusterReader cluster, string setName, CancellationToken cancellationToken) =>
        SetRecord.Read(setName, await cluster.GetAsync(Ownership.ParentOf(setName), cancellationToken));

    /// <param name="version">Of this tool.</param>
    /// <exception cref="KfTenantsException">It could not be written.</exception>
    public static async Task UpdateAsync(
        ICluster cluster, string setName, string version, Func<SetRecord, SetRecord> change, CancellationToken cancellationToken)
    {
        var key = Ownership.ParentOf(setName);
        var answer = await StaleRetry.RunAsync<WriteAnswer>(async () =>
        {
            var live = await cluster.GetAsync(key, cancellationToken);
            var next = change(SetRecord.Read(setName, live)).ToObject(setName, version);

            // Forced: the object is ours whole, even after an edit by another manager.
            var written = await cluster.ApplyAsync(next, live is null ? null : Precondition.Of(live), force: live is not null, cancellationToken);
            return written is WriteAnswer.Stale ? null : written;
        }) ?? throw new KfTenantsException($"{key}: kept changing while it was being written ({StaleRetry.Attempts} attempts)");
        if (answer.Problem is { } problem)
        {
            throw new KfTenantsException(problem);
        }
    }
}
