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
    public static Task UpdateAsync(
        ICluster cluster, string setName, string version, Func<SetRecord, SetRecord> change, CancellationToken cancellationToken) =>
        OwnConfigMap.UpdateAsync(
            cluster,
            Ownership.ParentOf(setName),
            live => change(SetRecord.Read(setName, live)).ToObject(setName, version),
            cancellationToken);
}
