using KfTenants.Testing;
using KfTenants.Yaml;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace KfTenants.Tenants.Reading;

/// <summary>What the quick look lets through is right by the schema's own validator, and it lets the ordinary through.</summary>
public sealed class SchemaFormTests
{
    private static readonly JsonSchema Schema = JsonSchemaReader.Read(TenantsSchema.Text);
    private static readonly SchemaForm Form = SchemaForm.Of(Schema);
    private static readonly string Repository = TestPaths.Repository(typeof(SchemaFormTests));

    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(Repository, "*.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository, f))
            .Where(f => !f.StartsWith("artifacts", StringComparison.Ordinal) && File.ReadAllText(Path.Combine(Repository, f)).Contains("kind: TenantSet", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_of_a_file_is_let_through_that_the_schema_refuses(string file) => Check(File.ReadAllText(Path.Combine(Repository, file)));

    [Fact]
    public void Nothing_of_a_changed_file_is_let_through_that_the_schema_refuses()
    {
        var example = File.ReadAllText(Path.Combine(Repository, "tenants.example.yaml"));
        Fuzz.Play(300, random => Check(Fuzz.Mutated(example, random, Fuzz.YamlTokens)));
    }

    [Theory]
    [InlineData("{name: a, owner: a@b.cd}", true)]
    [InlineData("{name: a, state: absent}", true)]
    [InlineData("{name: a, state: active}", false)]
    [InlineData("{name: a}", false)]
    [InlineData("{name: A, owner: a@b.cd}", false)]
    [InlineData("{name: a, owner: ''}", false)]
    [InlineData("{name: a, owner: 1}", false)]
    [InlineData("{name: a, owner: a@b.cd, contributors: [{user: b, role: edit}, {group: c, role: view}]}", true)]
    [InlineData("{name: a, owner: a@b.cd, contributors: [{user: b, group: c, role: edit}]}", false)]
    [InlineData("{name: a, owner: a@b.cd, contributors: [{role: edit}]}", false)]
    [InlineData("{name: a, owner: a@b.cd, contributors: [{user: b, role: owner}]}", false)]
    [InlineData("{name: a, owner: a@b.cd, contributors: {}}", false)]
    [InlineData("{name: a, owner: a@b.cd, quota: {cpu: 1.5, memory: 1Gi, pods: 3}}", true)]
    [InlineData("{name: a, owner: a@b.cd, quota: {cpu: -1}}", false)]
    [InlineData("{name: a, owner: a@b.cd, quota: {cpu: much}}", false)]
    [InlineData("{name: a, owner: a@b.cd, posix: {uid: 1, gid: 2147483647}}", true)]
    [InlineData("{name: a, owner: a@b.cd, posix: {uid: 0, gid: 1}}", false)]
    [InlineData("{name: a, owner: a@b.cd, posix: {uid: 1, gid: 2147483648}}", false)]
    [InlineData("{name: a, owner: a@b.cd, unknown: b}", false)]
    [InlineData("a", false)]
    [InlineData("[]", false)]
    [InlineData("~", false)]
    public void It_knows_a_tenant(string tenant, bool fits)
    {
        Assert.True(YamlDocument.Parse("f", "a: " + tenant).TryGet(out var document, out _));
        Assert.Equal(fits, Form.EntriesOf("tenants")!.Fits(((YamlNode.Mapping)document.Root).Entries[0].Value));
    }

    private static void Check(string text)
    {
        if (!YamlDocument.Parse("f", text).TryGet(out var document, out _) || document.Root is not YamlNode.Mapping root)
        {
            return;
        }

        foreach (var entry in root.Entries.Where(e => Form.Fits(e.Key, e.Value)))
        {
            Assert.Empty(ErrorsOf(entry.Value, Schema.ActualProperties[entry.Key]));
        }

        foreach (var entry in root.Entries.Where(e => e.Value is YamlNode.Sequence && Form.EntriesOf(e.Key) is not null))
        {
            foreach (var item in ((YamlNode.Sequence)entry.Value).Items.Where(Form.EntriesOf(entry.Key)!.Fits))
            {
                Assert.Empty(ErrorsOf(item, Schema.ActualProperties[entry.Key].ActualTypeSchema.Item!));
            }
        }
    }

    private static IEnumerable<object> ErrorsOf(YamlNode node, JsonSchema schema)
    {
        using var reader = new YamlJsonReader(node);
        return schema.ActualSchema.Validate(JToken.ReadFrom(reader), settings: null);
    }
}
