using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>
/// The intent that is really sent where rules leave some fields alone. What others hold is not sent. What only we hold is sent as it
/// is: an apply without it would remove it.
/// </summary>
internal static class RuledIntent
{
    /// <param name="left">The pointers that rules leave alone, each with the live value that must be said again, or null.</param>
    public static KubeObject Of(KubeObject intent, IReadOnlyCollection<(string Pointer, JsonElement? Kept)> left)
    {
        if (left.Count == 0)
        {
            return intent;
        }

        var body = intent.ToNode();
        foreach (var (pointer, kept) in left)
        {
            var path = JsonPointer.Segments(pointer);
            if (kept is { } value)
            {
                Put(body, path, value.ToNode());
            }
            else
            {
                Remove(body, path);
            }
        }

        return KubeObject.From(intent.Key.Kind, body);
    }

    private static void Put(JsonObject holder, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.Length == 1)
        {
            holder[path[0]] = value;
            return;
        }

        if (holder[path[0]] is not JsonObject inner)
        {
            holder[path[0]] = inner = [];
        }

        Put(inner, path[1..], value);
    }

    // An empty map would be an intent of its own.
    private static void Remove(JsonObject holder, ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            holder.Remove(path[0]);
            return;
        }

        if (holder[path[0]] is JsonObject inner)
        {
            Remove(inner, path[1..]);
            if (inner.Count == 0)
            {
                holder.Remove(path[0]);
            }
        }
    }
}
