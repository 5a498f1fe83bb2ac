using KfTenants.Testing;
using YamlDotNet.RepresentationModel;

namespace KfTenants.Logins.Dex;

public sealed class DexConfigTests
{
    private static readonly DexUser Ana = User("ana@example.com", "h");

    [Fact]
    public void Users_are_read_as_Dex_reads_them()
    {
        var config = DexConfig.Parse("""
            x: &claims {name: Zoe N, emailVerified: on}
            EnablePasswordDB: yes
            staticPasswords:
            - <<: *claims
              Email: Zoe@X.org
              HASH: !!str 1234
              username: "5"
              userID: ~
              preferredUsername: z
              groups: [a, "1"]
            - {email: b@x.org, hashFromEnv: B, emailVerified: false, groups: []}
            """);

        Assert.True(config.EnablePasswordDb);
        Assert.Equal(2, config.Users.Length);
        var zoe = config.Users[0];
        Assert.Equal(("Zoe@X.org", "1234", "5", null, "Zoe N", "z", true), (zoe.Email, zoe.Hash, zoe.Username, zoe.UserId, zoe.Name, zoe.PreferredUsername, zoe.EmailVerified));
        Assert.Equal("a,1", string.Join(",", zoe.Groups!.Value));
        Assert.Equal(("B", false), (config.Users[1].HashFromEnv, config.Users[1].EmailVerified));
        Assert.Empty(config.Users[1].Groups!.Value);
    }

    [Theory]
    [InlineData("a:\tb\t# c\nd: [\n\te,\n\t\n\tf ]\n")]
    [InlineData("a: |\n  b\n  \tc\nd: \"e\n\tf\"\n")]
    [InlineData("a: b\n  \tc\n")]
    [InlineData("%YAML 1.1\n---\na: b\n")]
    public void Tabs_and_directives_that_Dex_reads_are_read(string text) => Assert.Equal(text, DexConfig.Parse(text).Text);

