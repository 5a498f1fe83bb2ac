using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Running;

/// <summary>
/// Writes the record of grants: the parts that change, each on what it says at that moment, the first one last. Only runs that hold the lock write it; shards, which hold
/// it together, write beside each other, and begin again when one has written a part that another wants to write.
/// </summary>
public static class AccessRecordWriter
{
    /// <param name="next">What the record is to say, given what it says.</param>
    /// <returns>In how many parts.</returns>
    /// <exception cref="KfTenantsException">It could not be written, or is too large.</exception>
    public static async Task<int> WriteAsync(ICluster cluster, string setName, Func<AccessRecord, AccessRecord> next, CancellationToken cancellationToken)
    {
        var first = await StaleRetry.RunAsync(
            async () =>
            {
                var there = await ReadAsync(cluster, setName, cancellationToken);
                var parts = AccessRecordParts.ToObjects(setName, next(AccessRecordParts.Read(setName, there) ?? AccessRecord.None), there);
                foreach (var part in parts)
                {
                    var live = there.FirstOrDefault(p => p.Key == part.Key);
                    if (!SaysTheSame(part, live) && !await OwnConfigMap.WriteAsync(cluster, part, live, cancellationToken))
                    {
                        return null;
                    }
                }

                return parts[^1];
            },
            OwnConfigMap.Attempts) ?? throw OwnConfigMap.KeepsChanging(AccessRecordParts.KeyOf(setName, 0));
        return AccessRecordParts.FurtherOf(setName, first).Count() + 1;
    }

    // With the one after the last: another shard may have made it and not yet counted it.
    private static async Task<ImmutableArray<KubeObject>> ReadAsync(ICluster cluster, string setName, CancellationToken cancellationToken)
    {
        var first = await cluster.GetAsync(AccessRecordParts.KeyOf(setName, 0), cancellationToken);
        var further = await Task.WhenAll(AccessRecordParts.KeysOf(setName).Skip(1).Take(AccessRecordParts.FurtherOf(setName, first).Count() + 1)
            .Select(key => cluster.GetAsync(key, cancellationToken)));
        return [.. further.Prepend(first).OfType<KubeObject>()];
    }

    private static bool SaysTheSame(KubeObject part, KubeObject? live) =>
        live is not null && JsonElement.DeepEquals(DataOf(part), DataOf(live));

    // The server leaves out data without a key.
    private static JsonElement DataOf(KubeObject part) => part.At("data") ?? JsonElement.Parse("{}");
}
