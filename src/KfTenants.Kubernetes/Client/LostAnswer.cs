using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// Tells whether a write landed whose answer was lost: its own repeat is refused as stale, because the first try moved the
/// resourceVersion. Judged by the live object alone.
/// </summary>
internal static class LostAnswer
{
    /// <summary>Our Apply entry owns every field of the intent, and each has the value that was sent.</summary>
    public static bool IsApplied(KubeObject intent, Precondition? before, KubeObject now)
    {
        if (before is not null && now.Uid != before.Uid)
        {
            return false;
        }

        var ours = now.Managers.Ours;
        return FieldSet.OfIntent(intent.Body).Leaves.All(leaf =>
        {
            var path = JsonPointer.Segments(leaf).ToArray();
            return ours.Contains(leaf) && intent.At(path) is { } sent && now.At(path) is { } stored && JsonElement.DeepEquals(sent, stored);
        });
    }

    /// <summary>Everything that the patch says is so.</summary>
    public static bool IsPatched(JsonObject patch, Precondition before, KubeObject now) => now.Uid == before.Uid && Holds(patch, now.Body);

    private static bool Holds(JsonNode? patch, JsonElement? live)
    {
        if (patch is null)
        {
            return live is null;
        }

        if (patch is not JsonObject fields)
        {
            return live is { } value && JsonNode.DeepEquals(patch, Node(value));
        }

        return live is { ValueKind: JsonValueKind.Object } map &&
            fields.All(field => Holds(field.Value, map.TryGetProperty(field.Key, out var child) && child.ValueKind != JsonValueKind.Null ? child : null));
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}
