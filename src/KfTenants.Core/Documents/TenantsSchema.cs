using KfTenants.Diagnostics;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace KfTenants.Documents;

/// <summary>The second step of the line: compares a document with schemas/tenants.schema.json, every finding at its place in the YAML text.</summary>
public static class TenantsSchema
{
    private const string ResourceName = "tenants.schema.json";

    private static readonly JsonLoadSettings KeepPlaces = new() { LineInfoHandling = LineInfoHandling.Load };

    private static readonly Lazy<JsonSchema> Loaded = new(Parse);

    /// <summary>The schema as it is in the repository, for editors.</summary>
    public static string Text => ReadText();

    /// <summary>Loads the schema, which takes longer than reading most documents: worth doing beside that.</summary>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Every way in which the document differs from the schema; empty when it fits.</summary>
    public static IReadOnlyList<Diagnostic> Check(YamlDocument document)
    {
        using var reader = new YamlJsonReader(document.Root);
        var json = JToken.ReadFrom(reader, KeepPlaces);
        var errors = Loaded.Value.Validate(json, settings: null);
        return errors.Count == 0 ? [] : new SchemaFindings(document).Of(errors);
    }

    // There is no synchronous overload; without references to other files the task is complete when it is returned.
    private static JsonSchema Parse() => JsonSchema.FromJsonAsync(ReadText()).GetAwaiter().GetResult();

    private static string ReadText()
    {
        using var stream = typeof(TenantsSchema).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The embedded {ResourceName} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
