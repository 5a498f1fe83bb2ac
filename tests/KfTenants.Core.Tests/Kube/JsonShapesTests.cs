using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KfTenants.Kube;

public sealed class JsonShapesTests
{
    private readonly JsonShapes _shapes = new();

    private const string Ours = """
        {"manager":"kftenants","operation":"Apply","apiVersion":"v1","time":"2026-11-30T17:26:18Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:hard":{"f:cpu":{}}}}}
        """;

    private const string Theirs = """
        {"manager":"kubectl","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{".":{},"f:time":{}}}}
        """;

    private const string OfOwner = """
        {"manager":"m","operation":"Update","time":"2026-11-30T17:26:18Z","fieldsV1":{"f:metadata":{"f:ownerReferences":{".":{},"k:{\"uid\":\"1\"}":{"f:name":{}}}}}}
        """;

    [Theory]
    [InlineData("{}")]
    [InlineData(""" { "a" : "" , "b":[ "x", ["y"], {} ],"c":null } """)]
    [InlineData("""{"a":1,"b":-0.5e3,"c":true,"d":false}""")]
    [InlineData("""{"a":"\"","b":"\\","c":"\u00e9\n","d":"日本語"}""")]
    [InlineData("""{"a":"one","a":"two"}""")]
    [InlineData("""{"k:{\"uid\":\"1\"}":{"f:x":{}},"a":"b"}""")]
    public void The_text_comes_back_byte_for_byte(string json)
    {
        Assert.Equal(json.Trim(), Of(json).ToElement().GetRawText());
        var other = json.Replace("\"\"", "\"something\"", StringComparison.Ordinal)
            .Replace("\"x\"", "\"\"", StringComparison.Ordinal)
            .Replace("uid\\\":\\\"1", "uid\\\":\\\"22", StringComparison.Ordinal);
        Assert.Equal(other.Trim(), Of(other).ToElement().GetRawText());
    }

    [Fact]
    public void It_says_what_the_same_text_says_that_is_kept_whole() => Check.QuickThrowOnFailure(Prop.ForAll(Objects(3).ToArbitrary(), body =>
    {
        var whole = JsonElement.Parse(body.ToJsonString());
        var shaped = Of(body.ToJsonString());
        return shaped.ToElement().GetRawText() == whole.GetRawText() && shaped.Names.SequenceEqual(body.Select(p => p.Key)) && PathsOf(body).All(path =>
        {
            JsonElement? there = whole;
            foreach (var name in path)
            {
                there = there?.Member(name);
            }

            return shaped.At(path)?.GetRawText() == there?.GetRawText() && shaped.Text(path) == (there is { ValueKind: JsonValueKind.String } text ? text.GetString() : null);
        });
    }));

    [Fact]
    public void It_has_what_the_same_text_has_that_is_kept_whole() => Check.QuickThrowOnFailure(Prop.ForAll(
        Objects(3).ToArbitrary(), Objects(3).ToArbitrary(), (body, other) =>
        {
            ObjectJson whole = new WholeJson(JsonElement.Parse(body.ToJsonString()));
            var shaped = Of(body.ToJsonString());
            var values = body.Concat(other).Select(p => p.Value).Append(body).Append(Reversed(body)).Select(v => JsonElement.Parse(v?.ToJsonString() ?? "null")).ToList();
            return PathsOf(body).Append([]).All(path => values.All(value => shaped.Has(path, value) == whole.Has(path, value)));
        }));

