using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The declared labels and annotations of a tenant's Namespace, and those by which policies select it; profile-controller creates and keeps it.</summary>
public static class NamespaceObject
{
    public static ObjectKey Key(string name) => new(ObjectKind.Namespace, null, name);

    /// <summary>The labels by which Istio takes the pods of a Namespace into the mesh: a sidecar by name or by revision, or ambient.</summary>
    public static readonly ImmutableArray<string> MeshLabels = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"];

    /// <summary>Its pods are in the mesh, as far as labels say, so that AuthorizationPolicies hold there.</summary>
    public static bool IsInMesh(KubeObject space) => MeshLabels.Any(l => space.Label(l) is { } value && value is not "disabled" and not "none" and not "");

    /// <summary>Null when the tenant declares none.</summary>
    public static KubeObject? For(Tenant tenant)
    {
        var metadata = new JsonObject { ["name"] = tenant.Name };
        AddUnlessEmpty(metadata, "labels", LabelsOf(tenant));
        AddUnlessEmpty(metadata, "annotations", AnnotationsOf(tenant));
        return metadata.Count == 1 ? null : Bare(metadata);
    }

    /// <summary>The declared labels, and those by which policies select the Namespace.</summary>
    internal static ImmutableSortedDictionary<string, string> LabelsOf(Tenant tenant) => tenant.NamespaceLabels.AddRange(PolicyLabels(tenant));

    /// <summary>The declared annotations, and what policies read there.</summary>
    internal static ImmutableSortedDictionary<string, string> AnnotationsOf(Tenant tenant) => tenant.NamespaceAnnotations.AddRange(PolicyAnnotations(tenant));

    /// <summary>An intent that owns nothing: applying it gives up every field we owned.</summary>
    public static KubeObject Nothing(string name) => Bare(new JsonObject { ["name"] = name });

    // The file cannot declare these keys itself.
    private static IEnumerable<KeyValuePair<string, string>> PolicyLabels(Tenant tenant)
    {
        if (tenant.Posix is not null)
        {
            yield return new(PodPolicyMarks.IdentityLabel, PodPolicyMarks.Enforce);
        }

        if (tenant.Walltime is { Max: not null } walltime)
        {
            yield return new(PodPolicyMarks.LifetimeLabel, walltime.IsRequired ? PodPolicyMarks.Required : PodPolicyMarks.Limited);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> PolicyAnnotations(Tenant tenant) =>
        tenant.Posix is { ExemptContainers.IsEmpty: false } identity ? [new(PodPolicyMarks.ExemptAnnotation, string.Join(',', identity.ExemptContainers))] : [];

    private static KubeObject Bare(JsonObject metadata) => KubeObject.From(ObjectKind.Namespace, new JsonObject
    {
        ["apiVersion"] = ObjectKind.Namespace.ApiVersion,
        ["kind"] = ObjectKind.Namespace.Kind,
        ["metadata"] = metadata,
    });

    private static void AddUnlessEmpty(JsonObject metadata, string name, ImmutableSortedDictionary<string, string> values)
    {
        if (values.Count > 0)
        {
            metadata[name] = new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));
        }
    }
}
