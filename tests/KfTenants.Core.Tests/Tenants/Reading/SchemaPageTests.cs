using System.Text;
using System.Text.Json;
using KfTenants.Testing;

namespace KfTenants.Tenants.Reading;

/// <summary>docs/keys.md is the schema, key by key: what an editor shows and what a page says cannot differ.</summary>
public sealed class SchemaPageTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(TenantsSchema.Text).RootElement;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_page_of_keys_is_what_the_schema_says()
    {
        var page = new StringBuilder("""
            # Keys of the tenants file

            Every key, as the [schema](../schemas/tenants.schema.json) has it; `[]` stands for an entry of a list, `NAME` for a name of your choice. What the keys do
            together is in [tenants-file.md](tenants-file.md).

            """.ReplaceLineEndings("\n"));
        foreach (var section in Schema.GetProperty("properties").EnumerateObject())
        {
            Add(page, section.Name, section.Value);
        }

        // Scalars are said where they are used.
        foreach (var shared in Schema.GetProperty("definitions").EnumerateObject().Where(d => HasKeys(d.Value)))
        {
            Add(page, shared.Name, shared.Value);
        }

        Golden.MatchPage(Path.Combine(TestPaths.Repository(typeof(SchemaPageTests)), "docs", "keys.md"), page.ToString());
    }

    private static void Add(StringBuilder page, string name, JsonElement node)
    {
        page.Append($"\n## {name}\n\n{Description(node)}{Shared(node)}\n");
        var rows = Rows(node, "").ToList();
        if (rows.Count > 0)
        {
            page.Append("\n| key | value | meaning |\n|---|---|---|\n").AppendJoin('\n', rows).Append('\n');
        }
    }

    private static IEnumerable<string> Rows(JsonElement node, string path)
    {
        if (IsShared(node))
        {
            return [];
        }

        node = Resolved(node);
        if (node.TryGetProperty("items", out var item))
        {
            return Rows(item, path + "[]");
        }

        var start = path.Length == 0 ? "" : path + ".";
        var named = node.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object ? Row(any, start + "NAME") : [];
        return (node.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().SelectMany(p => Row(p.Value, start + p.Name)) : []).Concat(named);
    }

    private static IEnumerable<string> Row(JsonElement node, string path)
    {
        var resolved = Resolved(node);
        var meaning = Description(node) + Words(resolved) +
            (resolved.TryGetProperty("default", out var absent) ? $" Default: `{Compact(absent).Trim('"')}`." : "") +
            (node.TryGetProperty("examples", out var examples) ? $" Example: `{Compact(examples.EnumerateArray().First())}`." : "") + Shared(node);
        return Rows(node, path).Prepend($"| `{path}` | {Value(resolved)} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |");
    }

    // The keys of a value stand once, below.
    private static string Shared(JsonElement node) =>
        Reference(node) is { } name && IsShared(node) ? $" See [{name}](#{name.ToLowerInvariant()})."
        : node.TryGetProperty("items", out var item) ? Shared(item)
        : node.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object ? Shared(any) : "";

    private static bool IsShared(JsonElement node) => Reference(node) is { } name && HasKeys(Schema.GetProperty("definitions").GetProperty(name));

    private static bool HasKeys(JsonElement node) =>
        node.TryGetProperty("properties", out _) || (node.TryGetProperty("items", out var item) && HasKeys(Resolved(item))) ||
        (node.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object);

    private static string? Reference(JsonElement node) => node.TryGetProperty("$ref", out var target) ? target.GetString()!["#/definitions/".Length..] : null;

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value, Plain);

    private static string Value(JsonElement node) => node.TryGetProperty("enum", out var words)
        ? string.Join(", ", words.EnumerateArray().Select(w => $"`{w}`"))
        : node.TryGetProperty("type", out var type)
            ? (type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray()) : $"{type}") + Bounds(node)
            : "";

    private static string Bounds(JsonElement node) =>
        node.TryGetProperty("minimum", out var least) && node.TryGetProperty("maximum", out var most) ? $", {least} to {most}" : "";

    private static string Words(JsonElement node) =>
        node.TryGetProperty("enum", out var words) && node.TryGetProperty("enumDescriptions", out var meanings)
            ? " " + string.Join(' ', words.EnumerateArray().Zip(meanings.EnumerateArray(), (w, m) => $"`{w}`: {m}"))
            : "";

    // What stands beside a reference says what this key is; what it refers to, what such a value is.
    private static string Description(JsonElement node) =>
        node.TryGetProperty("description", out var own) ? own.GetString()! : Resolved(node).TryGetProperty("description", out var other) ? other.GetString()! : "";

    private static JsonElement Resolved(JsonElement node)
    {
        while (Reference(node) is { } name)
        {
            node = Schema.GetProperty("definitions").GetProperty(name);
        }

        return node;
    }
}
