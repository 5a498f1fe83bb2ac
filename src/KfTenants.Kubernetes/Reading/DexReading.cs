using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>
/// The second look at Dex: Password objects and a Secret that is no longer used are read only where the document wants them, or the
/// record beside Dex's configuration says that the set has some. So no right, and no kind in the cluster, is needed without a use.
/// </summary>
internal static class DexReading
{
    /// <param name="first">What was read already.</param>
    /// <exception cref="KfTenantsException">The record is not ours.</exception>
    public static IEnumerable<Task<ImmutableArray<KubeObject>>> Further(
        IClusterReader cluster, TenantSet set, ImmutableArray<KubeObject> first, CancellationToken cancellationToken)
    {
        var dex = set.Platform.Dex;
        var configMap = first.FirstOrDefault(o => o.Key == LoginResolver.ConfigMapOf(dex));
        if ((dex.Logins == LoginStore.Passwords && set.Users.Any(u => u.Login is not null)) || LoginResolver.HasPasswords(set, configMap))
        {
            yield return cluster.ListAsync(ObjectKind.Password, dex.Namespace, cancellationToken).Hinting(dex.Logins, LoginStore.Passwords);
        }

        foreach (var secret in LoginResolver.RecordedSecrets(set, configMap).Where(secret => first.All(o => o.Key != secret)))
        {
            yield return LiveStateReader.GetAsync(cluster, secret, cancellationToken).Hinting(dex.Logins, LoginStore.Secret);
        }
    }

    // The roles of the file's own store do not cover it.
    private static async Task<ImmutableArray<KubeObject>> Hinting(this Task<ImmutableArray<KubeObject>> read, LoginStore wanted, LoginStore store)
    {
        try
        {
            return await read;
        }
        catch (KfTenantsException e) when (wanted != store)
        {
            var name = store.ToString().ToLowerInvariant();
            throw new KfTenantsException(
                $"{e.Message}; this set's record in Dex's ConfigMap names it. Where rights are missing, add those that kftenants bootstrap prints for a file with " +
                $"platform.dex.logins: {name}, until no login is kept there", e);
        }
    }

    /// <summary>Dex's objects as they are at this moment: what a planner of one of them is given when it is written.</summary>
    public static async Task<LiveState> NowAsync(IClusterReader cluster, DexLogins logins, ClusterIdentity identity, CancellationToken cancellationToken)
    {
        var objects = new List<KubeObject>();
        await AddAsync(logins.ConfigMap);
        await AddAsync(logins.Deployment);
        var configMap = objects.FirstOrDefault(o => o.Key == logins.ConfigMap);
        var record = configMap is null ? DexRecord.Empty : DexTextPlanner.ReadRecord(logins.ConfigMap, logins.RecordKey, configMap);
        if ((logins.Secret?.Key ?? DexTextPlanner.SecretOf(logins, record)) is { } secret)
        {
            await AddAsync(secret);
        }

        if (!logins.Passwords.IsEmpty || record.Passwords)
        {
            objects.AddRange(await cluster.ListAsync(ObjectKind.Password, logins.ConfigMap.Namespace, cancellationToken));
        }

        return new LiveState(identity, objects);

        async Task AddAsync(ObjectKey key)
        {
            if (await cluster.GetAsync(key, cancellationToken) is { } found)
            {
                objects.Add(found);
            }
        }
    }
}
