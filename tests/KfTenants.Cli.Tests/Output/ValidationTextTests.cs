using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Cli.Commands;
using KfTenants.Cli.Output;
using KfTenants.Plans;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests.Output;

/// <summary>A plan whose writes the server has tried, in every output.</summary>
public sealed class ValidationTextTests
{
    private static readonly PlanDocument View = Checked();

    [Fact]
    public void The_text_tells_what_was_refused_and_what_could_not_be_tried() =>
        Golden.Match(Path.Combine(TestPaths.Project(typeof(ValidationTextTests)), "Output"), "ValidationText.txt", PlanText.Of(new PlanAnswer(View)).ToString());

    [Fact]
    public async Task The_json_conforms_to_the_published_schema_and_reads_back()
    {
        var json = JsonFormat.Saved(View).ToString();
        var schema = await JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(ValidationTextTests)), "schemas", "plan.schema.json"));
        Assert.Empty(schema.Validate(json));
        Assert.NotEmpty(schema.Validate(json.Replace("\"notValidated\"", "\"unknown\"", StringComparison.Ordinal)));
        Assert.Contains("validation", schema.Properties["changes"].Item!.Properties.Keys);

        var root = JsonDocument.Parse(json).RootElement;
        Assert.Equal("server", root.GetProperty("fidelity").GetString());
        Assert.False(root.GetProperty("applyable").GetBoolean());
        var saved = PlanDocumentReader.Read("plan.json", json);
        Assert.Equal(View.Changes.Select(c => c.Validation), saved.Changes.Select(c => c.Validation));
        Assert.Empty(schema.Validate(JsonFormat.Saved(saved).ToString()));
    }

    // The server's opinion is of a moment; what the plan does is the same.
    [Fact]
    public void The_checksum_is_that_of_the_same_plan_unchecked() =>
        Assert.Equal(HandMade.Document(PlanCases.All["every-kind-of-change"]).Checksum, View.Checksum);

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 1)]
    public void A_rejection_fails_and_strictly_also_what_could_not_be_tried(bool isRejected, bool strict, int code)
    {
        var some = View.Changes.Where(c => c.Validation is { Outcome: ValidationDocument.NotValidated } || (isRejected && c.Validation is { Outcome: ValidationDocument.Rejected }))
            .ToImmutableArray();
        Assert.Equal(code, new ServerCheck(IsAsked: true, strict).CodeOf(View with { Changes = some }).Number);
    }

    private static PlanDocument Checked()
    {
        var view = HandMade.Document(PlanCases.All["every-kind-of-change"]);
        return view with
        {
            Fidelity = PlanFidelity.Server,
            Changes = [.. view.Changes.Select(c => c with
            {
                Validation = c.Action switch
                {
                    "conflict" => null,
                    "replace" => ValidationDocument.Of(new Validation.NotValidated("the object that it replaces still exists")),
                    "update" => ValidationDocument.Of(new Validation.Rejected("Profile/team-a: forbidden: \u001b[31mexceeded quota\n::error::x")),
                    _ => ValidationDocument.Of(new Validation.Validated()),
                },
            })],
        };
    }
}
