using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// Labels and annotations of a Namespace by which other programs decide what its pods may do: Pod Security admission, the mesh, the admission
/// plugins for nodes and tolerations, cloud roles by namespace, and the webhooks that leave a namespace out.
/// </summary>
public static class NamespaceSecurity
{
    private static readonly ImmutableArray<string> Prefixes =
    [
        "pod-security.kubernetes.io/", "istio.io/", "ambient.istio.io/", "sidecar.istio.io/", "security.istio.io/", "scheduler.alpha.kubernetes.io/",
        "iam.amazonaws.com/", "iam.gke.io/", "cnrm.cloud.google.com/", "security.openshift.io/", "openshift.io/", "admission.gatekeeper.sh/", "policies.kyverno.io/",
    ];

    // control-plane: kubeflow takes a namespace out of Kubeflow's own webhooks.
    private static readonly ImmutableArray<string> Keys =
        ["istio-injection", "control-plane", "net.beta.kubernetes.io/network-policy",
        PodPolicyMarks.IdentityLabel, PodPolicyMarks.LifetimeLabel, PodPolicyMarks.ExemptAnnotation];

    /// <param name="pointer">A field of a Namespace.</param>
    public static bool Decides(string pointer) =>
        JsonPointer.Segments(pointer) is ["metadata", "labels" or "annotations", var key] &&
        (Keys.Contains(key) || Prefixes.Any(p => key.StartsWith(p, StringComparison.Ordinal)));
}
