using System.Text.Json;
using KfTenants.Cli.Output;
using KfTenants.Plans;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests.Output;

public sealed class PlanOutputTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static TheoryData<string> Names => [.. PlanCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_is_as_accepted(string name) => Golden.Match(Folder(name), "plan.txt", PlanText.Of(new PlanAnswer(View(name))).ToString());

    [Theory]
    [InlineData("summary", "every-kind-of-change")]
    [InlineData("summary", "two-hundred-tenants")]
    [InlineData("full", "every-kind-of-change")]
    [InlineData("full", "drift")]
    public void More_and_less_detail_is_as_accepted(string detail, string name) => Golden.Match(
        Folder(name), $"{detail}.txt", PlanText.Of(new PlanAnswer(View(name), detail == "full" ? PlanDetail.Full : PlanDetail.Summary)).ToString());

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_is_as_accepted(string name) => Golden.Match(Folder(name), "plan.json", Indented(Json(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Json_conforms_to_the_published_schema(string name)
    {
        Assert.Empty((await SchemaAsync()).Validate(Json(name)));
    }

    [Theory]
    [InlineData("\"checksum\"", "\"sum\"")]
    [InlineData("\"action\":\"release\"", "\"action\":\"forget\"")]
    [InlineData("\"unchanged\":12", "\"unchanged\":-1")]
    [InlineData("\"kind\":\"RoleBinding\",", "")]
    public async Task The_schema_refuses_what_is_no_plan(string from, string to)
    {
        var json = Json("every-kind-of-change");
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.NotEmpty((await SchemaAsync()).Validate(json.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_schema_knows_every_key()
    {
        var schema = await SchemaAsync();
        var root = JsonDocument.Parse(Json("every-kind-of-change")).RootElement;
        Assert.Empty(root.EnumerateObject().Select(p => p.Name).Except(schema.Properties.Keys));
        var change = schema.Properties["changes"].Item!;
        Assert.Empty(root.GetProperty("changes").EnumerateArray().SelectMany(c => c.EnumerateObject()).Select(p => p.Name).Except(change.Properties.Keys));
        var field = change.Properties["fields"].Item!;
        var drift = JsonDocument.Parse(Json("drift")).RootElement;
        Assert.Empty(drift.GetProperty("changes")[0].GetProperty("fields")[0].EnumerateObject().Select(p => p.Name).Except(field.Properties.Keys));
        Assert.Empty(drift.GetProperty("drift")[0].EnumerateObject().Select(p => p.Name).Except(schema.Properties["drift"].Item!.Properties.Keys));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_plan_reads_back_as_the_same_plan(string name)
    {
        var saved = PlanDocumentReader.Read("plan.json", Json(name));

        Assert.Equal(TestTerminal.Now, saved.CreatedAt);
        var again = PlanDocumentReader.Read("plan.json", JsonFormat.Saved(saved).ToString());
        Assert.Equal(JsonFormat.Saved(saved).ToString(), JsonFormat.Saved(again).ToString());
        Assert.Equal(PlanText.Of(new PlanAnswer(saved)).ToString(), PlanText.Of(new PlanAnswer(again)).ToString());
        Assert.Equal(HandMade.Document(PlanCases.All[name]).Checksum, saved.Checksum);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_holds_one_kind_of_control_character_the_line_end(string name)
    {
        var text = PlanText.Of(new PlanAnswer(View(name))).ToString();
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain(text.Split('\n'), line => line.EndsWith(' ') || line.TrimStart().StartsWith("::", StringComparison.Ordinal));
        Assert.All(Json(name).TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void Every_case_folder_has_a_plan() =>
        Assert.Equal(PlanCases.All.Keys, TestPaths.Cases(typeof(PlanOutputTests), "Output"));

    [Fact]
    public void Json_is_canonical()
    {
        var json = Json("every-kind-of-change");
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
        Assert.Equal(1, json.Count(c => c == '\n'));
        AssertSorted(JsonDocument.Parse(json).RootElement);
    }

    [Fact]
    public void Only_the_time_and_the_seal_differ_between_two_equal_plans()
    {
        var plan = View("every-kind-of-change");
        var later = JsonFormat.Saved(plan with { CreatedAt = HandMade.Now.AddDays(1) }).ToString();
        var now = JsonFormat.Saved(plan).ToString();
        Assert.Equal(later, now.Replace("2026-01-02T03:04:05Z", "2026-01-03T03:04:05Z", StringComparison.Ordinal).Replace(SealOf(now), SealOf(later), StringComparison.Ordinal));
    }

    [Fact]
    public void Colour_changes_no_character()
    {
        var text = PlanText.Of(new PlanAnswer(View("every-kind-of-change")));
        using var coloured = new StringWriter();
        text.WriteTo(coloured, colors: true);

        Assert.Contains("\u001b[", coloured.ToString(), StringComparison.Ordinal);
        var plain = System.Text.RegularExpressions.Regex.Replace(coloured.ToString(), "\u001b\\[[0-9;]*m", "");
        Assert.Equal(text.ToString(), plain.ReplaceLineEndings("\n"));
    }

    private static Task<JsonSchema> SchemaAsync() =>
        JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(PlanOutputTests)), "schemas", "plan.schema.json"));

    private static PlanDocument View(string name) => HandMade.Document(PlanCases.All[name]);

    private static string Json(string name) => JsonFormat.Saved(View(name)).ToString();

    private static string SealOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty(PlanSeal.Key).GetString()!;

    private static string Folder(string name) =>
        Directory.CreateDirectory(Path.Combine(TestPaths.Project(typeof(PlanOutputTests)), "Output", "Cases", name)).FullName;

    private static string Indented(string json) =>
        JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, Readable) + "\n";

    private static void AssertSorted(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var names = value.EnumerateObject().Select(p => p.Name).ToArray();
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
            Assert.All(value.EnumerateObject(), p => AssertSorted(p.Value));
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            Assert.All(value.EnumerateArray(), AssertSorted);
        }
    }
}
