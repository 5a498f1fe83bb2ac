using KfTenants.Access;

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
            await OwnConfigMap.UpdateAsync(cluster, part.Key, _ => part, cancellationToken);
        }

        return parts.Length;
    }
}
