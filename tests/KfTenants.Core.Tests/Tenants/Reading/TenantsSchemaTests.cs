using System.Text.Json;
using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Tenants.Reading;

public sealed class TenantsSchemaTests
{
    private static readonly string Repository = TestPaths.Repository(typeof(TenantsSchemaTests));

    private static readonly JsonElement Schema = JsonDocument.Parse(TenantsSchema.Text).RootElement;

    [Fact]
    public void The_program_carries_the_file_of_the_repository() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Repository, "schemas", "tenants.schema.json")), TenantsSchema.Text);

    [Fact]
    public void Every_map_refuses_unknown_keys_or_says_what_its_values_are() =>
        Assert.All(Objects(), o => Assert.True(o.TryGetProperty("additionalProperties", out _), o.ToString()));

    [Fact]
    public void Every_key_is_explained_to_editors()
    {
        foreach (var (name, key) in Properties())
        {
            Assert.True(key.TryGetProperty("description", out var description) && description.GetString()!.EndsWith('.'), name);
            Assert.True(key.TryGetProperty("title", out _) || key.TryGetProperty("$ref", out _), name);
        }
    }

    [Fact]
    public void Every_free_text_key_has_an_example() =>
        Assert.All(
            Properties().Where(p => p.Key.TryGetProperty("type", out var type) && type.ValueEquals("string")),
            p => Assert.True(p.Key.TryGetProperty("examples", out _) || p.Key.TryGetProperty("enum", out _), p.Name));

    [Fact]
    public void The_examples_of_hashes_are_hashes()
    {
        var hash = Schema.GetProperty("definitions").GetProperty("user").GetProperty("properties").GetProperty("login").GetProperty("properties").GetProperty("passwordHash")
            .GetProperty("examples")[0].GetString();
        Assert.Null(BcryptHash.Check(hash!, default));
    }

    [Fact]
    public void The_complete_document_has_every_key()
    {
        var text = File.ReadAllText(Path.Combine(TestPaths.Project(typeof(TenantsSchemaTests)), "Tenants", "Reading", "Complete", "tenants.yaml"));
        Assert.All(Properties().Select(p => p.Name).Distinct(), name => Assert.Matches($@"(?<![A-Za-z]){name}:", text));
    }

    [Fact]
    public void The_reference_mentions_every_key()
    {
        var page = File.ReadAllText(Path.Combine(Repository, "docs", "tenants-file.md"));
        Assert.All(Properties().Select(p => p.Name).Distinct(), name => Assert.Matches($@"`(?:[a-zA-Z]+\.)*{name}[`.]", page));
    }

    [Fact]
    public void The_examples_of_the_reference_are_valid()
    {
        var page = File.ReadAllText(Path.Combine(Repository, "docs", "tenants-file.md"));
        var examples = Regex.Matches(page, "```yaml\n(apiVersion.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(examples);
        Assert.All(examples, e => Assert.Empty(ReadSet.Of(("tenants.yaml", e)).Diagnostics));
    }

    [Fact]
    public void Keys_of_later_issues_are_unknown()
    {
        var names = Properties().Select(p => p.Name).ToHashSet();
        Assert.DoesNotContain("network", names);
        Assert.DoesNotContain("usernamePrefix", names);
        Assert.DoesNotContain("namespacePrefix", names);
    }

    private static IEnumerable<(string Name, JsonElement Key)> Properties() =>
        Objects().Where(o => o.TryGetProperty("properties", out _)).SelectMany(o => o.GetProperty("properties").EnumerateObject()).Select(p => (p.Name, p.Value));

    private static IEnumerable<JsonElement> Objects() => Walk(Schema)
        .Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"));

    private static IEnumerable<JsonElement> Walk(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Where(p => p.Name != "examples").SelectMany(p => Walk(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Walk),
        _ => [],
    };
}
