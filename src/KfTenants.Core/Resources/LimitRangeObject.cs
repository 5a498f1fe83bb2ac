using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's LimitRange, with the defaults that the API server would fill in.</summary>
public static class LimitRangeObject
{
    public const string Name = "kftenants";

    /// <summary>What an item is about.</summary>
    internal const string Container = "Container";

    internal const string Pod = "Pod";

    internal const string Claim = "PersistentVolumeClaim";

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
        var items = new JsonArray();
        if (!declared.SaysNothingOfContainers)
        {
            var item = Bounds(Container, declared.Min, declared.Max);
            AddUnlessEmpty(item, "default", limits);
            AddUnlessEmpty(item, "defaultRequest", requests);
            items.Add((JsonNode)item);
        }

        foreach (var (type, bounds) in new[] { (Pod, declared.Pod), (Claim, declared.Claim) })
        {
            if (!bounds.IsEmpty)
            {
                items.Add((JsonNode)Bounds(type, bounds.Min, bounds.Max));
            }
        }

        return TenantObject.Of(setName, new ObjectKey(ObjectKind.LimitRange, tenant.Name, Name), new JsonObject
        {
            ["spec"] = new JsonObject { ["limits"] = items },
        });
    }

    private static JsonObject Bounds(string type, ImmutableSortedDictionary<string, string> min, ImmutableSortedDictionary<string, string> max)
    {
        var item = new JsonObject { ["type"] = type };
        AddUnlessEmpty(item, "max", max);
        AddUnlessEmpty(item, "min", min);
        return item;
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
