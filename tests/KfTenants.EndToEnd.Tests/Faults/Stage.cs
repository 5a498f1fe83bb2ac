using System.Diagnostics;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// One set of its own in a cluster that many rounds share: its tenants, a proxy to reach the API server through and a folder with its
/// file. Gone from the cluster with this object.
/// </summary>
public abstract class Stage : IAsyncDisposable
{
    protected Stage(IKubernetes api, string token, FaultProxy proxy)
    {
        Api = api;
        Token = token;
        Proxy = proxy;
        Work = new Workspace(proxy.Kubeconfig);
        FaultDocuments.Arm(Work);
    }

    /// <summary>Beginning of all its names; tokens of a campaign have the same length and none is part of another.</summary>
    public string Token { get; }

    public FaultProxy Proxy { get; }

    public Workspace Work { get; }

    protected IKubernetes Api { get; }

    public abstract TenantsFile Before(string logins);

    public abstract TenantsFile After(string logins);

    /// <summary>Waits until the controllers have finished with each of our tenants.</summary>
    public abstract Task SettleAsync();

    /// <summary>Edits with kubectl, for the second document to put right.</summary>
    public abstract Task DriftAsync();

    /// <summary>The first document is applied, and drift is there for the second to put right.</summary>
    public async Task PrepareAsync(string logins = "config")
    {
        Work.Write(Before(logins));
        (await Work.ApplyAsync()).Ends(0);
        await SettleAsync();
        await DriftAsync();
        Work.Write(After(logins));
        Proxy.Forget();
    }

    /// <summary>
    /// Runs the program until a request is met, and ends it there with SIGKILL: before the request reaches the server, or after the
    /// server carried it out and before its answer is delivered. Nothing of what the program sends later reaches the server.
    /// </summary>
    /// <returns>False when no such request came.</returns>
    public async Task<bool> KillAsync(Func<ProxiedRequest, bool> isMet, bool isAfter, params string[] arguments)
    {
        var isKilled = await KillInLockAsync(isMet, isAfter, arguments);
        if (isKilled)
        {
            await UnlockAsync();
        }

        return isKilled;
    }

    /// <summary>The same, and what it had of the lock is left to expire.</summary>
    /// <inheritdoc cref="KillAsync"/>
    public async Task<bool> KillInLockAsync(Func<ProxiedRequest, bool> isMet, bool isAfter, params string[] arguments)
    {
        var started = new TaskCompletionSource<Process>();
        var met = 0;
        Proxy.Choose = async request =>
        {
            if (!isMet(request) || Interlocked.Exchange(ref met, 1) != 0)
            {
                return Fault.None;
            }

            var process = await started.Task;
            return new Fault.Cut(isAfter, process.Kill);
        };
        var run = await Work.StartAsync(arguments, process =>
        {
            started.SetResult(process);
            return Task.CompletedTask;
        });
        await Proxy.ReopenAsync();
        if (met == 0)
        {
            return false;
        }

        // 128 + SIGKILL.
        run.Ends(137);
        return true;
    }

    /// <summary>What <c>kftenants unlock</c> does about a run that died: its lock would only expire after a minute.</summary>
    public Task UnlockAsync() => Api.DeleteAsync($"/apis/coordination.k8s.io/v1/namespaces/kftenants-system/leases/kftenants-{Token}");

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        await Api.DeleteAsync("/api/v1/namespaces/kftenants-system/configmaps/kftenants-" + Token);
        await UnlockAsync();
        await Proxy.DisposeAsync();
        Work.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes from the cluster what is only on this kind of stage.</summary>
    protected abstract Task RemoveAsync();
}
