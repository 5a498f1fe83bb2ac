using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>JSON pointers (RFC 6901) into mutable objects; lists are not entered.</summary>
internal static class JsonPath
{
    public static JsonElement Deserialize(this JsonNode node)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            node.WriteTo(writer);
        }

        return JsonElement.Parse(text.WrittenSpan);
    }

    public static JsonNode? At(JsonObject body, string pointer)
    {
        JsonNode? current = body;
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            current = (current as JsonObject)?[segment];
        }

        return current;
    }

    /// <summary>The property is there, whatever its value.</summary>
    public static bool Has(JsonObject body, string pointer)
    {
        var segments = JsonPointer.Segments(pointer).ToArray();
        var current = body;
        foreach (var segment in segments[..^1])
        {
            if (current[segment] is not JsonObject next)
            {
                return false;
            }

            current = next;
        }

        return current.ContainsKey(segments[^1]);
    }

    /// <summary>Removes the property with all that is below it.</summary>
    public static void Remove(JsonObject body, string pointer) =>
        (At(body, pointer[..pointer.LastIndexOf('/')]) as JsonObject)?.Remove(JsonPointer.Segments(pointer).Last());

    /// <summary>How a server writes a pointer: <c>.metadata.labels.app.kubernetes.io/name</c>.</summary>
    public static string ToField(string pointer) => string.Concat(JsonPointer.Segments(pointer).Select(s => "." + s));
}
