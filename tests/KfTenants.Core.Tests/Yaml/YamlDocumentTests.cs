using System.Diagnostics;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Reading;

namespace KfTenants.Yaml;

public sealed class YamlDocumentTests
{
    [Fact]
    public void Every_node_knows_its_place()
    {
        var root = Map(Parse("a: 1\nb:\n  - x\n  - {c: 'é😀', d: z}\n").Root);

        Assert.Equal((1, 1), Place(root.Location));
        Assert.Equal((1, 4), Place(Entry(root, "a").Value.Location));
        Assert.Equal((2, 1), Place(Entry(root, "b").KeyLocation));
        var list = Assert.IsType<YamlNode.Sequence>(Entry(root, "b").Value);
        Assert.Equal((3, 5), Place(list.Items[0].Location));
        var inner = Map(list.Items[1]);
        Assert.Equal((4, 6), Place(Entry(inner, "c").KeyLocation));
        Assert.Equal((4, 16), Place(Entry(inner, "d").KeyLocation));
    }

    [Theory]
    [InlineData("yes", ScalarKind.Text)]
    [InlineData("on", ScalarKind.Text)]
    [InlineData("12", ScalarKind.Integer)]
    [InlineData("-012", ScalarKind.Integer)]
    [InlineData("0o17", ScalarKind.Integer)]
    [InlineData("0x1F", ScalarKind.Integer)]
    [InlineData("0b1", ScalarKind.Text)]
    [InlineData("1_000", ScalarKind.Text)]
    [InlineData("12:30:45", ScalarKind.Text)]
    [InlineData("2026-01-01", ScalarKind.Text)]
    [InlineData("1e3", ScalarKind.Float)]
    [InlineData("1.", ScalarKind.Float)]
    [InlineData(".5", ScalarKind.Float)]
    [InlineData(".", ScalarKind.Text)]
    [InlineData("-", ScalarKind.Text)]
    [InlineData("-.inf", ScalarKind.Float)]
    [InlineData(".NaN", ScalarKind.Float)]
    [InlineData("true", ScalarKind.Boolean)]
    [InlineData("TRUE", ScalarKind.Boolean)]
    [InlineData("tRUE", ScalarKind.Text)]
    [InlineData("null", ScalarKind.Null)]
    [InlineData("~", ScalarKind.Null)]
    [InlineData("", ScalarKind.Null)]
    [InlineData("nULL", ScalarKind.Text)]
    [InlineData("١٢", ScalarKind.Text)]
    public void A_plain_scalar_is_what_YAML_1_2_says(string text, ScalarKind kind) => Assert.Equal(kind, CoreScalars.KindOf(text));

    [Theory]
    [InlineData("\"12\"")]
    [InlineData("'true'")]
    [InlineData("!!str 12")]
    [InlineData("|-\n  12")]
    public void Quotes_blocks_and_the_str_tag_make_text(string yaml)
    {
        var scalar = Assert.IsType<YamlNode.Scalar>(Entry(Map(Parse("a: " + yaml).Root), "a").Value);
        Assert.Equal(ScalarKind.Text, scalar.Kind);
    }

    [Fact]
    public void A_number_keeps_the_text_as_it_was_written()
    {
        var scalar = Assert.IsType<YamlNode.Scalar>(Entry(Map(Parse("a: 1.10").Root), "a").Value);
        Assert.Equal((ScalarKind.Float, "1.10"), (scalar.Kind, scalar.Text));
    }

    [Fact]
    public void An_alias_is_the_anchored_node()
    {
        var root = Map(Parse("a: &x {b: 1}\nc: *x\n").Root);
        Assert.Same(Entry(root, "a").Value, Entry(root, "c").Value);
    }

