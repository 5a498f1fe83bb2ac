using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The ResourceQuotas of <c>quotas</c>: each counts the pods of its scopes and priority classes only.</summary>
public static class QuotaObject
{
    private const string Prefix = "kftenants-";

    /// <summary>The object's name.</summary>
    public static string NameOf(string quota) => Prefix + quota;

    /// <summary>The quota's name in the file; null where the object is not named as one.</summary>
    public static string? QuotaNamed(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length ? name[Prefix.Length..] : null;

    public static KubeObject For(string setName, Tenant tenant, AdditionalQuota quota) => KubeObject.From(ObjectKind.ResourceQuota, new JsonObject
    {
        ["apiVersion"] = ObjectKind.ResourceQuota.ApiVersion,
        ["kind"] = ObjectKind.ResourceQuota.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = NameOf(quota.Name),
            ["namespace"] = tenant.Name,
            ["labels"] = Ownership.Labels(setName, tenant.Name),
        },
        ["spec"] = Spec(quota),
    });

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

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
