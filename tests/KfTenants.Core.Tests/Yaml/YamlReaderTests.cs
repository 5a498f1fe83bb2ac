using System.Text.Json.Nodes;
using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>One reader, three dialects: what each takes of the same text.</summary>
public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1\na: 2\n", """{"a":2}""")]
    [InlineData("a: {b: 1, c: 2, b: 3}\n", """{"a":{"b":3,"c":2}}""")]
    [InlineData("{a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, k: 1, a: 2, k: 3, a: 4}", """{"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":3,"a":4}""")]
    public void The_last_of_equal_keys_counts_in_a_kubeconfig_and_is_an_error_elsewhere(string yaml, string json)
    {
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Json(yaml, YamlDialect.Kubeconfig)));
        Assert.Equal("KFT0108", Refused(yaml, YamlDialect.Manifest).Id);
        Assert.Equal("KFT0108", YamlDocument.Parse("f", yaml).Diagnostics[0].Id);
    }

    [Fact]
    public void Repeated_keys_are_told_with_their_places()
    {
        var tree = Assert.Single(Read("a: 1\nb: {c: 1,\n  c: 2}\na: 3\n", YamlDialect.Kubeconfig));
        Assert.Equal([("c", 3), ("a", 4)], tree.RepeatedKeys.Select(r => (r.Key, r.Location.Line)));
    }

    [Theory]
    [InlineData("a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}\n", """{"x":1,"y":2}""")]
    [InlineData("a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\n", """{"x":1,"y":2}""")]
    [InlineData("a: &a {x: 1}\nb: {<<: [*a, {x: 2, y: 3}]}\n", """{"x":1,"y":3}""")]
    [InlineData("b: {<<: {x: 1}, <<: {y: 2}}\n", """{"x":1,"y":2}""")]
    [InlineData("b: {<<: &m {x: 1}, c: *m}\n", """{"x":1,"c":{"x":1}}""")]
    [InlineData("b: {\"<<\": 1}\n", """{"<<":1}""")]
    public void Merge_keys_are_for_texts_that_nobody_reviews(string yaml, string json)
    {
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Json(yaml, YamlDialect.Manifest)!["b"]), Json(yaml, YamlDialect.Manifest)!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Json(yaml, YamlDialect.Kubeconfig)!["b"]));
        if (!yaml.Contains('"', StringComparison.Ordinal))
        {
            Assert.Contains("KFT0110", YamlDocument.Parse("f", yaml).Diagnostics.Select(d => d.Id));
        }
    }

    [Theory]
    [InlineData("a: !!binary aGk=", "aGk=", "KFT0111")]
    [InlineData("a: !mine 12", "12", "KFT0111")]
    [InlineData("a: \"\u202e\"", "\u202e", "KFT0106")]
    [InlineData("a: \"\\e\"", "\u001b", "KFT0106")]
    public void Tags_and_characters_are_checked_where_a_person_reviews(string yaml, string text, string id)
    {
        Assert.Equal(text, Json(yaml, YamlDialect.Manifest)!["a"]!.ToString());
        Assert.Equal(id, Assert.Single(YamlDocument.Parse("f", yaml).Diagnostics).Id);
    }

    [Fact]
    public void Documents_are_read_as_the_dialect_says()
    {
        const string Text = "# one\na: &x 1\n---\nb: 2\n---\n---\nc: *x\n";
        Assert.Equal("KFT0112", Refused(Text, YamlDialect.Manifest).Id);
        Assert.Equal([(2, 2), (3, 4), (5, 6), (6, 7)], Read(Text.Replace("*x", "3", StringComparison.Ordinal), YamlDialect.Manifest).Select(t => (t.Line, t.Root.Location.Line)));
        Assert.Equal([2], Read(Text, YamlDialect.Kubeconfig).Select(t => t.Line));
        Assert.Equal("KFT0107", YamlDocument.Parse("f", Text).Diagnostics.Single().Id);
        Assert.Empty(Read("# nothing\n", YamlDialect.Manifest));
    }

    [Fact]
    public void Each_limit_is_the_last_that_is_read()
    {
        var dialect = YamlDialect.Manifest with { Limits = new YamlLimits(1, Depth: 3, Values: 8, Keys: 2, Properties: 2) };
        string[] read = ["[[[1]]]", "[1, 2, 3, 4, 5, 6, 7]", "{a: 1, b: 2}", "[&a 1, !!str 2]", "[&a [1], [*a]]", "[&a [1, 2], *a]\n---\n[&a [1, 2], *a]"];
        Assert.All(read, text => Assert.NotEmpty(Read(text, dialect)));
        (string Text, string Id)[] refused =
        [
            ("[[[[1]]]]", "KFT0113"), ("[1, 2, 3, 4, 5, 6, 7, 8]", "KFT0114"), ("{a: 1, b: 2, c: 3}", "KFT0114"), ("[&a 1, !!str 2, &b 3]", "KFT0114"),
            ("[&a [1], [[*a]]]", "KFT0113"), ("[&a [1, 2], *a, 1, 1]", "KFT0114"),
        ];
        Assert.All(refused, r => Assert.Equal((r.Text, r.Id), (r.Text, Refused(r.Text, dialect).Id)));
    }

    [Theory]
    [InlineData("a: [1", "the \"[\" that opens here is not closed")]
    [InlineData("a: 1\na: 2", "the key \"a\" is here a second time")]
    public void A_reason_ends_a_sentence(string yaml, string reason)
    {
        var sentence = YamlReader.ReasonOf(Refused(yaml, YamlDialect.Manifest));
        Assert.False(sentence.EndsWith('.'));
        Assert.StartsWith(reason, sentence, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("0x1F", "31")]
    [InlineData("0xFFFFFFFFFFFFFFFFF", "\"0xFFFFFFFFFFFFFFFFF\"")]
    [InlineData("0o17", "15")]
    [InlineData("0o777777777777777777777777", "\"0o777777777777777777777777\"")]
    [InlineData("+12", "12")]
    [InlineData("1.50", "1.50")]
    [InlineData("-1E+3", "-1E+3")]
    [InlineData("1.", "1")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("'12'", "\"12\"")]
    public void Numbers_become_json_as_they_are_written(string yaml, string json) =>
        Assert.Equal($$"""{"a":{{json}}}""", Json("a: " + yaml, YamlDialect.Manifest)!.ToJsonString());

    private static JsonNode? Json(string yaml, YamlDialect dialect) => Read(yaml, dialect)[0].Root.ToJson();

    private static IReadOnlyList<YamlTree> Read(string yaml, YamlDialect dialect) =>
        YamlReader.Read("f", yaml, dialect).TryGet(out var trees, out var found) ? trees : throw new InvalidOperationException(string.Join('\n', found));

    private static Diagnostic Refused(string yaml, YamlDialect dialect)
    {
        Assert.False(YamlReader.Read("f", yaml, dialect).TryGet(out _, out var found));
        return found[0];
    }
}
