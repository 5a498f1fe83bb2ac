using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>
/// The pods that Kubeflow Pipelines keeps in the namespace of every Profile (manifests, apps/pipeline, pipelines-profile-controller/sync.py): they run whether anyone
/// uses the tenant or not.
/// </summary>
internal static class PlatformPods
{
    private static readonly ImmutableArray<string> Deployments = ["ml-pipeline-ui-artifact", "ml-pipeline-visualizationserver"];

    /// <summary>Their names, as a regular expression.</summary>
    public static string Pattern => $"({string.Join('|', Deployments)})-.*";

    public static bool Include(KubeObject pod) =>
        pod.Label("app") is { } app && Deployments.Contains(app) && pod.Key.Name.StartsWith(app + "-", StringComparison.Ordinal);
}
