using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's limit range, from the LimitRange of the name that kftenants gives it. Others stay in force beside it.</summary>
internal static class LimitRangeImport
{
    private static readonly string[] Bounds = ["type", "max", "min"];
    private static readonly string[] OfContainers = ["default", "defaultRequest", .. Bounds];

    public static ImportedTenant Of(ImportedTenant tenant, KubeObject found)
    {
        if (found.Key.Name != LimitRangeObject.Name)
        {
            return tenant.Saying(
                $"{found.Key} is another program's or person's: it stays in force as it is; to have it in the file, write it as limitRange, and delete the object after the " +
                "apply", found.Key);
        }

        var items = found.At("spec", "limits").Items().ToList();
        if (!items.TrueForAll(IsKnown) || items.Select(i => i.TextMember("type")).Distinct(StringComparer.Ordinal).Count() < items.Count)
        {
            return tenant.Saying(
                $"{found.Key} says more than limitRange can (defaults and bounds of containers, bounds of pods and volume claims): it is not imported, and stays as it is",
                found.Key);
        }

        return tenant with
        {
            LimitRange = new LimitRangeItem(
                Map(LimitRangeObject.Container, "default"), Map(LimitRangeObject.Container, "defaultRequest"),
                Map(LimitRangeObject.Container, "min"), Map(LimitRangeObject.Container, "max"))
            {
                Pod = new LimitBounds(Map(LimitRangeObject.Pod, "min"), Map(LimitRangeObject.Pod, "max")),
                Claim = new LimitBounds(Map(LimitRangeObject.Claim, "min"), Map(LimitRangeObject.Claim, "max")),
            },
            Sources = tenant.Sources.Add(found.Key.ToString()),
        };

        ImmutableSortedDictionary<string, string> Map(string type, string name) => ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, items.Where(i => i.TextMember("type") == type).SelectMany(i => Amounts.Of(i.Member(name))));
    }

    private static bool IsKnown(JsonElement item) => item.TextMember("type") switch
    {
        LimitRangeObject.Container => item.EnumerateObject().All(p => OfContainers.Contains(p.Name, StringComparer.Ordinal)),
        LimitRangeObject.Pod or LimitRangeObject.Claim => item.EnumerateObject().All(p => Bounds.Contains(p.Name, StringComparer.Ordinal)),
        _ => false,
    };
}
