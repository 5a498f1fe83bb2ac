using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Testing;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

public sealed class TenantReaderTests
{
    private static readonly string Complete = Path.Combine(TestPaths.Project(typeof(TenantReaderTests)), "Tenants", "Reading", "Complete");

    [Fact]
    public void Every_key_of_a_set_without_Kubeflow_is_read()
    {
        var set = ReadSet.Valid(("kubernetes.yaml", File.ReadAllText(Path.Combine(Complete, "kubernetes.yaml"))));
        Golden.Match(Complete, "kubernetes.txt", TenantSetText.Of(set, withPlaces: true));
    }

    [Fact]
    public void Every_key_of_the_format_reaches_the_set()
    {
        var set = ReadSet.Valid(("tenants.yaml", File.ReadAllText(Path.Combine(Complete, "tenants.yaml"))));
        Golden.Match(Complete, "set.txt", TenantSetText.Of(set, withPlaces: true));
    }

    [Fact]
    public void A_small_document_gets_the_defaults_of_the_Kubeflow_manifests()
    {
        var set = ReadSet.Valid("tenants: [{name: team-a, owner: ana@example.com}]");

        Assert.Equal(DexPlatform.Default(new SourceLocation("tenants.yaml", 1, 1)), set.Platform.Dex);
        Assert.Null(set.Platform.Istio.Principals);
        Assert.Equal(GuardLimits.Default, set.Guards);
        Assert.Empty(set.Users);
        Assert.Null(Assert.Single(set.Tenants).LimitRange);
    }

