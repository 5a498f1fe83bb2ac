using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// Simulates Kubeflow's profile-controller (components/profile-controller/controllers/profile_controller.go, v1.6.1 to
/// v1.10.0): the same watches, the same order of work, the same whole-object writes. It reproduces the flaws too: a Profile whose
/// owner and namespace disagree is left alone, a ResourceQuota is not watched, the Profile is always written back.
/// </summary>
public sealed class ProfileControllerStandIn : IAsyncDisposable
{
    // What the controller watches, and so what wakes it up. Not ResourceQuota.
    private static readonly string[] Watched =
    [
        "/apis/kubeflow.org/v1/profiles",
        "/api/v1/namespaces",
        "/apis/security.istio.io/v1beta1/authorizationpolicies",
        "/api/v1/serviceaccounts",
        "/apis/rbac.authorization.k8s.io/v1/rolebindings",
    ];

    private readonly IKubernetes _api;
    private readonly ProfileReconciler _reconciler;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _queue = new(StringComparer.Ordinal);
    private readonly List<Task> _tasks = [];
    private int _working;

    public ProfileControllerStandIn(IKubernetes api, KubeflowRelease release)
    {
        _api = api;
        _reconciler = new ProfileReconciler(api, release);
        foreach (var path in Watched)
        {
            _tasks.Add(Task.Run(() => WatchAsync(path)));
        }

        _tasks.Add(Task.Run(WorkAsync));
    }

    /// <summary>While true it does nothing, as if its pod were down. Events are kept.</summary>
    public bool IsPaused { get; set; }

    /// <inheritdoc cref="ProfileReconciler.Pace"/>
    public TimeSpan Pace
    {
        get => _reconciler.Pace;
        set => _reconciler.Pace = value;
    }

    /// <summary>Profiles whose last reconcile failed, and why.</summary>
    public ConcurrentDictionary<string, string> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Waits until there is nothing left to do, and has not been for a moment.</summary>
    public async Task SettleAsync()
    {
        for (var quiet = 0; quiet < 5; quiet++)
        {
            await Task.Delay(50);
            if (!_queue.IsEmpty || Volatile.Read(ref _working) != 0)
            {
                quiet = -1;
            }
        }
    }

    /// <summary>Starts again with another environment, and so sees every Profile again; returns when it has settled.</summary>
    public async Task RestartAsync(string userIdHeader, string userIdPrefix)
    {
        _reconciler.UserIdHeader = userIdHeader;
        _reconciler.UserIdPrefix = userIdPrefix;
        foreach (var profile in await _api.ListAsync(Watched[0]))
        {
            Enqueue(Watched[0], profile);
        }

        await SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
        _stop.Dispose();
    }

    private async Task WatchAsync(string path)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var list = await _api.GetAsync(path);
                foreach (var item in list["items"]!.AsArray())
                {
                    Enqueue(path, item!);
                }

                var version = (string)list["metadata"]!["resourceVersion"]!;
                await foreach (var (_, item) in _api.WatchAsync(path, version, _stop.Token))
                {
                    Enqueue(path, item);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or KubernetesException or HttpOperationException)
            {
                // Closed, expired or stopping: list again, as an informer does.
                await Task.Delay(100);
            }
        }
    }

    private void Enqueue(string path, JsonNode item)
    {
        var metadata = item["metadata"];
        var name = path == Watched[0]
            ? (string?)metadata?["name"]
            : metadata?["ownerReferences"]?.AsArray()
                .Where(o => (string?)o!["kind"] == "Profile" && (bool?)o["controller"] == true)
                .Select(o => (string?)o!["name"])
                .FirstOrDefault();
        if (name is not null)
        {
            _queue[name] = 0;
        }
    }

    // One worker, as MaxConcurrentReconciles defaults to 1.
    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (IsPaused || _queue.IsEmpty)
            {
                await Task.Delay(10);
                continue;
            }

            foreach (var name in _queue.Keys.Order(StringComparer.Ordinal))
            {
                Interlocked.Increment(ref _working);
                if (_queue.TryRemove(name, out var failures))
                {
                    await ReconcileAsync(name, failures);
                }

                Interlocked.Decrement(ref _working);
            }
        }
    }

    private async Task ReconcileAsync(string name, int failures)
    {
        try
        {
            await _reconciler.RunAsync(name);
            Errors.TryRemove(name, out _);
        }
        catch (HttpOperationException e)
        {
            if (e.Response.StatusCode != HttpStatusCode.Conflict)
            {
                Errors[name] = e.Message;
            }

            // controller-runtime's back-off: 5 ms, doubled; capped low here, because a test waits for it.
            var delay = TimeSpan.FromMilliseconds(Math.Min(5 << Math.Min(failures, 10), 1000));
            _tasks.Add(Task.Run(async () =>
            {
                await Task.Delay(delay);
                _queue.TryAdd(name, failures + 1);
            }));
        }
        catch (HttpRequestException) when (_stop.IsCancellationRequested)
        {
            // The cluster went away first.
        }
    }
}
