using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's NetworkPolicy: which connections to its pods are let in. What its pods open themselves, DNS with it, stays free.</summary>
public static class NetworkPolicyObject
{
    public const string Name = "kftenants";

    /// <summary>
    /// Which namespaces reach a tenant's pods in every Kubeflow release: the gateway, the controllers and web applications that ask notebooks for their idle time
    /// and pipelines for their artifacts, and Knative's activator and autoscaler.
    /// </summary>
    private static readonly ImmutableArray<string> Platform = ["istio-system", "knative-serving", "kubeflow", "kubeflow-system"];

    /// <summary>Null when the tenant is not isolated.</summary>
    /// <param name="identity">The namespaces of its principals are let in as well: people come through them.</param>
    public static KubeObject? For(string setName, Tenant tenant, IstioIdentity identity)
    {
        if (tenant.Network is not { } network)
        {
            return null;
        }

        return TenantObject.Of(setName, new ObjectKey(ObjectKind.NetworkPolicy, tenant.Name, Name), new JsonObject
        {
            ["spec"] = Spec(network, PlatformOf(tenant.Flavor, identity.Principals)),
        });
    }

    /// <param name="platform">The namespaces that are let in whatever the file says.</param>
    internal static JsonObject Spec(NetworkIsolation network, IEnumerable<string> platform) => new()
    {
        ["podSelector"] = new JsonObject(),
        ["policyTypes"] = new JsonArray("Ingress"),
        ["ingress"] = new JsonArray(new JsonObject
        {
            ["from"] = new JsonArray(
            [
                new JsonObject { ["podSelector"] = new JsonObject() },
                .. platform.Concat(network.AllowNamespaces).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Of),
                .. network.AllowCidrs.Select(JsonNode (cidr) => new JsonObject { ["ipBlock"] = new JsonObject { ["cidr"] = cidr } }),
            ]),
        }),
    };

    /// <summary>The namespaces that are let in whatever the file says: none where there is no Kubeflow.</summary>
    /// <param name="principals">Those of the mesh's gateways.</param>
    internal static IEnumerable<string> PlatformOf(Flavor flavor, IEnumerable<string> principals) =>
        flavor == Flavor.Kubeflow ? Platform.Concat(principals.Select(NamespaceOf).OfType<string>()) : [];

    // One by one, so that a difference is one of them.
    private static JsonNode Of(string inNamespace) =>
        new JsonObject { ["namespaceSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [NetworkSources.NamespaceLabel] = inNamespace } } };

    // TRUST-DOMAIN/ns/NAMESPACE/sa/NAME
    private static string? NamespaceOf(string principal) => principal.Split('/') is [_, "ns", var space, "sa", _] ? space : null;
}
