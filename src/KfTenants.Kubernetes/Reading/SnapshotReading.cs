using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>Reads a cluster for a snapshot: what a plan of any document could ask for, and what was asked.</summary>
public static class SnapshotReading
{
    /// <param name="set">Null: no document is known.</param>
    /// <returns>What is there, and the questions (<see cref="RecordedReads.Reads"/>).</returns>
    /// <exception cref="KfTenantsException">What every plan needs could not be read.</exception>
    public static async Task<(LiveState Live, ImmutableSortedDictionary<string, string?> Reads)> ReadAsync(
        IClusterReader cluster, DexPlatform dex, TenantSet? set, CancellationToken cancellationToken)
    {
        var recorded = new RecordedReads(cluster);
        var live = await LiveStateReader.ReadAsync(recorded, ReadScope.ForSnapshot(dex, set), cancellationToken);
        if (live.Find(LoginResolver.ConfigMapOf(dex)) is { } configMap)
        {
            // The hashes of every set, so that a plan of another document is right, too.
            foreach (var secret in LoginResolver.RecordedSecrets(configMap).Where(s => live.Find(s) is null))
            {
                live = live.With(secret, await FindAsync(recorded, secret, cancellationToken));
            }
        }

        return (live, recorded.Reads);
    }

    private static async Task<KubeObject?> FindAsync(RecordedReads cluster, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.GetAsync(key, cancellationToken);
        }
        catch (KfTenantsException)
        {
            // It is among the questions without an answer.
            return null;
        }
    }
}
