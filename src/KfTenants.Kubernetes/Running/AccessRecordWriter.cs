using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Running;

/// <summary>Writes the record of grants, part by part, the first one last. Only the run that holds the lock writes it.</summary>
public static class AccessRecordWriter
{
    /// <returns>In how many parts.</returns>
    /// <exception cref="KfTenantsException">It could not be written, or is too large.</exception>
    public static async Task<int> WriteAsync(ICluster cluster, string setName, AccessRecord record, CancellationToken cancellationToken)
    {
        var parts = AccessRecordParts.ToObjects(setName, record);
        foreach (var part in parts)
        {
            await WriteAsync(cluster, part, cancellationToken);
        }

        return parts.Length;
    }

    private static async Task WriteAsync(ICluster cluster, KubeObject part, CancellationToken cancellationToken)
    {
        var answer = await StaleRetry.RunAsync<WriteAnswer>(async () =>
        {
            // Forced: the object is ours whole, even after an edit by another manager.
            var live = await cluster.GetAsync(part.Key, cancellationToken);
            var written = await cluster.ApplyAsync(part, live is null ? null : Precondition.Of(live), force: live is not null, cancellationToken);
            return written is WriteAnswer.Stale ? null : written;
        }) ?? throw new KfTenantsException($"{part.Key}: kept changing while it was being written ({StaleRetry.Attempts} attempts)");
        if (answer.Problem is { } problem)
        {
            throw new KfTenantsException(problem);
        }
    }
}
