namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// One of a bounded number of places in which tenants are worked on. Who only waits for others (a controller, a finalizer) gives it up for that
/// time, so that one tenant's wait is no other's.
/// </summary>
internal sealed class WorkPlace(SemaphoreSlim places)
{
    /// <param name="work">Runs when its turn comes; turns are in the order of the calls.</param>
    public async Task RunAsync(Func<Task> work)
    {
        await places.WaitAsync(CancellationToken.None);
        try
        {
            await work();
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Inside of <see cref="RunAsync"/>: the place is free until the pause is over and one is free again.</summary>
    public async Task PauseAsync(Func<Task> pause)
    {
        places.Release();
        try
        {
            await pause();
        }
        finally
        {
            await places.WaitAsync(CancellationToken.None);
        }
    }
}
