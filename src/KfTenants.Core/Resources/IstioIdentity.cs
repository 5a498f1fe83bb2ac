using System.Collections.Immutable;
using KfTenants.Access;

namespace KfTenants.Resources;

/// <summary>How the mesh recognises a person: what every contributor's AuthorizationPolicy is made from.</summary>
/// <param name="UserIdHeader">The request header that carries the e-mail.</param>
/// <param name="UserIdPrefix">Text before the e-mail in that header.</param>
/// <param name="Principals">The workloads that may set the header, in KFAM's order (gateway, KFP UI); empty up to Kubeflow 1.7.</param>
public sealed record IstioIdentity(string UserIdHeader, string UserIdPrefix, ImmutableArray<string> Principals)
{
    /// <summary>Equal for equal identities: a record with a list in it is not.</summary>
    public string Key => string.Join('\n', [UserIdHeader, UserIdPrefix, .. Principals]);

    /// <summary>For people.</summary>
    public string Describe() =>
        $"header {UserIdHeader}{(UserIdPrefix.Length == 0 ? "" : $" with prefix {UserIdPrefix}")}, " +
        (Principals.IsEmpty ? "from any workload" : "from " + string.Join(" and ", Principals));

    /// <summary>Reads whom policies let in by this identity.</summary>
    public PolicyReach Reach => new(UserIdHeader, UserIdPrefix, Principals);

    /// <summary>profile-controller's built-in values since Kubeflow 1.8, with the header of the manifests (profile_controller.go, params.env).</summary>
    public static readonly IstioIdentity Default = new(
        "kubeflow-userid",
        "",
        ["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account", "cluster.local/ns/kubeflow/sa/ml-pipeline-ui"]);
}
