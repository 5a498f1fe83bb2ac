using System.Collections.Concurrent;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>How a pod of Dex shows that it does not run.</summary>
public enum DexFailure
{
    /// <summary>Its container crashes, and its status says so.</summary>
    CrashLoop,

    /// <summary>It only never becomes ready.</summary>
    Silence,
}

/// <summary>
/// Simulates the node that would run Dex: the deployment controller makes the pods, and this says that they are ready, so
/// that a rollout completes. It remembers what each pod has read at its start, so that a test can ask who could sign in.
/// </summary>
public sealed class DexStandIn : IAsyncDisposable
{
    private const string Space = "auth";

    private readonly IKubernetes _api;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> _known = new(StringComparer.Ordinal);
    private readonly Task _task;

    public DexStandIn(IKubernetes api)
    {
        _api = api;
        _task = Task.Run(RunAsync);
    }

    /// <summary>New pods never become ready, as with a configuration that Dex refuses.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Configurations that Dex refuses.</summary>
    public Func<string, bool> IsBad { get; set; } = _ => false;

    public DexFailure Failure { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _task;
        _stop.Dispose();
    }

    /// <summary>Who of these people can sign in at none of the pods that serve, or only at some of them.</summary>
    public async Task<IReadOnlyList<string>> LockedOutAsync(params string[] people)
    {
        for (; ; )
        {
            var before = await ServingAsync();
            var objects = (await _api.ListAsync("/apis/dex.coreos.com/v1/namespaces/auth/passwords")).Select(p => (string)p["email"]!).ToHashSet(StringComparer.Ordinal);
            if (before.Count > 0 && before.SequenceEqual(await ServingAsync()) && before.All(_known.ContainsKey))
            {
                return [.. people.Where(person => !objects.Contains(person) && before.Any(pod => !_known[pod].Contains(person)))];
            }
        }
    }

    private async Task<IReadOnlyList<string>> ServingAsync() =>
        [.. (await PodsAsync()).Where(p => p.DeletionTimestamp() is null && IsReady(p)).Select(p => p.Name()).Order(StringComparer.Ordinal)];

    private async Task<IList<V1Pod>> PodsAsync() => (await _api.CoreV1.ListNamespacedPodAsync(Space)).Items;

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                foreach (var pod in await PodsAsync())
                {
                    if (!IsBroken && pod.DeletionTimestamp() is null && !IsReady(pod))
                    {
                        await StartAsync(pod.Name());
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or HttpOperationException)
            {
                // The pod, its configuration or the cluster is gone.
            }

            await Task.Delay(50);
        }
    }

    // As the kubelet: the container starts with what stands in the cluster at this moment.
    private async Task StartAsync(string name)
    {
        var config = (await _api.CoreV1.ReadNamespacedConfigMapAsync("dex", Space)).Data["config.yaml"];
        var secret = (await _api.CoreV1.ReadNamespacedSecretAsync("dex-passwords", Space).OrNullAsync())?.Data ?? new Dictionary<string, byte[]>();
        if (!IsBad(config) && Read(config, secret) is { } known)
        {
            _known[name] = known;
            await MakeReadyAsync(name);
        }
        else if (Failure == DexFailure.CrashLoop)
        {
            await MakeCrashAsync(name);
        }
    }

    // Null when Dex would not start: an entry without a hash.
    private static HashSet<string>? Read(string config, IDictionary<string, byte[]> secret)
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in config.Split("\n- email: ")[1..].Select(e => e.Split("\nstaticClients:")[0]))
        {
            var variable = entry.Split("hashFromEnv: ") is [_, var rest, ..] ? rest.Split('\n')[0].Trim().Trim('"') : null;
            var hash = variable is null ? entry : secret.TryGetValue(variable, out var value) ? Encoding.UTF8.GetString(value) : "";
            if (!hash.Contains("$2", StringComparison.Ordinal))
            {
                return null;
            }

            people.Add(entry.Split('\n')[0].Trim().Trim('"'));
        }

        return people;
    }

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;

    private Task MakeReadyAsync(string name) =>
        MergeStatusAsync(
            name,
            $$$$"""
            {"status": {"phase": "Running", "containerStatuses": null, "conditions": [
              {"type": "Ready", "status": "True", "lastTransitionTime": "{{{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}}}"}]}}
            """);

    private Task MakeCrashAsync(string name) =>
        MergeStatusAsync(
            name,
            """
            {"status": {"phase": "Running", "containerStatuses": [
              {"name": "dex", "image": "dex", "imageID": "", "ready": false, "restartCount": 1, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}}
            """);

    // As text: a merge patch says null where it removes, and the models leave null out.
    private async Task MergeStatusAsync(string name, string patch) =>
        await _api.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), name, Space);
}
