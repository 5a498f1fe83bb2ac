using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The ResourceQuotas that are ours: that of <c>quota</c>, where no Profile carries it, and those of <c>quotas</c>, each of which counts the pods of its scopes and
/// priority classes only.
/// </summary>
public static class QuotaObject
{
    /// <summary>That of <c>quota</c>.</summary>
    public const string Name = "kftenants";

    private const string Prefix = Name + "-";

    /// <summary>The object's name.</summary>
    public static string NameOf(string quota) => Prefix + quota;

    /// <summary>The quota's name in the file; null where the object is not named as one.</summary>
    public static string? QuotaNamed(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length ? name[Prefix.Length..] : null;

    /// <summary>The one of <c>quota</c>.</summary>
    public static KubeObject For(string setName, Tenant tenant) => For(setName, tenant, Name, new JsonObject { ["hard"] = ProfileObject.QuantityMap(tenant.Quota) });

    public static KubeObject For(string setName, Tenant tenant, AdditionalQuota quota) => For(setName, tenant, NameOf(quota.Name), Spec(quota));

    internal static JsonObject Spec(AdditionalQuota quota)
    {
        var spec = new JsonObject { ["hard"] = ProfileObject.QuantityMap(quota.Hard) };
        if (!quota.Scopes.IsEmpty)
        {
            spec["scopes"] = Texts(quota.Scopes);
        }

        if (!quota.PriorityClasses.IsEmpty)
        {
            spec["scopeSelector"] = new JsonObject
            {
                ["matchExpressions"] = new JsonArray(new JsonObject
                {
                    ["scopeName"] = "PriorityClass",
                    ["operator"] = "In",
                    ["values"] = Texts(quota.PriorityClasses),
                }),
            };
        }

        return spec;
    }

    private static KubeObject For(string setName, Tenant tenant, string name, JsonObject spec) =>
        TenantObject.Of(setName, new ObjectKey(ObjectKind.ResourceQuota, tenant.Name, name), new JsonObject { ["spec"] = spec });

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
