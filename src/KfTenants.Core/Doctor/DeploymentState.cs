using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>How far a Deployment is, by its own status (apps/v1, DeploymentStatus).</summary>
/// <param name="Wanted">Pods that it should have.</param>
/// <param name="Available">Pods that serve; null where nothing has looked after it yet.</param>
/// <param name="IsRolledOut">All pods are of its present template.</param>
internal sealed record DeploymentState(int Wanted, int? Available, bool IsRolledOut)
{
    public static DeploymentState Of(KubeObject deployment)
    {
        var wanted = Number(deployment.At("spec", "replicas")) ?? 1;
        var observed = Number(deployment.At("status", "observedGeneration"));
        var isObserved = observed is not null && (Number(deployment.At("metadata", "generation")) ?? 0) <= observed;
        return new DeploymentState(
            wanted,
            observed is null ? null : Number(deployment.At("status", "availableReplicas")) ?? 0,
            isObserved && (Number(deployment.At("status", "updatedReplicas")) ?? 0) >= wanted && (Number(deployment.At("status", "unavailableReplicas")) ?? 0) == 0);
    }

    /// <summary>The pods of a Deployment, by its selector.</summary>
    public static ImmutableArray<KubeObject> PodsOf(KubeObject deployment, LiveState live)
    {
        var labels = deployment.At("spec", "selector", "matchLabels").Members().Where(l => l.Value.ValueKind == JsonValueKind.String).ToList();
        return labels.Count == 0 ? [] : [.. live.In(deployment.Key.Namespace!, ObjectKind.Pod).Where(p => labels.All(l => p.Label(l.Name) == l.Value.GetString()))];
    }

    /// <summary>The images of its containers, in their order.</summary>
    public static IEnumerable<string> ImagesOf(KubeObject deployment) =>
        deployment.At("spec", "template", "spec", "containers").Items().Select(c => c.TextMember("image")).OfType<string>();

    private static int? Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) ? count : null;
}
