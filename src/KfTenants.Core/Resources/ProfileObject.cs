using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's Profile, and the names of what profile-controller makes from it.</summary>
public static class ProfileObject
{
    /// <summary>The annotation of a Namespace that names the owner; profile-controller accepts the Namespace only if it agrees.</summary>
    public const string OwnerAnnotation = "owner";

    /// <summary>The ResourceQuota that profile-controller keeps equal to <c>spec.resourceQuotaSpec</c>.</summary>
    public const string QuotaName = "kf-resource-quota";

    /// <summary>What profile-controller adds to a Profile at the end of its first successful look; without it a deletion waits for nothing.</summary>
    public const string Finalizer = "profile-finalizer";

    /// <summary>The RoleBindings that profile-controller keeps in every tenant's namespace.</summary>
    public static readonly IReadOnlySet<string> ControllerBindings =
        new HashSet<string>(StringComparer.Ordinal) { OwnerBinding, "default-editor", "default-viewer" };

    /// <summary>The RoleBinding of the owner.</summary>
    public const string OwnerBinding = "namespaceAdmin";

    /// <summary>The policy of the owner, which shows how the mesh recognises people in this cluster.</summary>
    public const string OwnerPolicy = "ns-owner-access-istio";

    public static ObjectKey Key(string tenant) => new(ObjectKind.Profile, null, tenant);

    public static ObjectKey QuotaKey(string tenant) => new(ObjectKind.ResourceQuota, tenant, QuotaName);

    public static ObjectKey OwnerBindingKey(string tenant) => new(ObjectKind.RoleBinding, tenant, OwnerBinding);

    public static ObjectKey OwnerPolicyKey(string tenant) => new(ObjectKind.AuthorizationPolicy, tenant, OwnerPolicy);

    /// <summary>The controller made this object for this very Profile, and not for an earlier one of its name.</summary>
    public static bool Owns(KubeObject profile, KubeObject dependent) => profile.Uid is { } uid &&
        dependent.At("metadata", "ownerReferences").Items().Any(o => o.TextMember("uid") == uid && o.TextMember("kind") == ObjectKind.Profile.Kind);

    /// <summary>profile-controller has made all that belongs to the Profile at least once.</summary>
    public static bool IsMade(KubeObject profile) =>
        profile.At("metadata", "finalizers").Items().Any(f => f.ValueKind == JsonValueKind.String && f.ValueEquals(Finalizer));

    /// <summary>The Profile is owned by the address that can never sign in.</summary>
    public static bool IsSuspended(KubeObject profile) => profile.Text("spec", "owner", "name") == Suspension.Owner;

    public static KubeObject For(string setName, Tenant tenant)
    {
        var spec = new JsonObject { ["owner"] = new JsonObject { ["kind"] = "User", ["name"] = tenant.EffectiveOwner } };
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
