using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>Reads and writes the set's parent ConfigMap: whole, by server-side apply. Only the run that holds the lock writes it.</summary>
public static class SetParent
{
    // Nobody else writes it; a person with kubectl may, once or twice.
    private const int Attempts = 5;

    /// <exception cref="KfTenantsException">It cannot be read, or belongs to another tool.</exception>
    public static async Task<SetRecord> ReadAsync(IClusterReader cluster, string setName, CancellationToken cancellationToken) =>
        SetRecord.Read(setName, await cluster.GetAsync(Ownership.ParentOf(setName), cancellationToken));

    /// <param name="version">Of this tool.</param>
    /// <exception cref="KfTenantsException">It could not be written.</exception>
    public static async Task UpdateAsync(
        ICluster cluster, string setName, string version, Func<SetRecord, SetRecord> change, CancellationToken cancellationToken)
    {
        var key = Ownership.ParentOf(setName);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var live = await cluster.GetAsync(key, cancellationToken);
            var next = change(SetRecord.Read(setName, live)).ToObject(setName, version);

            // Forced: whoever edited it, the object is ours whole.
            var answer = await cluster.ApplyAsync(next, live is null ? null : ObjectPlanner.PreconditionOf(live), force: live is not null, cancellationToken);
            if (answer is WriteAnswer.Stale)
            {
                continue;
            }

            if (answer.Problem is { } problem)
            {
                throw new KfTenantsException(problem);
            }

            return;
        }

        throw new KfTenantsException($"{key}: kept changing while it was being written ({Attempts} attempts)");
    }
}
