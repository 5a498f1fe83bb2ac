using System.Text.Json.Nodes;
using KfTenants.Tenants;

namespace KfTenants.Objects;

/// <summary>A tenant's Profile, and the names of what profile-controller makes from it.</summary>
public static class ProfileObject
{
    /// <summary>The annotation of a Namespace that names the owner; profile-controller accepts the Namespace only if it agrees.</summary>
    public const string OwnerAnnotation = "owner";

    /// <summary>The ResourceQuota that profile-controller keeps equal to <c>spec.resourceQuotaSpec</c>.</summary>
    public const string QuotaName = "kf-resource-quota";

    /// <summary>The RoleBindings that profile-controller keeps in every tenant's namespace.</summary>
    public static readonly IReadOnlySet<string> ControllerBindings =
        new HashSet<string>(StringComparer.Ordinal) { "namespaceAdmin", "default-editor", "default-viewer" };

    /// <summary>The policy of the owner, which shows how the mesh recognises people in this cluster.</summary>
    public const string OwnerPolicy = "ns-owner-access-istio";

    public static ObjectKey Key(string tenant) => new(ObjectKind.Profile, null, tenant);

    public static ObjectKey QuotaKey(string tenant) => new(ObjectKind.ResourceQuota, tenant, QuotaName);

    public static KubeObject For(string setName, Tenant tenant)
    {
        var spec = new JsonObject { ["owner"] = new JsonObject { ["kind"] = "User", ["name"] = tenant.Owner } };
        if (!tenant.Quota.IsEmpty)
        {
            spec["resourceQuotaSpec"] = new JsonObject { ["hard"] = QuantityMap(tenant.Quota) };
        }

        if (!tenant.Plugins.IsEmpty)
        {
            spec["plugins"] = new JsonArray([.. tenant.Plugins.Select(p =>
                new JsonObject { ["kind"] = p.Kind, ["spec"] = JsonNode.Parse(p.SpecJson) })]);
        }

        return KubeObject.From(ObjectKind.Profile, new JsonObject
        {
            ["apiVersion"] = ObjectKind.Profile.ApiVersion,
            ["kind"] = ObjectKind.Profile.Kind,
            ["metadata"] = new JsonObject { ["name"] = tenant.Name, ["labels"] = Ownership.Labels(setName, tenant.Name) },
            ["spec"] = spec,
        });
    }

    internal static JsonObject QuantityMap(IEnumerable<KeyValuePair<string, string>> quantities) =>
        new(quantities.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value)));
}