    [Fact]
    public void The_last_entry_of_an_email_is_found_whatever_its_case()
    {
        var config = DexConfig.Parse("staticPasswords: [{email: A@x, hash: one}, {email: a@X, hash: two}]");

        Assert.Equal("two", config.Find("A@X")!.Hash);
        Assert.Null(config.Find("b@x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n...\n")]
    [InlineData("staticPasswords:\n")]
    [InlineData("staticPasswords: []")]
    public void No_entries_are_no_users(string text)
    {
        var config = DexConfig.Parse(text);

        Assert.Empty(config.Users);
        Assert.False(config.EnablePasswordDb);
        Assert.Equal(text, config.With([], ["a@x"]));
        Assert.Equal("h", DexConfig.Parse(config.With([Ana], [])).Find(Ana.Email)!.Hash);
    }

    [Theory]
    [InlineData("a: [\n", "line 1, column 4: it is not YAML: the \"[\" that opens here is not closed")]
    [InlineData("- a\n", "line 1, column 1: a configuration of Dex is a mapping of keys.")]
    [InlineData("\uFEFFstaticPasswords: x\n", "line 1, column 18: staticPasswords must be a list of entries.")]
    [InlineData("a: 1\r\nstaticPasswords:\r\n- 5\r\n", "line 3, column 3: an entry of staticPasswords must be")]
    [InlineData("staticPasswords:\n-\n", "line 2, column 2: an entry of staticPasswords must be")]
    [InlineData("staticPasswords: [{email: a, username: y}]", "line 1, column 40: username is a yes-or-no value")]
    [InlineData("staticPasswords: [{email: a, hash: [x]}]", "line 1, column 36: hash must be text.")]
    [InlineData("staticPasswords: [{email: a, groups: [1]}]", "line 1, column 39: a group is a number")]
    [InlineData("staticPasswords: [{email: a, emailVerified: 'true'}]", "line 1, column 45: emailVerified must be true or false.")]
    [InlineData("enablePasswordDB: 1", "line 1, column 19: enablePasswordDB must be true or false.")]
    [InlineData("a: *b", "line 1, column 4: the alias has no anchor")]
    [InlineData("\ta: b", "line 1, column 1: a tab indents this line")]
    [InlineData("staticPasswords:\n-\temail: a@x\n  hash: h\n", "line 2, column 2: a tab stands behind \"-\"")]
    [InlineData("a:\n- \t- b\n", "line 2, column 3: a tab stands behind \"-\"")]
    [InlineData("?\ta\n: b\n", "line 1, column 2: a tab stands behind \"?\"")]
    [InlineData("? a\n:\tb\n", "line 2, column 2: a tab stands behind \":\"")]
    [InlineData("a: b\n\t\nc: d\n", "line 2, column 1: it is not YAML: ")]
    [InlineData("a:\n  b: c\n  \t# why\n", "line 3, column 3: it is not YAML: ")]
    [InlineData("a: |\n \t b\n  c\n", "line 2, column 2: a tab stands where this text is indented")]
    [InlineData("%YAML 1.2\n---\na: b\n", "line 1, column 1: this says that it is YAML 1.2, and Dex stops on anything but 1.1")]
    [InlineData("a: &a\n  <<: *a\nstaticPasswords: [*a]", "line ")]
    public void What_Dex_could_not_read_is_refused_with_its_place(string text, string start)
    {
        var e = Assert.Throws<FormatException>(() => DexConfig.Parse(text));

        Assert.StartsWith(start, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Depth_and_merges_are_bounded()
    {
        Assert.Throws<FormatException>(() => DexConfig.Parse(new string('[', 5000)));
        var bomb = "a0: &a0 {x: y}\n" + string.Concat(Enumerable.Range(1, 18).Select(i =>
            $"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}, *a{i - 1}]}}\n"));
        Assert.Throws<FormatException>(() => DexConfig.Parse(bomb + "staticPasswords: [*a18]\n"));
        var lists = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));
        Assert.Equal(Ana.Email, DexConfig.Parse(DexConfig.Parse(lists).With([Ana], [])).Users[0].Email);
    }

    [Fact]
    public void Hashes_stay_out_of_messages()
    {
        var entry = DexConfig.Parse("staticPasswords: [{email: a@x, hash: SECRET}]").Users[0];
        Assert.DoesNotContain("SECRET", entry.ToString(), StringComparison.Ordinal);

        var merged = DexConfig.Parse("x: &b {hash: SECRET}\nstaticPasswords:\n- <<: *b\n  email: a@x\n");
        var e = Assert.Throws<FormatException>(() => merged.With([User("a@x", "SECRET2")], []));
        Assert.DoesNotContain("SECRET", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_email_may_be_set_only_once()
    {
        var config = DexConfig.Parse("");

        Assert.Throws<ArgumentException>(() => config.With([User("a@x", "1"), User("A@x", "2")], []));
        Assert.Throws<ArgumentException>(() => config.With([User("", "1")], []));
        Assert.Equal("1", DexConfig.Parse(config.With([User("a@x", "1")], ["A@X"])).Find("a@x")!.Hash);
    }

    [Fact]
    public void Five_thousand_entries_are_edited_in_seconds()
    {
        DexUser[] people = [.. Enumerable.Range(0, 5_000).Select(i => User($"u{i:00000}@example.com", "h"))];
        var text = DexConfig.Parse("").With(people, []);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var result = DexConfig.Parse(text).With([.. people.Select(u => u with { Hash = "i" })], ["u00000@example.com"]);

        Assert.Equal(5_000, DexConfig.Parse(result).Users.Length);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_block_scalar_cut_off_by_the_end_may_get_its_line_end()
    {
        var config = DexConfig.Parse("enablePasswordDB: true\nstaticPasswords:\n- email: z@x.org\n  hash: h\n  note: |\n    text");

        Assert.EndsWith("    text\n- email: ana@example.com\n  hash: 'h'", config.With([Ana], []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\nenablePasswordDB: true\nstaticPasswords: [{email: z@x.org, hash: h}]")]
    [InlineData("a: 1\nenablePasswordDB: true\nstaticPasswords: [{email: z@x.org, hash: g}, {email: ana@example.com, hash: h}]")]
    [InlineData("a: 1\nenablePasswordDB: true\nstaticPasswords: [{email: ana@example.com, hash: h}]")]
    [InlineData("a: 2\nenablePasswordDB: true\nstaticPasswords: [{email: z@x.org, hash: h}, {email: ana@example.com, hash: h}]")]
    [InlineData("a: 1\nenablePasswordDB: false\nstaticPasswords: [{email: z@x.org, hash: h}, {email: ana@example.com, hash: h}]")]
    [InlineData("a: 1\nenablePasswordDB: true\nstaticPasswords: [{email: z@x.org, hash: h}, {email: b@x, hash: h}, {email: ana@example.com, hash: h}]")]
    [InlineData("a: [")]
    public void A_wrong_edit_is_not_handed_out(string edited)
    {
        const string Source = "a: 1\nenablePasswordDB: true\nstaticPasswords: [{email: z@x.org, hash: h}, {email: b@x, hash: h}]";
        var wanted = new Dictionary<string, DexUser> { [Ana.Email] = Ana };
        var removed = new HashSet<string> { "b@x" };

        DexConfigProof.Check(DexConfig.Parse(Source), wanted, removed, DexConfig.Parse(Source).With([Ana], ["b@x"]));
        Assert.Throws<InvalidOperationException>(() => DexConfigProof.Check(DexConfig.Parse(Source), wanted, removed, edited));
    }

    /// <summary>The ConfigMaps of all releases that are at hand, each with a user added, changed and removed.</summary>
    [Fact]
    public void Released_configurations_survive_a_round_trip()
    {
        if (TestPaths.Fixtures(typeof(DexConfigTests)) is not { } fixtures)
        {
            return;
        }

        var seen = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(fixtures, "kubeflow", "dex"), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).Contains("config", StringComparison.Ordinal) && DexText(File.ReadAllText(file)) is { } text)
            {
                seen++;
                var config = DexConfig.Parse(text);
                Assert.Equal(text, config.With(config.Users, []));
                var added = config.With([Ana], []);
                Assert.Equal("h", DexConfig.Parse(added).Find(Ana.Email)!.Hash);
                Assert.True(IsInsertionInto(text, added), file);
                if (!config.Users.IsEmpty)
                {
                    Assert.Equal(text, DexConfig.Parse(added).With([], [Ana.Email]));
                }
            }
        }

        Assert.True(seen > 4, $"{seen} configurations");
    }

    // One piece was put in, and nothing else changed.
    private static bool IsInsertionInto(string text, string added)
    {
        var before = text.Zip(added).TakeWhile(pair => pair.First == pair.Second).Count();
        var after = text.Reverse().Zip(added.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return before + after >= text.Length;
    }

    private static string? DexText(string file)
    {
        if (!file.Contains("staticPasswords:", StringComparison.Ordinal))
        {
            return null;
        }

        var stream = new YamlStream();
        stream.Load(new StringReader(file));
        return stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>()
            .Where(root => root.Children.TryGetValue("data", out var data) && data is YamlMappingNode)
            .Select(root => ((YamlMappingNode)root["data"]).Children.TryGetValue("config.yaml", out var text) ? ((YamlScalarNode)text).Value : null)
            .FirstOrDefault(text => text is not null) ?? (file.Contains("kind:", StringComparison.Ordinal) ? null : file);
    }

    private static DexUser User(string email, string hash) => new(email, hash, null, null, null, null, null, null, null);
}
