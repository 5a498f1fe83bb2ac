using System.Text.Json;
using NJsonSchema;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Builds NJsonSchema's tree from a schema's text. Its own reader works by reflection over three assemblies, which a program that is
/// compiled natively would have to carry whole; its validator does not. Any keyword that schemas/tenants.schema.json does not use is
/// refused, so that none can be ignored; a test compares the tree with the one that NJsonSchema reads.
/// </summary>
internal sealed class JsonSchemaReader
{
    /// <summary>What editors say of a text that does not fit the pattern beside it: <c>Must be …</c>.</summary>
    public const string PatternMessage = "patternErrorMessage";

    private const string ToDefinition = "#/definitions/";

    private readonly Dictionary<string, JsonSchema> _definitions = new(StringComparer.Ordinal);

    private JsonSchemaReader()
    {
    }

    /// <exception cref="InvalidOperationException">The schema holds what this reader does not know.</exception>
    public static JsonSchema Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var (root, reader, schema) = (document.RootElement, new JsonSchemaReader(), new JsonSchema());
        var definitions = root.TryGetProperty("definitions", out var found) ? found.EnumerateObject().ToArray() : [];

        // All of them before any is filled: they refer to each other.
        foreach (var definition in definitions)
        {
            schema.Definitions[definition.Name] = reader._definitions[definition.Name] = new JsonSchema();
        }

        foreach (var definition in definitions)
        {
            reader.Fill(reader._definitions[definition.Name], definition.Value);
        }

        return reader.Fill(schema, root);
    }

    private T Fill<T>(T schema, JsonElement source)
        where T : JsonSchema
    {
        foreach (var keyword in source.EnumerateObject())
        {
            Apply(schema, keyword.Name, keyword.Value);
        }

        // The validator does not know "if": to fit it, or else the other, is the same.
        var (hasCondition, hasOther) = (source.TryGetProperty("if", out var condition), source.TryGetProperty("else", out var other));
        if (hasCondition != hasOther)
        {
            throw new InvalidOperationException("The schema uses only one of the keywords if and else, which is not read.");
        }

        if (hasCondition)
        {
            AddAll(schema.AnyOf, [Fill(new JsonSchema(), condition), Fill(new JsonSchema(), other)]);
        }

        return schema;
    }

    private void Apply(JsonSchema schema, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "$schema" or "$id" or "title" or "description" or "enumDescriptions" or "default" or "examples":
                // For readers and editors; no document fails by them.
                break;
            case "definitions" or "if" or "else":
                break;
            case "$ref":
                schema.Reference = Definition(value.GetString()!);
                break;
            case "type":
                schema.Type = value.ValueKind == JsonValueKind.Array
                    ? value.EnumerateArray().Aggregate(JsonObjectType.None, (types, type) => types | TypeOf(type))
                    : TypeOf(value);
                break;
            case "properties":
                foreach (var property in value.EnumerateObject())
                {
                    schema.Properties[property.Name] = Fill(new JsonSchemaProperty(), property.Value);
                }

                break;
            case "required":
                AddAll(schema.RequiredProperties, value.EnumerateArray().Select(name => name.GetString()!));
                break;
            case "additionalProperties" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                schema.AllowAdditionalProperties = value.GetBoolean();
                break;
            case "additionalProperties":
                schema.AdditionalPropertiesSchema = Fill(new JsonSchema(), value);
                break;
            case "items":
                schema.Item = Fill(new JsonSchema(), value);
                break;
            case "oneOf":
                AddAll(schema.OneOf, value.EnumerateArray().Select(way => Fill(new JsonSchema(), way)));
                break;
            case "enum":
                AddAll(schema.Enumeration, value.EnumerateArray().Select(word => word.GetString()));
                break;
            case "pattern":
                schema.Pattern = value.GetString();
                break;
            case PatternMessage:
                schema.ExtensionData = new Dictionary<string, object?>(StringComparer.Ordinal) { [PatternMessage] = value.GetString() };
                break;
            case "minLength":
                schema.MinLength = value.GetInt32();
                break;
            case "minimum":
                schema.Minimum = value.GetDecimal();
                break;
            case "maximum":
                schema.Maximum = value.GetDecimal();
                break;
            default:
                throw new InvalidOperationException($"The schema uses the keyword {keyword}, which is not read.");
        }
    }

    private JsonSchema Definition(string reference) =>
        reference.StartsWith(ToDefinition, StringComparison.Ordinal) && _definitions.TryGetValue(reference[ToDefinition.Length..], out var found)
            ? found
            : throw new InvalidOperationException($"The schema refers to {reference}, which it does not define.");

    private static JsonObjectType TypeOf(JsonElement type) => type.GetString() switch
    {
        "array" => JsonObjectType.Array,
        "boolean" => JsonObjectType.Boolean,
        "integer" => JsonObjectType.Integer,
        "null" => JsonObjectType.Null,
        "number" => JsonObjectType.Number,
        "object" => JsonObjectType.Object,
        "string" => JsonObjectType.String,
        var other => throw new InvalidOperationException($"The schema uses the type {other}, which is not read."),
    };

    private static void AddAll<T>(ICollection<T> target, IEnumerable<T> values)
    {
        foreach (var value in values)
        {
            target.Add(value);
        }
    }
}
