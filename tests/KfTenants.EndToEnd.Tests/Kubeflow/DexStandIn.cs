using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// Stands in for the node that would run Dex: the deployment controller makes the pods, and this says that they are ready, so
/// that a rollout completes.
/// </summary>
public sealed class DexStandIn : IAsyncDisposable
{
    private readonly KubeApi _api;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _task;

    public DexStandIn(KubeApi api)
    {
        _api = api;
        _task = Task.Run(RunAsync);
    }

    /// <summary>New pods never become ready, as with a configuration that Dex refuses.</summary>
    public bool IsBroken { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _task;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                foreach (var pod in await _api.ListAsync("/api/v1/namespaces/auth/pods"))
                {
                    if (!IsBroken && pod["metadata"]!["deletionTimestamp"] is null && !IsReady(pod))
                    {
                        await MakeReadyAsync((string)pod["metadata"]!["name"]!);
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or KubeApiException)
            {
                // The pod or the cluster is gone.
            }

            await Task.Delay(50);
        }
    }

    private static bool IsReady(JsonObject pod) =>
        pod["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True") == true;

    private async Task MakeReadyAsync(string name) =>
        await _api.MergeAsync(
            $"/api/v1/namespaces/auth/pods/{name}/status",
            $$$$"""
            {"status": {"phase": "Running", "conditions": [
              {"type": "Ready", "status": "True", "lastTransitionTime": "{{{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}}}"}]}}
            """);
}
