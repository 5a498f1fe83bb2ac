using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Logins;

/// <summary>
/// Intents for an object of which several sets own parts. They share one field manager, and server-side apply replaces all that it
/// owned: what the other sets own must be said again, or it would go.
/// </summary>
internal static class SharedObject
{
    /// <summary>What our manager owns under this pointer, but for the names that this set gives up or says anew.</summary>
    public static JsonObject KeptFields(KubeObject? live, string prefix, IEnumerable<string> gone)
    {
        var kept = new JsonObject();
        if (live is null)
        {
            return kept;
        }

        var dropped = gone.ToHashSet(StringComparer.Ordinal);
        foreach (var pointer in live.Managers.Ours.Leaves.Where(l => l.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var name = JsonPointer.Segments(pointer).Last();
            if (!dropped.Contains(name) && live.AtPointer(pointer) is { } value)
            {
                kept[name] = JsonValue.Create(value.GetString());
            }
        }

        return kept;
    }

    /// <summary>An intent that says which object, and nothing yet.</summary>
    public static JsonObject Bare(ObjectKey key) => new()
    {
        ["apiVersion"] = key.Kind.ApiVersion,
        ["kind"] = key.Kind.Kind,
        ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
    };
}
