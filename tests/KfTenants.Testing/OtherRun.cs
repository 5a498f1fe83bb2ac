using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Locking;

namespace KfTenants.Testing;

/// <summary>Another run of a set, beside the one that a test is about.</summary>
public static class OtherRun
{
    /// <summary>It takes the lock, and releases it.</summary>
    public static async Task PassAsync(ICluster cluster, string setName)
    {
        var request = new LockRequest(setName, "other@elsewhere/1", null, TimeSpan.Zero);
        await using var taken = ((LockAnswer.Taken)await LockTaking.TakeAsync(cluster, request, TimeProvider.System, _ => { }, CancellationToken.None)).Lock;
        if (!await taken.ReleaseAsync(CancellationToken.None))
        {
            throw new InvalidOperationException("the other run could not release the lock");
        }
    }
}
