using KfTenants.Kube;

namespace KfTenants.Tenants.Rules;

/// <summary>Objects that components put into every tenant's namespace: a document that wrote one would take it away from them.</summary>
internal static class PlatformObjects
{
    // kube-controller-manager (rootcacertpublisher), istiod (pkg/namespace controller), and Kubeflow's pipeline-install-config sync.py: in the profile
    // namespaces it keeps a Secret and ConfigMaps of these names.
    public static string? OwnerOf(ObjectKind kind, string name) => (kind.Kind, name) switch
    {
        ("ConfigMap", "kube-root-ca.crt") or ("ConfigMap", "openshift-service-ca.crt") => "Kubernetes itself",
        ("ConfigMap", "istio-ca-root-cert") => "Istio",
        ("ConfigMap", "artifact-repositories" or "kfp-launcher" or "workflow-controller-configmap" or "metadata-grpc-configmap") => "Kubeflow Pipelines",
        ("Secret", "mlpipeline-minio-artifact") => "Kubeflow Pipelines",
        ("ConfigMap", _) when name.StartsWith("kftenants", StringComparison.Ordinal) => "kftenants itself",
        ("Secret", _) when name.StartsWith(TenantCredential.AnchorPrefix, StringComparison.Ordinal) => "kftenants itself",
        ("Secret", _) when name.StartsWith("sh.helm.release.", StringComparison.Ordinal) => "Helm",
        _ => null,
    };
}
