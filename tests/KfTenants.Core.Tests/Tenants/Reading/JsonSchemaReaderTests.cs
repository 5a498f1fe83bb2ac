using System.Text.Json.Nodes;
using NJsonSchema;

namespace KfTenants.Tenants.Reading;

public sealed class JsonSchemaReaderTests
{
    private static readonly string[] Annotations = ["$schema", "$id", "title", "description", "enumDescriptions", "default", "examples"];

    [Fact]
    public async Task The_tree_is_the_one_that_NJsonSchema_reads()
    {
        var text = JsonNode.Parse(TenantsSchema.Text)!;
        RemoveAnnotations(text);
        var known = text.DeepClone();
        ReplaceConditions(known);
        var expected = await JsonSchema.FromJsonAsync(known.ToJsonString());

        Assert.Equal(expected.ToJson(), JsonSchemaReader.Read(text.ToJsonString()).ToJson());
        Assert.Equal(expected.ToJson(), JsonSchemaReader.Read(TenantsSchema.Text).ToJson());
    }

    [Theory]
    [InlineData("""{"maxLength": 3}""", "maxLength")]
    [InlineData("""{"properties": {"a": {"format": "email"}}}""", "format")]
    [InlineData("""{"if": {"required": ["a"]}}""", "if")]
    [InlineData("""{"properties": {"a": {"else": {"required": ["b"]}}}}""", "else")]
    [InlineData("""{"then": {"required": ["a"]}}""", "then")]
    [InlineData("""{"anyOf": [{"required": ["a"]}]}""", "anyOf")]
    [InlineData("""{"type": "decimal"}""", "decimal")]
    [InlineData("""{"$ref": "#/definitions/a"}""", "#/definitions/a")]
    [InlineData("""{"$ref": "other.json"}""", "other.json")]
    public void What_it_does_not_know_is_refused_and_never_ignored(string schema, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidOperationException>(() => JsonSchemaReader.Read(schema)).Message, StringComparison.Ordinal);

    // NJsonSchema does not know "if".
    private static void ReplaceConditions(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                if (map.Remove("if", out var condition) && map.Remove("else", out var other))
                {
                    map["anyOf"] = new JsonArray(condition, other);
                }

                foreach (var (_, child) in map)
                {
                    ReplaceConditions(child);
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    ReplaceConditions(child);
                }

                break;
            default:
                break;
        }
    }

    // A key of that name is a map; what explains is a text, a value or a list.
    private static void RemoveAnnotations(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var name in Annotations.Where(n => map[n] is not JsonObject))
                {
                    map.Remove(name);
                }

                foreach (var (_, child) in map)
                {
                    RemoveAnnotations(child);
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    RemoveAnnotations(child);
                }

                break;
            default:
                break;
        }
    }
}
