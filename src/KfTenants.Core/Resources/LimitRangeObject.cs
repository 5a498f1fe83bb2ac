using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's LimitRange, with the defaults that the API server would fill in.</summary>
public static class LimitRangeObject
{
    public const string Name = "kftenants";

    /// <summary>Null when the tenant declares none.</summary>
    public static KubeObject? For(string setName, Tenant tenant)
    {
        if (tenant.LimitRange is not { } declared)
        {
            return null;
        }

        // SetDefaults_LimitRangeItem (kubernetes pkg/apis/core/v1/defaults.go): limits from max, then requests from limits, then from min.
        var limits = FillFrom(declared.Default, declared.Max);
        var requests = FillFrom(FillFrom(declared.DefaultRequest, limits), declared.Min);
        var item = new JsonObject { ["type"] = "Container" };
        AddUnlessEmpty(item, "max", declared.Max);
        AddUnlessEmpty(item, "min", declared.Min);
        AddUnlessEmpty(item, "default", limits);
        AddUnlessEmpty(item, "defaultRequest", requests);
        return KubeObject.From(ObjectKind.LimitRange, new JsonObject
        {
            ["apiVersion"] = ObjectKind.LimitRange.ApiVersion,
            ["kind"] = ObjectKind.LimitRange.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["namespace"] = tenant.Name,
                ["labels"] = Ownership.Labels(setName, tenant.Name),
            },
            ["spec"] = new JsonObject { ["limits"] = new JsonArray(item) },
        });
    }

    private static ImmutableSortedDictionary<string, string> FillFrom(
        ImmutableSortedDictionary<string, string> declared, ImmutableSortedDictionary<string, string> source) =>
        declared.AddRange(source.Where(s => !declared.ContainsKey(s.Key)));

    private static void AddUnlessEmpty(JsonObject item, string name, ImmutableSortedDictionary<string, string> quantities)
    {
        if (!quantities.IsEmpty)
        {
            item[name] = ProfileObject.QuantityMap(quantities);
        }
    }
}
