using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Cli.Output;
using KfTenants.Comparison;
using KfTenants.Plans;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests.Output;

/// <summary>A diff in its formats, whatever names are in it and however large it is.</summary>
public sealed class DiffOutputTests
{
    private const string Hostile = "a`b</code>@all\u001b[31m\u202e|x\n::error::y<!--z";

    // Everything that a diff can say, with hostile text wherever a file or a cluster may put some.
    private static readonly DiffDocument Whole = new()
    {
        Tool = "kftenants 0.1.0",
        Subject = DiffSubject.Files,
        From = new SideDocument([Hostile], Valid: true) { Set = "production", Sha256 = new string('1', 64), Tenants = 3 },
        To = new SideDocument(["tenants.yaml"], Valid: true) { Set = Hostile, Sha256 = new string('2', 64), Tenants = 3, Uid = Hostile },
        Settings = [new SettingDocument("/defaults/" + Hostile) { Old = "1", New = JsonSerializer.Serialize(Hostile), Allowance = "guards" }],
        Tenants =
        [
            new TenantDifference(Hostile, null, SideStates.Active) { Owner = Hostile, Adopts = true },
            new TenantDifference("team-left", SideStates.Active, null) { Owner = Hostile, Keep = [new KeptAccess(Hostile, "owner")] },
            new TenantDifference("team-old", SideStates.Active, SideStates.Absent),
        ],
        Access =
        [
            new AccessChange(Hostile, Hostile, null, "owner"), new AccessChange("team-old", "ana@example.com", Hostile, null),
            new AccessChange(null, Hostile, null, "sign in"),
        ],
        Ends = [new EndDifference(Hostile, Hostile, "view", null, "2030-01-01T00:00:00Z")],
        Logins = [new LoginDifference(Hostile, [new FieldDocument("/staticPasswords/x/username") { Old = "\"a\"", New = JsonSerializer.Serialize(Hostile) }])],
        Changes =
        [
            ChangeDocument.Of(HandMade.Update(
                HandMade.Profile(Hostile), Hostile, ChangeReason.QuotaChanged, fields: [new("/spec/plugins", "[]", JsonSerializer.Serialize(new[] { Hostile }))])),
        ],
        Notices = [new PlanNotice(Hostile, "any", Hostile)],
    };

    public static TheoryData<string> Formats => ["text", "json", "markdown"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Hostile_text_is_harmless(string format) => Golden.Match(
        Directory.CreateDirectory(Path.Combine(TestPaths.Project(typeof(DiffOutputTests)), "Output", "DiffCases")).FullName, $"hostile.{format}.txt", Text(format, Whole));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Text_holds_one_kind_of_control_character_the_line_end(string format)
    {
        var text = Text(format, Whole);
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.DoesNotContain(text.Split('\n'), line => line.TrimStart().StartsWith("::", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_conforms_to_the_published_schema_which_knows_every_key()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(DiffOutputTests)), "schemas", "diff.schema.json"));
        var json = Text("json", Whole);
        Assert.Empty(schema.Validate(json));
        Assert.NotEmpty(schema.Validate(json.Replace("\"subject\":\"files\"", "\"subject\":\"people\"", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(json.Replace("\"differs\"", "\"differ\"", StringComparison.Ordinal)));

        var root = JsonDocument.Parse(json).RootElement;
        Assert.Empty(Keys(root).Except(schema.Properties.Keys));
        foreach (var list in new[] { "settings", "tenants", "access", "ends", "logins", "notices" })
        {
            Assert.Empty(root.GetProperty(list).EnumerateArray().SelectMany(Keys).Except(schema.Properties[list].Item!.Properties.Keys));
        }

        Assert.Empty(Keys(root.GetProperty("from")).Concat(Keys(root.GetProperty("to"))).Except(schema.Definitions["side"].Properties.Keys));
    }

    [Fact]
    public void A_comment_holds_every_diff()
    {
        var many = Enumerable.Range(0, 3000).Select(i => $"team-{i:0000}").ToArray();
        var text = Text("markdown", Whole with
        {
            Changes = [.. many.Select(t => ChangeDocument.Of(HandMade.Create(HandMade.Binding(t, "user-" + t), t, ChangeReason.ContributorAdded)))],
            Access = [.. many.Select((t, i) => new AccessChange(t, $"p{i}@example.com", null, "edit"))],
            Notices = [.. many.Select((t, i) => new PlanNotice(t, "any", $"notice {i}"))],
        });

        Assert.InRange(text.Length, 1, 60_000);
        Assert.StartsWith("<!-- kftenants:diff:", text, StringComparison.Ordinal);
        Assert.Contains("More people gain or lose access than a comment holds", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_tenants_are_compared_in_seconds()
    {
        var directory = Directory.CreateTempSubdirectory("kftenants-diff").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "a.yaml"), Large(1000, "4"));
            await File.WriteAllTextAsync(Path.Combine(directory, "b.yaml"), Large(1001, "8"));
            var terminal = new TestTerminal { Directory = directory };
            var watch = Stopwatch.StartNew();

            Assert.Equal(2, await terminal.RunAsync("diff", "a.yaml", "b.yaml", "--detailed-exitcode"));

            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
            Assert.Contains("1000 tenants: team-0000, team-0001, team-0002 and 997 more", terminal.Out, StringComparison.Ordinal);
            Assert.Contains("+ team-1000  active, owner p0@example.com", terminal.Out, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Large(int tenants, string cpu)
    {
        var text = new StringBuilder("apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: large}\ntenants:\n");
        for (var i = 0; i < tenants; i++)
        {
            text.Append($"  - name: team-{i:0000}\n    owner: p{i % 50}@example.com\n    quota: {{cpu: \"{cpu}\", memory: 16Gi}}\n");
            text.Append($"    limitRange: {{default: {{cpu: \"1\", memory: 1Gi}}}}\n    contributors:\n      - {{user: q{i % 70}@example.com, role: edit}}\n");
            text.Append($"      - {{user: r{i % 90}@example.com, role: view}}\n      - {{user: s{i}@example.com, role: view}}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Keys(JsonElement json) => json.EnumerateObject().Select(p => p.Name);

    private static string Text(string format, DiffDocument diff) => OutputFormats.All.Single(f => f.Name == format).Diff!(new DiffAnswer(diff)).ToString();
}
