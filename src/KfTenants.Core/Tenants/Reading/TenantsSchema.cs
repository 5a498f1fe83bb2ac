using KfTenants.Diagnostics;
using KfTenants.Yaml;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace KfTenants.Tenants.Reading;

/// <summary>The second step of the line: compares a document with schemas/tenants.schema.json, every finding at its place in the YAML text.</summary>
public static class TenantsSchema
{
    private const string ResourceName = "tenants.schema.json";

    private static readonly JsonLoadSettings KeepPlaces = new() { LineInfoHandling = LineInfoHandling.Load };

    private static readonly Lazy<(JsonSchema Schema, SchemaForm Form)> Loaded = new(() =>
    {
        var schema = JsonSchemaReader.Read(ReadText());
        return (schema, SchemaForm.Of(schema));
    });

    /// <summary>The schema as it is in the repository, for editors.</summary>
    public static string Text => ReadText();

    /// <summary>Loads the schema, which takes longer than reading most documents: worth doing beside that.</summary>
    public static void Load() => _ = Loaded.Value;

    /// <summary>This part of a document surely fits: the value of a key of its root, or of a list some of the entries.</summary>
    public static bool Fits(string key, YamlNode value) => Loaded.Value.Form.Fits(key, value);

    /// <summary>The ways in which the document differs from the schema, up to more than are told; empty when it fits.</summary>
    /// <remarks>
    /// The validator wants all it checks as a tree of its own, several times the size of ours: it gets the entries of the long lists
    /// one by one, those that <see cref="SchemaForm"/> is not sure of, and none behind the last finding that is told.
    /// </remarks>
    public static IReadOnlyList<Diagnostic> Check(YamlDocument document)
    {
        var (schema, form) = Loaded.Value;
        if (document.Root is not YamlNode.Mapping root)
        {
            return Check(document.FileName, document.Root, schema, "The document", "");
        }

        var lists = root.Entries.Where(e => e.Value is YamlNode.Sequence && ItemSchema(schema, e.Key) is not null).ToArray();
        var frame = new YamlNode.Mapping(
            [.. root.Entries.Select(e => lists.Contains(e) ? e with { Value = new YamlNode.Sequence([], e.Value.Location) } : e)], root.Location);
        var findings = new List<Diagnostic>(Check(document.FileName, frame, schema, "The document", ""));
        foreach (var list in lists)
        {
            var items = ((YamlNode.Sequence)list.Value).Items;
            var itemSchema = ItemSchema(schema, list.Key)!;
            var itemForm = form.EntriesOf(list.Key);
            for (var i = 0; i < items.Length; i++)
            {
                if (itemForm?.Fits(items[i]) == true)
                {
                    continue;
                }

                findings.AddRange(Check(document.FileName, items[i], itemSchema, SchemaFindings.EntryOf(i, list.Key), list.Key));
                if (findings.Count > DiagnosticBag.Most)
                {
                    findings.Add(KnownDiagnostics.StoppedReading(items[i].Location, DiagnosticBag.Most));
                    return findings;
                }
            }
        }

        return findings;
    }

    private static JsonSchema? ItemSchema(JsonSchema schema, string key) =>
        schema.ActualProperties.TryGetValue(key, out var property) ? property.ActualTypeSchema.Item?.ActualSchema : null;

    private static IReadOnlyList<Diagnostic> Check(string fileName, YamlNode node, JsonSchema schema, string where, string key)
    {
        using var reader = new YamlJsonReader(node);
        var json = JToken.ReadFrom(reader, KeepPlaces);
        var errors = schema.Validate(json, settings: null);
        return errors.Count == 0 ? [] : new SchemaFindings(fileName, node, where, key).Of(errors);
    }

    private static string ReadText()
    {
        using var stream = typeof(TenantsSchema).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The embedded {ResourceName} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
