using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Resources;

/// <summary>Maps of amounts in objects: text or numbers.</summary>
internal static class Amounts
{
    /// <summary>Each in its canonical spelling; what is no quantity, as it is written.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(JsonElement? map) => map.Members().DistinctBy(a => a.Name).Select(a => KeyValuePair.Create(
        a.Name,
        Quantity.TryParse(a.Value.ToString(), out var amount) ? amount.ToCanonical() : a.Value.ToString()));
}
