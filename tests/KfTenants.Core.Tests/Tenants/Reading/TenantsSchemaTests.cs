using System.Text.Json;
using System.Text.RegularExpressions;
using KfTenants.Kube;
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
    public void Nothing_that_an_editor_proposes_first_takes_away()
    {
        Assert.Equal("active", Tenant.GetProperty("properties").GetProperty("state").GetProperty("default").GetString());
        Assert.DoesNotContain(Objects(), o => o.TryGetProperty("anyOf", out _));
        Assert.All(Enumerations(), e => Assert.True(!e.TryGetProperty("default", out var first) || first.ValueEquals(e.GetProperty("enum")[0].GetString()), e.ToString()));

        // Where "if" does not hold, what is missing is what an active tenant needs.
        Assert.Equal(["owner"], Tenant.GetProperty("else").GetProperty("required").EnumerateArray().Select(k => k.GetString()));
        Assert.Equal(["name"], Tenant.GetProperty("required").EnumerateArray().Select(k => k.GetString()));
    }

    [Fact]
    public void Every_word_of_several_is_explained_by_itself() => Assert.All(
        Enumerations().Where(e => e.GetProperty("enum").GetArrayLength() > 1),
        e =>
        {
            Assert.Equal(e.GetProperty("enum").GetArrayLength(), e.GetProperty("enumDescriptions").GetArrayLength());
            Assert.All(e.GetProperty("enumDescriptions").EnumerateArray(), d => Assert.EndsWith(".", d.GetString(), StringComparison.Ordinal));
        });

    [Fact]
    public void Every_pattern_is_said_in_words() => Assert.All(
        Walk(Schema).Where(IsPattern),
        e => Assert.Matches(@"^Must be .+\.\z", e.GetProperty(JsonSchemaReader.PatternMessage).GetString()));

    [Fact]
    public void A_quota_proposes_the_usual_resources_and_takes_others()
    {
        var quota = Schema.GetProperty("definitions").GetProperty("quota");
        Assert.Equal(
            ["cpu", "memory", "requests.nvidia.com/gpu", "requests.storage", "persistentvolumeclaims", "pods", "limits.cpu", "limits.memory"],
            quota.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal("#/definitions/quantity", quota.GetProperty("additionalProperties").GetProperty("$ref").GetString());
        Assert.Empty(ReadSet.Of($"tenants: [{{name: t, owner: a@x.com, quota: {NoneOf("quota")}, limitRange: {{max: {NoneOf("resources")}}}}}]").Diagnostics);

        static string NoneOf(string map) => "{" + string.Join(", ", Schema.GetProperty("definitions").GetProperty(map).GetProperty("properties").EnumerateObject()
            .Select(p => p.Name + ": 0")) + "}";
    }

    [Fact]
    public void The_pattern_of_amounts_is_as_strict_as_the_rules_and_never_stricter()
    {
        var pattern = new Regex(Schema.GetProperty("definitions").GetProperty("quantity").GetProperty("pattern").GetString()!);
        string[] pieces = ["", "+", "-", "0", "1", "07", ".", "5", "m", "k", "K", "Ki", "Gi", "E", "e", "3", "n", "i", " ", "g", "B", ","];
        var texts = from a in pieces from b in pieces from c in pieces from d in pieces select a + b + c + d;
        Assert.All(texts.Distinct(), text => Assert.True(!(Quantity.TryParse(text, out var amount) && amount.Sign >= 0) || pattern.IsMatch(text), text));
        Assert.All(["", "64GB", "20gi", "4 Gi", "1,5", "-1", "-0.5", "1e1.5", "0x10", "1_000", "m", "+", ".", "1.2.3", "four"], text => Assert.DoesNotMatch(pattern, text));
    }

    [Fact]
    public void The_pattern_of_addresses_is_as_strict_as_the_rules_and_never_stricter()
    {
        var pattern = new Regex(Schema.GetProperty("definitions").GetProperty("user").GetProperty("properties").GetProperty("email").GetProperty("pattern").GetString()!);
        string[] pieces = ["", "ana", "a.b", "x+1", "@", "example", ".", "com", "-", "é", "e\u0301", "名", "😀", "𠮷", "*", " ", "'", "_", "1"];
        var texts = from a in pieces from b in pieces from c in pieces from d in pieces select $"{a}{b}@{c}{d}";
        Assert.All(texts.Distinct(), text => Assert.True(EmailAddress.Problem(text) is not null || pattern.IsMatch(text), text));
        string[] wrong = ["", "ana", "a b@x.com", "ana@", "@x.com", "a@b@c", "a@x..com", "a@-x.com", "a@x.com-", "a,b@x.com", "*@x.com", "\"a\"@x.com"];
        Assert.All(wrong, text => Assert.DoesNotMatch(pattern, text));
    }

    [Fact]
    public void The_complete_document_has_every_key()
    {
        var folder = Path.Combine(TestPaths.Project(typeof(TenantsSchemaTests)), "Tenants", "Reading", "Complete");
        var text = string.Concat(Directory.EnumerateFiles(folder, "*.yaml").Select(File.ReadAllText));
        Assert.All(Keys(), name => Assert.Matches($@"(?<![A-Za-z]){name}:", text));
    }

    [Fact]
    public void The_reference_mentions_every_key()
    {
        var page = File.ReadAllText(Path.Combine(Repository, "docs", "tenants-file.md"));
        Assert.All(Keys(), name => Assert.Matches($@"`(?:[a-zA-Z]+\.)*{name}[`.]", page));
    }

    [Fact]
    public void The_examples_of_the_reference_are_valid()
    {
        var page = File.ReadAllText(Path.Combine(Repository, "docs", "tenants-file.md"));
        var examples = Regex.Matches(page, "```yaml\n(apiVersion.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(examples);
        Assert.All(examples, e => Assert.Empty(ReadSet.Of(("tenants.yaml", e)).Diagnostics));
    }

    private static IEnumerable<(string Name, JsonElement Key)> Properties() =>
        Objects().Where(o => o.TryGetProperty("properties", out _)).SelectMany(o => o.GetProperty("properties").EnumerateObject()).Select(p => (p.Name, p.Value));

    // What an open map lists are proposals, and no keys of the format.
    private static IEnumerable<string> Keys() => Objects()
        .Where(o => o.TryGetProperty("properties", out _) && o.GetProperty("additionalProperties").ValueKind == JsonValueKind.False)
        .SelectMany(o => o.GetProperty("properties").EnumerateObject())
        .Select(p => p.Name)
        .Distinct();

    private static JsonElement Tenant => Schema.GetProperty("definitions").GetProperty("tenant");

    private static IEnumerable<JsonElement> Enumerations() => Walk(Schema).Where(e => e.ValueKind == JsonValueKind.Object &&
        e.TryGetProperty("enum", out var words) && words.ValueKind == JsonValueKind.Array && e.TryGetProperty("type", out _));

    private static bool IsPattern(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("pattern", out var pattern) && pattern.ValueKind == JsonValueKind.String;

    private static IEnumerable<JsonElement> Objects() => Walk(Schema)
        .Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"));

    private static IEnumerable<JsonElement> Walk(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Where(p => p.Name != "examples").SelectMany(p => Walk(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Walk),
        _ => [],
    };
}
