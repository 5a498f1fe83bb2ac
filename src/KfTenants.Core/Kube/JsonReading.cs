using System.Text.Json;
using System.Text.Json.Nodes;

namespace KfTenants.Kube;

/// <summary>Reading of JSON whose shape is not guaranteed: what is absent or of another kind is simply not there.</summary>
public static class JsonReading
{
    /// <summary>The items of a list; none when it is absent or no list.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    /// <summary>The members of an object, as it has them; none when it is absent or no object.</summary>
    public static JsonElement.ObjectEnumerator Members(this JsonElement? map) =>
        map is { ValueKind: JsonValueKind.Object } present ? present.EnumerateObject() : default;

    /// <summary>A copy that can be changed and stand in another document.</summary>
    public static JsonNode? ToNode(this JsonElement value) => JsonNode.Parse(value.GetRawText());

    /// <summary>What is wrong with a text that was to be JSON, and where; what this program threw itself has no place and says it in its own words.</summary>
    public static string Words(this JsonException problem) =>
        problem.LineNumber is { } line ? $"it is not JSON (line {line + 1}, column {(problem.BytePositionInLine ?? 0) + 1})" : problem.Message;

    /// <summary>A member of an object; null when the value is not an object, or has no such member, or it is null.</summary>
    public static JsonElement? Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>The value under these property names; null when any is absent, or the value is JSON null.</summary>
    public static JsonElement? At(this JsonElement value, ReadOnlySpan<string> path)
    {
        var current = value;
        foreach (var name in path)
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current))
            {
                return null;
            }
        }

        return current.ValueKind == JsonValueKind.Null ? null : current;
    }

    /// <summary>A member that is a string; null otherwise.</summary>
    public static string? TextMember(this JsonElement value, string name) =>
        value.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
