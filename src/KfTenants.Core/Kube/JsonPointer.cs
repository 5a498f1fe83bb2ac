using System.Text.Json;
using System.Text.Json.Nodes;

namespace KfTenants.Kube;

/// <summary>JSON pointers (RFC 6901): how plans, rules and <see cref="FieldSet"/> name a field.</summary>
public static class JsonPointer
{
    /// <summary>A property name as one segment of a JSON pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The property names of a JSON pointer.</summary>
    public static string[] Segments(string pointer)
    {
        var segments = pointer.Split('/')[1..];
        if (pointer.Contains('~', StringComparison.Ordinal))
        {
            for (var i = 0; i < segments.Length; i++)
            {
                segments[i] = Unescape(segments[i]);
            }
        }

        return segments;
    }

    /// <summary>The value under this pointer; null when any name on the way is absent, or the value is JSON null.</summary>
    public static JsonElement? Find(JsonElement root, ReadOnlySpan<char> pointer)
    {
        var current = root;
        foreach (var range in pointer[1..].Split('/'))
        {
            var segment = pointer[1..][range];
            if (current.ValueKind != JsonValueKind.Object ||
                !(segment.Contains('~') ? current.TryGetProperty(Unescape(segment.ToString()), out current) : current.TryGetProperty(segment, out current)))
            {
                return null;
            }
        }

        return current.ValueKind == JsonValueKind.Null ? null : current;
    }

    /// <summary>A field inside the map or list at <paramref name="outer"/>; false for the map itself.</summary>
    public static bool IsBelow(string pointer, string outer) =>
        pointer.Length > outer.Length && pointer[outer.Length] == '/' && pointer.StartsWith(outer, StringComparison.Ordinal);

    /// <summary>Sets the value under this pointer, and makes the maps on the way. In a merge patch null removes.</summary>
    public static void Set(JsonObject body, string pointer, JsonNode? value)
    {
        var segments = Segments(pointer);
        foreach (var segment in segments[..^1])
        {
            if (body[segment] is not JsonObject inner)
            {
                body[segment] = inner = [];
            }

            body = inner;
        }

        body[segments[^1]] = value;
    }

    private static string Unescape(string segment) => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