    [Theory]
    [InlineData("""{"s":"é\n","n":1.0,"o":{"a":"x","b":[true,null]}}""", """{"o":{"b":[true,null],"a":"x"},"n":1e0,"s":"\u00e9\u000a"}""", true)]
    [InlineData("""{"a":"1","a":"2"}""", """{"a":"2"}""", false)]
    [InlineData("""{"a":"1","a":"2"}""", """{"a":"1","a":"2"}""", true)]
    [InlineData("""{"a":["1","2"]}""", """{"a":["2","1"]}""", false)]
    [InlineData("""{"a":["1","2"]}""", """{"a":["1"]}""", false)]
    [InlineData("""{"a":{"b":"1"}}""", """{"a":{"b":"1","c":"2"}}""", false)]
    [InlineData("""{"a":{"b":"1","c":"2"}}""", """{"a":{"b":"1"}}""", false)]
    [InlineData("""{"a":"1"}""", """{"a":1}""", false)]
    [InlineData("""{"a":"true"}""", """{"a":true}""", false)]
    [InlineData("""{"a":""}""", """{"a":null}""", false)]
    [InlineData("""{"k:{":"x"}""", """{"k:{":"x"}""", true)]
    public void The_order_of_members_and_the_spelling_do_not_matter(string json, string value, bool isSame)
    {
        // The second text, too: of the first one nothing is the object's own.
        var first = Of(json);
        Assert.Equal(isSame, first.Has([], JsonElement.Parse(value)));
        Assert.Equal(isSame, new WholeJson(JsonElement.Parse(json)).Has([], JsonElement.Parse(value)));
        var other = Of(json.Replace("\"2\"", "\"22\"", StringComparison.Ordinal).Replace("\"x\"", "\"xx\"", StringComparison.Ordinal));
        Assert.Equal(isSame, other.Has([], JsonElement.Parse(value.Replace("\"2\"", "\"22\"", StringComparison.Ordinal).Replace("\"x\"", "\"xx\"", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_000)]
    public void A_string_may_be_as_long_as_the_text(int length)
    {
        var text = new string('x', length);
        Assert.Equal("y", Of("""{"sized":"y","last":"z"}""").Text(["sized"]));
        var shaped = Of($$"""{"sized":"{{text}}","last":"{{text[..Math.Min(9, length)]}}"}""");
        Assert.Equal(text, shaped.Text(["sized"]));
        Assert.Equal(text[..Math.Min(9, length)], shaped.Text(["last"]));
    }

    [Fact]
    public void A_string_that_is_there_twice_is_read_wherever_it_is()
    {
        Of("""{"a":"","b":"","c":"","d":""}""");
        var text = new string('x', 200);
        var shaped = Of($$"""{"a":"ana@example.com","b":"{{text}}","c":"ana@example.com","d":"{{text}}"}""");
        Assert.Equal(["ana@example.com", text, "ana@example.com", text], new[] { "a", "b", "c", "d" }.Select(name => shaped.Text([name])));
    }

    [Fact]
    public void Of_two_members_of_one_name_the_last_one_counts()
    {
        var shaped = Of("""{"a":{"b":"1"},"a":{"b":"2"}}""");
        Assert.Equal("2", shaped.Text(["a", "b"]));
        Assert.Equal(["a"], shaped.Names);
    }

    // Without what is in its quotes, a name that may differ was like an empty one that may not.
    [Theory]
    [InlineData("""{"":1,"k:{a":2}""", """{"k:{a":1,"":2}""")]
    [InlineData("""{"":1}""", """{"k:{a":1}""")]
    [InlineData("""{"k:{":"x"}""", """{"k:{":"","":"x"}""")]
    public void What_has_other_names_is_of_another_shape(string one, string other)
    {
        Of(one);
        Assert.Equal(other, Of(other).ToElement().GetRawText());
        Assert.Equal(one, Of(one).ToElement().GetRawText());
    }

    [Fact]
    public void What_is_like_no_other_is_kept_in_another_way()
    {
        const string Json = """{"like no other":"a"}""";
        Assert.Null(TryOf(Json));
        Assert.NotNull(TryOf(Json.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_too_large_is_kept_in_another_way()
    {
        Assert.Null(Of($$"""{"a":"{{new string('x', 16_384)}}"}"""));
        Assert.Null(Of($$"""{"a":[{{string.Join(',', Enumerable.Repeat("\"x\"", 257))}}]}"""));
        Assert.NotNull(Of($$"""{"a":[{{string.Join(',', Enumerable.Repeat("\"x\"", 256))}}]}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":"b"}x""")]
    public void What_is_no_JSON_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Of(json));

    [Fact]
    public void What_is_nested_too_deep_is_refused()
    {
        static string Deep(int levels) => $$"""{"a":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";
        Assert.NotNull(Of(Deep(64)));
        Assert.ThrowsAny<JsonException>(() => Of(Deep(65)));
    }

    [Fact]
    public void Managed_fields_are_what_the_whole_text_would_say()
    {
        var ofAnother = OfOwner.Replace("\\\"1", "\\\"2", StringComparison.Ordinal);
        foreach (var entries in (string[])
            [$"[{Theirs},{Ours}]", $"[{Ours},{Theirs}]", $"[{Ours}]", "[]", $"[{OfOwner},{Ours}]", $"[{ofAnother},{Ours}]",
            "[{},{\"time\":\"\"}]", "[\"m\"]", "[{\"k:{\":1,\"manager\":\"m\"}]", "{}", "null"])
        {
            var shaped = Object(entries);
            var whole = new KubeObject(ObjectKind.ConfigMap, shaped.Body);

            Assert.Equal(
                whole.Managers.Entries.Select(e => (e.Manager, e.Operation, e.Subresource, e.Time)),
                shaped.Managers.Entries.Select(e => (e.Manager, e.Operation, e.Subresource, e.Time)));
            Assert.Equal(whole.Managers.Entries.SelectMany(e => e.Fields.Leaves), shaped.Managers.Entries.SelectMany(e => e.Fields.Leaves));
            Assert.Equal(whole.Managers.Ours.Leaves.AsEnumerable(), shaped.Managers.Ours.Leaves);
            Assert.Equal(whole.Managers.IncludeUs, shaped.Managers.IncludeUs);
            Assert.Equal(entries == "null" ? null : entries, shaped.ManagedFields?.GetRawText());
            Assert.True(whole.SameAs(shaped));
            Assert.Equal(whole.ToUtf8(), shaped.ToUtf8());
            Assert.Equal(CanonicalJson.Of(whole.ToNode()), CanonicalJson.Of(shaped.ToNode()));
        }
    }

    [Fact]
    public void Objects_that_differ_in_times_share_their_field_sets_and_keep_their_times()
    {
        var later = Ours.Replace("17:26:18", "18:00:00", StringComparison.Ordinal);
        var (one, two) = (Object($"[{Ours}]").Managers, Object($"[{later}]").Managers);

        Assert.True(one.IncludeUs && two.IncludeUs);
        Assert.Same(one.Ours, two.Ours);
        Assert.NotEqual(one.Entries[0].Time, two.Entries[0].Time);
    }

    // Of a server both stand behind the time.
    [Theory]
    [InlineData("{}", """ ,"subresource":"" """, """ ,"subresource":"status" """)]
    [InlineData("""{"f:subjects":{"k:{\"uid\":\"1\"}":{}}}""", "", null)]
    public void What_stands_behind_the_time_of_our_entry_counts(string fields, string one, string? other)
    {
        string Entries(string rest, string uid) => $$$"""
            [{"manager":"kftenants","operation":"Apply","time":"2026-11-30T17:26:18Z","fieldsV1":{{{fields.Replace("1", uid, StringComparison.Ordinal)}}}{{{rest}}}}]
            """;
        string[] texts = [Entries(one, "1"), Entries(other ?? one, "2")];
        foreach (var entries in texts.Concat(texts.Reverse()).Concat(texts))
        {
            var shaped = Object(entries);
            var whole = new KubeObject(ObjectKind.ConfigMap, shaped.Body);
            Assert.Equal(whole.Managers.IncludeUs, shaped.Managers.IncludeUs);
            Assert.Equal(whole.Managers.Ours.Leaves.AsEnumerable(), shaped.Managers.Ours.Leaves);
        }
    }

    // What was read of one entry counts for every object that has it.
    [Fact]
    public void Whether_fields_are_too_many_does_not_depend_on_what_was_read_before()
    {
        var large = Entry("a", 6_400, 625);
        string[] texts = [$"[{large},{Entry("b", 1_400, 140)}]", $"[{large},{Entry("c", 1_400, 140)}]"];
        foreach (var entries in texts.Concat(texts.Reverse()))
        {
            var whole = new KubeObject(ObjectKind.ConfigMap, Object(entries).Body);
            Assert.NotNull(whole.Managers.Flaw);
            Assert.Equal(whole.Managers.Flaw, Object(entries).Managers.Flaw);
        }
    }

    [Fact]
    public void Fields_that_take_many_times_their_text_are_not_kept_with_the_shape()
    {
        var entries = $"[{Entry("kftenants", 3_000, 300, "Apply")}]";
        Assert.NotSame(Object(entries).Managers.Ours, Object(entries).Managers.Ours);
        Assert.Same(Object($"[{Ours}]").Managers.Ours, Object($"[{Ours}]").Managers.Ours);
    }

    [Fact]
    public void Another_owner_is_another_object()
    {
        var theirs = Object($"[{Ours}]");
        var ours = Object($"[{Ours.Replace("\"kftenants\"", "\"kubectl\"", StringComparison.Ordinal)}]");
        Assert.False(theirs.SameAs(ours));
        Assert.True(theirs.Managers.IncludeUs);
        Assert.False(ours.Managers.IncludeUs);
    }

    [Fact]
    public void Too_many_fields_are_a_flaw_of_every_object_that_has_them()
    {
        var entries = $"[{Entry("m", 8_000, 600)}]";
        Assert.Contains("name more than 20000 fields", Object(entries).Flaw!, StringComparison.Ordinal);
        Assert.Contains("name more than 20000 fields", Object(entries).Flaw!, StringComparison.Ordinal);
        Assert.Empty(Object(entries).Managers.Entries);
    }

    [Fact]
    public void A_namespace_that_is_likely_is_kept_once()
    {
        var first = Object("[]");
        var second = new KubeObject(ObjectKind.ConfigMap, Of("""{"metadata":{"name":"c","namespace":"b"}}"""), first.Key.Namespace);
        var other = new KubeObject(ObjectKind.ConfigMap, Of("""{"metadata":{"name":"c","namespace":"d"}}"""), first.Key.Namespace);
        Assert.Same(first.Key.Namespace, second.Key.Namespace);
        Assert.Equal("d", other.Key.Namespace);
    }

    // What is seen for the first time has no shape yet.
    private ShapedJson Of(string json) => (TryOf(json) ?? TryOf(json))!;

    private ShapedJson? TryOf(string json) => _shapes.Read(Encoding.UTF8.GetBytes(json));

    private KubeObject Object(string managedFields) =>
        new(ObjectKind.ConfigMap, Of($$$"""{"metadata":{"name":"a","namespace":"b","managedFields":{{{managedFields}}}}}"""));

    /// <param name="name">How long the name is that is repeated for each of the children.</param>
    private static string Entry(string manager, int name, int children, string operation = "Update")
    {
        var fields = Enumerable.Range(0, children).Select(i => $"\"f:{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}\":{{}}");
        return $$$"""{"manager":"{{{manager}}}","operation":"{{{operation}}}","fieldsV1":{"f:{{{new string('x', name)}}}":{ {{{string.Join(',', fields)}}} } } }""";
    }

    private static JsonObject Reversed(JsonObject body) => new(body.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));

    // Few names and shapes, so that many have the same.
    private static Gen<JsonObject> Objects(int depth) =>
        from count in Gen.Choose(0, 3)
        from names in Gen.Elements("a", "b", "c/d", "é", "", "k:{", "k:{\"uid\":\"1\"}", "k:{\"uid\":\"2\"}").ArrayOf(count)
        from values in Values(depth).ArrayOf(count)
        select new JsonObject(names.Distinct(StringComparer.Ordinal).Zip(values, KeyValuePair.Create));

    private static Gen<JsonNode?> Values(int depth) => Gen.OneOf(
    [
        Gen.Elements("", "x", "a\"b\\", "日本", "team-a").Select(text => (JsonNode?)text),
        Gen.Constant<JsonNode?>(null),
        Gen.Choose(0, 2).Select(number => (JsonNode?)number),
        .. depth == 0 ? [] : (Gen<JsonNode?>[])
        [
            Objects(depth - 1).Select(inner => (JsonNode?)inner),
            Values(depth - 1).ArrayOf(2).Select(items => (JsonNode?)new JsonArray(items)),
        ],
    ]);

    private static IEnumerable<string[]> PathsOf(JsonObject body) => body.SelectMany(p =>
        (p.Value as JsonObject is { } inner ? PathsOf(inner) : [["absent"]]).Select(rest => (string[])[p.Key, .. rest]).Append([p.Key]));
}