    [Fact]
    public void Bytes_and_text_are_the_same_document()
    {
        var text = "a: é\n";
        Assert.True(YamlDocument.Parse("f", Encoding.UTF8.GetBytes(text)).TryGet(out var fromBytes, out _));
        Assert.True(YamlDocument.Parse("f", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]).TryGet(out var withMark, out _));
        Assert.Equal(Parse(text).Digest, fromBytes.Digest);
        Assert.Equal(fromBytes.Digest, withMark.Digest);
        Assert.Equal((1, 1), Place(withMark.Root.Location));
    }

    [Fact]
    public void Invalid_UTF_8_is_reported_where_it_is()
    {
        var found = YamlDocument.Parse("f", [.. "a: é\nbc: "u8, 0xC3, 0x28]).Diagnostics;
        Assert.Equal(("KFT0101", 2, 5), (found.Single().Id, found[0].Location.Line, found[0].Location.Column));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0x00, 0x61 })]
    [InlineData(new byte[] { 0x61, 0x00, 0x3A, 0x00 })]
    public void UTF_16_is_named(byte[] bytes) => Assert.Contains("UTF-16", YamlDocument.Parse("f", bytes).Diagnostics.Single().Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_over_64_MiB_is_refused_before_it_is_read()
    {
        Assert.Equal("KFT0102", OnlyId(new string('[', YamlLimits.TenantsFile.Size + 1)));
        Assert.Equal("KFT0102", YamlDocument.Parse("f", new byte[YamlLimits.TenantsFile.Size + 1]).Diagnostics.Single().Id);
        Assert.Equal("KFT0102", OnlyId("# " + new string('é', (YamlLimits.TenantsFile.Size / 2) + 1)));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "aliases of aliases", AliasBomb(10, 10) },
        { "many aliases of one list", $"a: &a [{Repeat("x,", 2000)}]\nb: [{Repeat("*a,", 2000)}]\n" },
        { "brackets", new string('[', 100_000) },
        { "braces", Repeat("{a: ", 100_000) },
        { "dashes", Repeat("- ", 100_000) },
        { "indentation", string.Concat(Enumerable.Range(0, 1500).Select(i => new string(' ', i) + "a:\n")) },
        { "deep aliases", string.Concat(Enumerable.Range(1, 150).Select(i => $"k{i}: &a{i} {(i == 1 ? "x" : $"[*a{i - 1}]")}\n")) },
        { "a wide list", $"[{Repeat("a,", 4_000_000)}]" },
        { "question marks", Repeat("? ", 100_000) },
        { "a long number", "a: " + new string('9', 10_000_000) },
        { "a long hexadecimal number", "a: 0x" + new string('f', 10_000_000) },
        { "an anchor inside itself", "&a [*a]" },
        { "one duplicate key many times", Repeat("a: 1\n", 200_000) },
        { "many controls", Repeat("\u0001", 1_000_000) },
        { "unclosed", "a: {b: 1\n  - c: d\n" },
        { "lone surrogates", "a: \ud83d b" },
        { "tabs", Repeat("\ta: 1\n", 100_000) },
        { "emoji", "a: " + Repeat("😀", 1_000_000) + "\u0007" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_input_is_answered_without_a_crash_or_a_hang(string name, string text)
    {
        var watch = Stopwatch.StartNew();
        var found = YamlDocument.Parse("f", text);
        if (found.TryGet(out var document, out _))
        {
            Assert.NotEmpty(TenantsSchema.Check(document));
        }
        else
        {
            Assert.NotEmpty(found.Diagnostics);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{name}: {watch.Elapsed}");
        Assert.All(found.Diagnostics.Take(100), d => Assert.True(d.Message.Length < 500));
    }

    [Fact]
    public void A_text_may_have_more_values_where_it_has_the_right_form()
    {
        Assert.True(Grown("tenants:\n", Entries(200_000)).TryGet(out var document, out _));
        Assert.Equal(200_000, Assert.IsType<YamlNode.Sequence>(Entry(Map(document.Root), "tenants").Value).Items.Length);
    }

    [Theory]
    [InlineData("other:\n", "- {name: a, owner: b}\n", "")]
    [InlineData("tenants:\n- {name: a, owner: 1}\n", "- {name: a, owner: b}\n", "")]
    [InlineData("other: 1\ntenants:\n", "- {name: a, owner: b}\n", "")]
    [InlineData("tenants: [{name: a, contributors: [", "{user: a, role: edit},", "]}]")]
    [InlineData("", "- {name: a, owner: b}\n", "")]
    [InlineData("tenants:\n- &a {name: a, owner: b}\n", "- *a\n- *a\n", "")]
    public void It_may_not_have_them_elsewhere(string head, string unit, string tail) =>
        Assert.Equal("KFT0114", Grown(head, Repeat(unit, 200_000) + tail).Diagnostics.Single().Id);

    [Fact]
    public void Aliases_may_stand_for_as_much_again_as_the_text_has()
    {
        var text = "- &a {name: a, owner: b, contributors: [" + Repeat("{user: a, role: edit},", 1000) + "]}\n" + Entries(160_000);
        Assert.True(Grown("tenants:\n", text + Repeat("- *a\n", 400)).TryGet(out _, out _));
        Assert.Equal("KFT0114", Grown("tenants:\n", text + Repeat("- *a\n", 800)).Diagnostics.Single().Id);
    }

    [Fact]
    public void No_text_may_have_more_than_the_greater_number()
    {
        var found = Grown("tenants:\n", Entries((YamlLimits.TenantsFile.FittingValues / 5) + 1)).Diagnostics.Single();
        Assert.Contains("more than 4,000,000 values", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\nb: \"", "x")]
    [InlineData("a: 1\nb: ", "x")]
    [InlineData("a: 1\n", "# x\n")]
    public void What_has_no_end_is_not_read_to_it(string head, string unit)
    {
        var found = Parsed(head + Repeat(unit, (MeteredText.MostBetweenEvents * 3 / 2 / unit.Length) + 1)).Diagnostics.Single();
        Assert.Equal("KFT0114", found.Id);
        Assert.InRange(found.Location.Line, 1, 2);
    }

    [Fact]
    public void Places_are_those_of_the_whole_text_where_only_some_of_its_lines_are_looked_at()
    {
        var plain = Repeat("# plain\n", 20_000);
        Assert.Equal("f:60003:4", Parsed(plain + "# é\n" + plain + "# é\n" + plain + "# x\u200E\n").Diagnostics.Single().Location.ToString());
        Assert.Equal("f:20002:1", Parsed(plain + "a:\n\tb: 1\n" + plain).Diagnostics.Single().Location.ToString());
    }

    [Fact]
    public void The_limit_of_depth_is_the_last_depth_that_is_read()
    {
        Assert.True(YamlDocument.Parse("f", Repeat("[", YamlLimits.TenantsFile.Depth) + Repeat("]", YamlLimits.TenantsFile.Depth)).TryGet(out _, out _));
        Assert.Equal("KFT0113", OnlyId(Repeat("[", YamlLimits.TenantsFile.Depth + 1) + Repeat("]", YamlLimits.TenantsFile.Depth + 1)));
    }

    [Fact]
    public void Lines_in_quotes_and_blocks_may_begin_with_a_tab()
    {
        Assert.True(YamlDocument.Parse("f", "a: \"x\n\ty\"\nb: |\n  x\n  \ty\n# \tcomment\nc:\td\n").TryGet(out _, out var found), string.Join('\n', found));
    }

    [Fact]
    public void Damaged_documents_never_crash()
    {
        const string Sample =
            "%YAML 1.2\n---\na: &x [1, 'two', \"th\\u0072ee\", {b: c}]\n? k\n: |\n  text\n  more\nd: >-\n  folded\ne: *x\n- f: !!str g\n\"h\": ~\n<<: {i: j}\n...\n";
        const string Signs = "\t\n\r :-?[]{},#&*!|>'\"%@`~0aé\u2028\ufeff\\x<=";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder(Sample);
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                        break;
                    case 1:
                        text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 12), text.Length - at)));
                        break;
                    default:
                        text.Insert(at, Signs[random.Next(Signs.Length)]);
                        break;
                }
            }

            var read = YamlDocument.Parse("f", text.ToString());
            if (read.TryGet(out var document, out _))
            {
                TenantsSchema.Check(document);
            }
            else
            {
                Assert.NotEmpty(read.Diagnostics);
            }
        }
    }

    private static string AliasBomb(int levels, int width) => "l0: &l0 x\n" + string.Concat(Enumerable.Range(1, levels).Select(i =>
        $"l{i}: &l{i} [{string.Join(',', Enumerable.Repeat($"*l{i - 1}", width))}]\n"));

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static string Entries(int count) => Repeat("- {name: a, owner: b}\n", count);

    private static ParseResult<YamlDocument> Grown(string head, string text) => YamlDocument.Parse("f", Encoding.UTF8.GetBytes(head + text), TenantsSchema.Fits);

    private static ParseResult<YamlDocument> Parsed(string text) => YamlDocument.Parse("f", Encoding.UTF8.GetBytes(text));

    private static string OnlyId(string text) => YamlDocument.Parse("f", text).Diagnostics.Single().Id;

    private static YamlDocument Parse(string text) =>
        YamlDocument.Parse("f", text).TryGet(out var document, out var found) ? document : throw new InvalidOperationException(string.Join('\n', found));

    private static YamlNode.Mapping Map(YamlNode node) => Assert.IsType<YamlNode.Mapping>(node);

    private static YamlEntry Entry(YamlNode.Mapping map, string key) => map.TryGet(key, out var entry) ? entry : throw new KeyNotFoundException(key);

    private static (int, int) Place(SourceLocation location) => (location.Line, location.Column);
}