    [Fact]
    public void The_digest_of_one_file_is_its_checksum_and_of_several_depends_on_all()
    {
        var text = ReadSet.Header + "tenants: [{name: team-a, owner: ana@example.com}]";
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), ReadSet.Valid(("x", text)).Digest);

        var one = ReadSet.Valid(("a", text), ("b", ReadSet.Header + "groups: []"));
        var other = ReadSet.Valid(("a", text), ("b", ReadSet.Header + "groups: [] "));
        Assert.NotEqual(one.Digest, other.Digest);
        Assert.Equal(one.Digest, ReadSet.Valid(("b", ReadSet.Header + "groups: []"), ("a", text)).Digest);
    }

    [Fact]
    public void The_strongest_of_several_routes_counts_and_an_owner_in_a_group_is_left_out()
    {
        var set = ReadSet.Valid("""
            groups: [{name: all, members: [ana@x.y, ben@x.y, carl@x.y]}, {name: leads, members: [carl@x.y]}]
            tenants: [{name: t, owner: ana@x.y, contributors: [{user: ben@x.y, role: edit}, {group: all, role: view}, {group: leads, role: admin}]}]
            """);

        Assert.Equal([("ben@x.y", Role.Edit), ("carl@x.y", Role.Admin)], set.Tenants[0].Contributors.Select(c => (c.Email, c.Role)));
    }

    [Theory]
    [InlineData("{user: ben@x.y, role: edit, until: 2026-01-02}", "ben@x.y=edit until 2026-01-03T00:00:00Z", "")]
    [InlineData("{user: ben@x.y, role: edit, until: 2026-01-01}", "", "ben@x.y=edit until 2026-01-02T00:00:00Z")]
    [InlineData("{user: ben@x.y, role: edit, until: 2026-01-02T03:04:05Z}", "", "ben@x.y=edit until 2026-01-02T03:04:05Z")]
    [InlineData("{user: ben@x.y, role: edit, until: \"2026-01-02T03:05Z\"}", "ben@x.y=edit until 2026-01-02T03:05:00Z", "")]
    [InlineData("{group: g, role: admin, until: 2025-01-01}, {user: ben@x.y, role: view}", "ben@x.y=view", "cy@x.y=admin until 2025-01-02T00:00:00Z")]
    [InlineData("{group: g, role: edit}, {user: ben@x.y, role: edit, until: 2027-01-31}", "ben@x.y=edit, cy@x.y=edit", "")]
    [InlineData("{group: g, role: view}, {user: ben@x.y, role: edit, until: 2027-01-31}", "ben@x.y=edit until 2027-02-01T00:00:00Z, cy@x.y=view", "")]
    public void Access_ends_when_its_entry_says(string entries, string contributors, string ended)
    {
        static string Text(Contributor c) => $"{c.Email}={c.Role.ToText()}{(c.Until is { } end ? " until " + Times.Seconds(end) : "")}";
        var tenant = ReadSet.Valid($"groups: [{{name: g, members: [ben@x.y, cy@x.y]}}]\ntenants: [{{name: t, owner: ana@x.y, contributors: [{entries}]}}]").Tenants[0];
        Assert.Equal(contributors, string.Join(", ", tenant.Contributors.Select(Text)));
        Assert.Equal(ended, string.Join(", ", tenant.Ended.Select(Text)));
    }

    [Theory]
    [InlineData("2027-13-01")]
    [InlineData("31.1.2027")]
    [InlineData("tomorrow")]
    [InlineData("2027-01-31T18:00")]
    [InlineData("2027-01-31T18:00+01:00")]
    [InlineData("9999-12-31")]
    public void What_is_no_end_is_refused_once(string until) => Assert.Equal(
        ["KFT0324"], ReadSet.Of($"tenants: [{{name: t, owner: ana@x.y, contributors: [{{user: ben@x.y, role: edit, until: \"{until}\"}}]}}]").Ids());

    [Fact]
    public void Access_that_has_ended_is_warned_of() => Assert.Equal(
        ["KFT0325"], ReadSet.Of("tenants: [{name: t, owner: ana@x.y, contributors: [{user: ben@x.y, role: edit, until: 2020-01-31}]}]").Ids());

    [Theory]
    [InlineData("", "", "small")]
    [InlineData("", ", tier: large", "large")]
    [InlineData("", ", quota: {memory: 2Gi}", null)]
    [InlineData(", quota: {pods: 10}", "", null)]
    [InlineData(", limitRange: {max: {cpu: 1}}", ", tier: large", null)]
    public void The_tier_is_known_that_all_limits_come_from(string defaults, string keys, string? expected)
    {
        var set = ReadSet.Valid("tiers: {small: {quota: {cpu: 4}}, large: {quota: {cpu: 16}}}\n" +
            "defaults: {tier: small" + defaults + "}\ntenants: [{name: t, owner: ana@x.y" + keys + "}]");
        Assert.Equal(expected, set.Tenants[0].Tier);
    }

    [Theory]
    [InlineData("", "cpu=4 memory=1Gi pods=10")]
    [InlineData(", quota: {cpu: 8}", "cpu=8 memory=1Gi pods=10")]
    [InlineData(", quota: {}", "")]
    [InlineData(", tier: large", "cpu=16 pods=10")]
    [InlineData(", tier: large, quota: {memory: 2Gi}", "cpu=16 memory=2Gi pods=10")]
    public void The_quota_is_merged_over_defaults_and_tier_key_by_key(string keys, string expected)
    {
        var set = ReadSet.Valid("tiers: {small: {quota: {cpu: 4, memory: 1Gi}}, large: {quota: {cpu: 16}}}\n" +
            "defaults: {tier: small, quota: {pods: 10}}\ntenants: [{name: t, owner: ana@x.y" + keys + "}]");

        Assert.Equal(expected, string.Join(' ', set.Tenants[0].Quota.Select(p => $"{p.Key}={p.Value}")));
    }

    [Theory]
    [InlineData("", "4Gi")]
    [InlineData(", limitRange: {max: {memory: 8Gi}}", "8Gi")]
    [InlineData(", limitRange: {}", null)]
    public void The_limit_range_replaces_the_tiers_as_a_whole(string keys, string? max)
    {
        var set = ReadSet.Valid("tiers: {small: {limitRange: {default: {cpu: 1}, max: {memory: 4Gi}}}}\n" +
            "tenants: [{name: t, owner: ana@x.y, tier: small" + keys + "}]");

        Assert.Equal(max, set.Tenants[0].LimitRange?.Max["memory"]);
        Assert.Equal(keys.Length == 0, set.Tenants[0].LimitRange?.Default.ContainsKey("cpu") ?? false);
    }

    [Fact]
    public void A_hash_is_never_printed()
    {
        var set = ReadSet.Valid(("tenants.yaml", File.ReadAllText(Path.Combine(Complete, "tenants.yaml"))));
        Assert.All(set.Users, u => Assert.DoesNotContain("$2b$", u.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("VKBkbb", File.ReadAllText(
            Path.Combine(TestPaths.Project(typeof(TenantReaderTests)), "Tenants", "Reading", "Cases", "password-hashes", "diagnostics.verified.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_alone_do_not_stop_the_line()
    {
        var read = ReadSet.Of("tenants: [{name: team-a, owner: Ana@example.com, quota: {cpu: 1}}]");
        Assert.True(read.TryGet(out var set, out _));
        Assert.Equal("Ana@example.com", set.Tenants[0].Owner);
        Assert.Equal(["KFT0309", "KFT0505"], read.Ids());
    }

    [Fact]
    public void To_absent_is_a_change_of_one_line()
    {
        var people = "users: [{name: ana, email: ana@example.com}]\n";
        var before = "tenants:\n  - {name: other, owner: ana}\n  - name: t\n    owner: ana\n    quota: {cpu: 1}\n";

        Assert.Equal(["KFT0505"], ReadSet.Of(people + before).Ids());
        var absent = ReadSet.Of(people + before + "    state: absent\n");
        Assert.Empty(absent.Diagnostics);
        Assert.True(absent.TryGet(out var set, out _));
        Assert.Equal(("other", "t"), (Assert.Single(set.Tenants).Name, Assert.Single(set.Tombstones).Name));

        // Whom it names may have left the file.
        Assert.Empty(ReadSet.Of(people + before.Replace("owner: ana\n", "owner: who-has-left\n", StringComparison.Ordinal) + "    state: absent\n").Diagnostics);
    }

    [Fact]
    public void A_set_of_nothing_but_tombstones_is_told_of_and_not_refused()
    {
        var read = ReadSet.Of("tenants: [{name: t, state: absent}]");
        Assert.True(read.TryGet(out var set, out _));
        Assert.Empty(set.Tenants);
        Assert.Equal(["KFT0321"], read.Ids());
    }

    [Fact]
    public void Nobodys_address_is_nobodys()
    {
        Assert.Equal(["KFT0307"], ReadSet.Of($"tenants: [{{name: t, owner: {Suspension.Owner}}}]").Ids());
        Assert.Contains("KFT0307", ReadSet.Of("users: [{name: x, email: Suspended@KFTenants.invalid}]\ntenants: [{name: t, owner: x}]").Ids());
    }

    // The defects that similar tools have; the numbers are those of the study of canonical/github-profiles-automator.
    [Fact]
    public void D10_two_people_are_never_given_one_object()
    {
        var read = ReadSet.Of("""
            tenants: [{name: t, owner: z@x.com, contributors: [{user: a.b@x.com, role: edit}, {user: a-b@x.com, role: edit}, {user: A.B@x.com, role: edit}]}]
            """);
        Assert.False(read.TryGet(out _, out _));
        Assert.Contains("KFT0315", read.Ids());
    }

    [Fact]
    public void D12_a_typo_such_as_contributers_is_an_error_at_the_key()
    {
        var found = ReadSet.Of("tenants:\n  - name: t\n    owner: a@x.com\n    contributers: []\n").Diagnostics.Single();
        Assert.Equal("tenants.yaml:7:5: error KFT0201: Unknown key \"contributers\"; did you mean \"contributors\"?", found.ToString());
    }

    [Theory]
    [InlineData("tenants: []\n")]
    [InlineData("")]
    public void D13_an_empty_set_is_refused(string body) => Assert.Equal(["KFT0306"], ReadSet.Of(body).Ids());

    [Fact]
    public void D13_a_file_cut_to_nothing_is_refused() => Assert.Equal(["KFT0103"], ReadSet.Of(("tenants.yaml", "")).Ids());

    [Fact]
    public void D14_two_tenants_of_one_name_are_an_error_that_names_both_places()
    {
        var found = ReadSet.Of("tenants:\n  - {name: t, owner: a@x.com}\n  - {name: t, owner: b@x.com}\n").Diagnostics.Single();
        Assert.Equal("tenants.yaml:6:12: error KFT0305: The tenant \"t\" is defined here a second time, first at tenants.yaml:5:12.", found.ToString());
    }

    [Theory]
    [InlineData("8")]
    [InlineData("\"8\"")]
    [InlineData("8.0")]
    [InlineData("8000m")]
    public void D16_a_quantity_may_be_a_number_or_a_text(string cpu)
    {
        var set = ReadSet.Valid($"tenants: [{{name: t, owner: a@x.com, quota: {{limits.cpu: {cpu}}}, limitRange: {{default: {{cpu: 1}}}}}}]");
        Assert.Equal("8", set.Tenants[0].Quota["limits.cpu"]);
    }

    [Fact]
    public void Damaged_documents_never_crash()
    {
        var sample = File.ReadAllText(Path.Combine(Complete, "tenants.yaml"));
        string[] pieces = ["[]", "{}", "null", "\"\"", "- ", ": ", "12", "*small", "&small", "\n", "  ", "name", "~", "true", "ana", "'", "1e99", "/", ".", "\\"];
        var random = new Random(11);
        for (var i = 0; i < 1500; i++)
        {
            var text = new StringBuilder(sample);
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var at = random.Next(text.Length);
                var length = Math.Min(random.Next(0, 15), text.Length - at);
                text.Remove(at, length).Insert(at, pieces[random.Next(pieces.Length)]);
            }

            var read = ReadSet.Of(("tenants.yaml", text.ToString()));
            Assert.True(read.TryGet(out _, out var found) || !found.IsEmpty);
        }
    }

    [Fact]
    public void No_documents_are_an_empty_set() => Assert.Equal("KFT0306", TenantReader.Read([], TenantResources.Rules, ReadSet.Now).Diagnostics.Single().Id);

    [Fact]
    public void A_thousand_tenants_take_no_noticeable_time()
    {
        var text = new StringBuilder(ReadSet.Header).Append("users:\n");
        for (var i = 0; i < 2000; i++)
        {
            text.Append($"  - {{name: user-{i}, email: user-{i}@example.com, login: {{dexEnv: USER_{i}}}}}\n");
        }

        text.Append("tiers: {small: {quota: {cpu: 4, memory: 16Gi}, limitRange: {default: {cpu: 1, memory: 2Gi}}}}\ntenants:\n");
        for (var i = 0; i < 1000; i++)
        {
            text.Append($"  - name: team-{i}\n    owner: user-{i}\n    tier: small\n    quota: {{pods: {i}}}\n    namespace: {{labels: {{team: t{i}}}}}\n    contributors:\n");
            for (var c = 1; c <= 10; c++)
            {
                text.Append($"      - {{user: user-{(i + (c * 97)) % 2000}, role: edit}}\n");
            }
        }

        ReadSet.Valid("tenants: [{name: warm-up, owner: a@x.com}]");
        var watch = Stopwatch.StartNew();
        var set = ReadSet.Valid(("tenants.yaml", text.ToString()));
        var whole = watch.Elapsed;

        Assert.Equal(1000, set.Tenants.Length);
        Assert.True(YamlDocument.Parse("tenants.yaml", text.ToString()).TryGet(out var document, out _));
        watch.Restart();
        Assert.Empty(TenantsSchema.Check(document));

        // Measured: 0.3 s and 0.6 s on an idle machine. A busy one may take ten times as long, a quadratic step a hundred times.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"schema: {watch.Elapsed}");
        Assert.True(whole < TimeSpan.FromSeconds(20), $"whole: {whole}");
    }
}
