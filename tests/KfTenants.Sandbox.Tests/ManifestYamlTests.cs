using System.Text.Json.Nodes;

namespace KfTenants.Sandbox;

public sealed class ManifestYamlTests
{
    private static readonly string[] Texts =
    [
        "", " ", "\n", "a", "yes", "No", "on", "y", "NULL", "~", "null", "true", "1", "-1", "+1", "1.5", "1e3", "0x1F", "0o7", "017", "1_000",
        ".5", ".inf", ".NaN", "12:30:45", "2026-11-21", "2026-11-21T10:00:00Z", "16Gi", "100m", "500k", "1E", "=", "<<", "- a", "-a", "a: b", "a:", "a #b", "a#b",
        "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a'", "\"a\"", "{a}", "[a]", "a, b", "?", "? a", "a\nb", "a\nb\n", "a\n\nb\n\n\n", " a\nb", "\ta\nb",
        "\n\na\nb", "a\n b\n", "a\n  \n", "a\r\nb\r\n", "a\tb", "a \nb", "\u0007", "\u0085", "\u2028", "\uFEFF", "\u00e9\u4f8b", "\U0001F600", "$2b$12$abc/def.",
        "user@example.com", "kftenants.io/x",
        "--- a", "---", "...", "a\n---\nb\n", "a\n...\nb", "a\n# b\n", "\\", "a\\nb", "null\n", "a: |\n  b\n", "x\n\n", "a ", " a", "request.headers[kubeflow-userid]",
        "*/api/kernels",
    ];

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var document = Map(random, 4);
            var written = ManifestYaml.Write(document);
            var read = Assert.Single(ManifestYaml.Read("m.yaml", written)).Content;
            Assert.True(JsonNode.DeepEquals(document, read), $"seed {seed}:\n{document.ToJsonString()}\n{written}");
        }
    }

    [Fact]
    public void Every_awkward_text_reads_back_the_same_wherever_it_stands()
    {
        foreach (var text in Texts)
        {
            var document = new JsonObject
            {
                ["data"] = new JsonObject { ["first"] = text, ["second"] = text, ["list"] = new JsonArray(text, new JsonObject { ["in"] = text }, new JsonArray(text)) },
                ["key"] = new JsonObject { [text] = 1 },
                ["metadata"] = new JsonObject { ["managedFields"] = new JsonArray(new JsonObject { [text] = text }) },
            };
            var written = ManifestYaml.Write(document);
            Assert.True(JsonNode.DeepEquals(document, Assert.Single(ManifestYaml.Read("m.yaml", written)).Content), written);
        }
    }

    [Fact]
    public void A_configuration_stays_readable()
    {
        var document = JsonNode.Parse("""
            {"data": {"config.yaml": "issuer: x\nusers:\n# two\n- email: a@b\n  userID: \"1\"\n"}, "kind": "ConfigMap", "apiVersion": "v1",
             "metadata": {"managedFields": [{"manager": "m", "fieldsV1": {"f:data": {}}}], "uid": "1", "namespace": "auth", "name": "dex"}}
            """)!.AsObject();

        Assert.Equal(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: dex
              namespace: auth
              uid: "1"
              managedFields:
              - {"manager": "m", "fieldsV1": {"f:data": {}}}
            data:
              config.yaml: |
                issuer: x
                users:
                # two
                - email: a@b
                  userID: "1"

            """,
            ManifestYaml.Write(document));
    }

    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: 0x10", """{"a":16}""")]
    [InlineData("a: 007", """{"a":7}""")]
    [InlineData("a: .5", """{"a":0.5}""")]
    [InlineData("a: True", """{"a":true}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: !!str 1", """{"a":"1"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("1: x", """{"1":"x"}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("a: &x {b: 1, d: 2}\nc: {<<: *x, b: 3}", """{"a":{"b":1,"d":2},"c":{"b":3,"d":2}}""")]
    public void Scalars_follow_the_core_schema(string yaml, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Assert.Single(ManifestYaml.Read("m.yaml", yaml)).Content));

    [Theory]
    [InlineData("a: 1\na: 2", "m.yaml:2:1: is not valid YAML: the key \"a\" is here a second time, first at m.yaml:1:1; remove one of the two")]
    [InlineData("a: [1", "m.yaml:1:4: is not valid YAML: the \"[\" that opens here is not closed")]
    [InlineData("a: *b", "m.yaml:1:4: is not valid YAML: this alias has no anchor before it")]
    [InlineData("a: 1\n? [x]\n: 2", "m.yaml:2:3: is not valid YAML: a key must be text, not a list, a map or nothing")]
    [InlineData("a: 1\n<<: [{b: 1}, 2]", "m.yaml:2:5: is not valid YAML: a merge key takes a map or a list of maps")]
    [InlineData("---\na: 1\n---\na: \"b", "m.yaml:4:4: is not valid YAML: ")]
    public void What_is_wrong_has_a_line(string yaml, string message) =>
        Assert.StartsWith(message, Assert.Throws<KfTenantsException>(() => ManifestYaml.Read("m.yaml", yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Aliases_cannot_expand_without_bound()
    {
        var yaml = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + string.Concat(Enumerable.Range(1, 9).Select(i =>
            $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Contains("more than 1,000,000 values", Assert.Throws<KfTenantsException>(() => ManifestYaml.Read("m.yaml", yaml)).Message, StringComparison.Ordinal);
    }

    private static JsonObject Map(Random random, int depth)
    {
        var map = new JsonObject();
        for (var i = random.Next(4); i > 0; i--)
        {
            map[random.Next(3) == 0 ? Text(random) : new[] { "metadata", "items", "managedFields", "spec", "a/b", "status" }[random.Next(6)]] = Node(random, depth - 1);
        }

        return map;
    }

    private static JsonNode? Node(Random random, int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(-1000, 1000)),
        2 => JsonValue.Create(random.Next(2) == 0),
        3 => JsonValue.Create(random.NextDouble() * 1e9),
        4 or 5 => JsonValue.Create(Text(random)),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth - 1))]),
        _ => Map(random, depth),
    };

    private static string Text(Random random)
    {
        if (random.Next(2) == 0)
        {
            return Texts[random.Next(Texts.Length)];
        }

        const string Alphabet = "ab1 \n\t:#-'\"[]{},&*!|>%@\\.~\u00e9=?";
        return string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
    }
}
