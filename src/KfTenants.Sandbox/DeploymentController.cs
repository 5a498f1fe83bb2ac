using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>The answer of the cluster's Deployment controller: there are no pods here, so a new pod template is rolled out at once.</summary>
internal static class DeploymentController
{
    public static void Roll(KubeObject live, JsonObject body)
    {
        if (live.Key.Kind != ObjectKind.Deployment)
        {
            return;
        }

        var replicas = body["spec"]?["replicas"] is JsonValue value && value.TryGetValue<int>(out var wanted) ? wanted : 1;
        if (body["status"] is not JsonObject status)
        {
            body["status"] = status = [];
        }

        status["observedGeneration"] = PendingWrites.Generation(body);
        foreach (var count in new[] { "replicas", "updatedReplicas", "readyReplicas", "availableReplicas" })
        {
            status[count] = replicas;
        }

        status.Remove("unavailableReplicas");
    }
}
