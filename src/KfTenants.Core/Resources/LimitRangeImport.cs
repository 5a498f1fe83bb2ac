using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's limit range, from the LimitRange of the name that kftenants gives it. Others stay in force beside it.</summary>
internal static class LimitRangeImport
{
    private static readonly string[] Known = ["default", "defaultRequest", "max", "min"];

    public static ImportedTenant Of(ImportedTenant tenant, KubeObject found)
    {
        if (found.Key.Name != LimitRangeObject.Name)
        {
            return tenant.Saying(
                $"{found.Key} is another program's or person's: it stays in force as it is; to have it in the file, write it as limitRange, and delete the object after the " +
                "apply", found.Key);
        }

        var items = found.At("spec", "limits").Items().ToList();
        if (items is not [var item] || item.TextMember("type") != "Container" ||
            item.EnumerateObject().Any(p => p.Name != "type" && !Known.Contains(p.Name, StringComparer.Ordinal)))
        {
            return tenant.Saying($"{found.Key} says more than limitRange can (defaults and bounds of containers): it is not imported, and stays as it is", found.Key);
        }

        return tenant with
        {
            LimitRange = new LimitRangeItem(Map("default"), Map("defaultRequest"), Map("min"), Map("max")),
            Sources = tenant.Sources.Add(found.Key.ToString()),
        };

        ImmutableSortedDictionary<string, string> Map(string name) => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Amounts.Of(item.Member(name)));
    }
}
