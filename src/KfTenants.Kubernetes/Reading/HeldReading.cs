using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>
/// The second look into tenants' namespaces: what the set's record names there and the document does not name any more. So nothing is read of Secrets where a set has
/// none, and no list is needed.
/// </summary>
internal static class HeldReading
{
    /// <param name="record">The first part of the record; null when there is none.</param>
    public static IEnumerable<Task<ImmutableArray<KubeObject>>> Further(
        IClusterReader cluster, TenantSet set, ReadScope needs, KubeObject? record, CancellationToken cancellationToken)
    {
        var tenants = set.Tenants.Select(t => t.Name).Where(t => needs.Scope?.Contains(t) ?? true).ToHashSet(StringComparer.Ordinal);
        return AccessRecordParts.HeldOf(record).Where(key => HeldObjects.IsHeld(key.Kind) && tenants.Contains(key.Namespace!)).Except(needs.Singles)
            .Select(key => ReadAsync(cluster, key, cancellationToken));
    }

    private static async Task<ImmutableArray<KubeObject>> ReadAsync(IClusterReader cluster, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveStateReader.GetAsync(cluster, key, cancellationToken);
        }
        catch (NotServedException)
        {
            return [];
        }
        catch (KfTenantsException e)
        {
            // The roles of the file as it is now do not cover it.
            throw new KfTenantsException(
                $"{e.Message}; this set made it or put something into it, and the file does not name it any more. Where rights are missing, keep those that kftenants " +
                "bootstrap printed for the file that named it, until this file is applied", e);
        }
    }
}
