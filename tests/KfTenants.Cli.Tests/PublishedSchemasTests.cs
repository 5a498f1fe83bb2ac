using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KfTenants.Cli.Commands;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests;

/// <summary>
/// Every JSON that a command writes has a published schema. The runs of all cases are held to it by <see cref="CaseRun"/>; here is that the schemas
/// are there, refuse what they should, and know every key.
/// </summary>
public sealed partial class PublishedSchemasTests
{
    private static readonly string Repository = TestPaths.Repository(typeof(PublishedSchemasTests));

    public static TheoryData<string> Names => [.. SchemaCommand.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_schema_is_printed_as_it_is_published(string name)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("schema", name));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository, "schemas", $"{name}.schema.json")), terminal.Out);
        Assert.Equal($"https://kftenants.io/schemas/{name}.schema.json", JsonNode.Parse(terminal.Out)!["$id"]!.GetValue<string>());
    }

    [Fact]
    public void Every_apiVersion_of_an_answer_has_a_schema()
    {
        var versions = Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Answer().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Contains("report", versions);
        Assert.Empty(versions.Except(SchemaCommand.Names));
    }

    [Theory]
    [InlineData("report", "\"outcome\":\"ok\"", "\"outcome\":\"fine\"")]
    [InlineData("report", "\"run\":", "\"id\":")]
    [InlineData("report", "\"outcome\":\"done\"", "\"outcome\":\"changes\"")]
    [InlineData("validation", "\"errors\":0", "\"errors\":-1")]
    [InlineData("history", "\"planned\":", "\"plan\":")]
    [InlineData("problems", "\"severity\":\"error\"", "\"severity\":\"fatal\"")]
    public async Task What_is_no_answer_is_refused(string name, string from, string to)
    {
        var json = await AnswerAsync(name);
        var schema = await PublishedSchemas.OfAsync(name);
        Assert.Empty(schema.Validate(json));
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.NotEmpty(schema.Validate(json.Replace(from, to, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("report")]
    [InlineData("validation")]
    [InlineData("history")]
    [InlineData("problems")]
    public async Task A_schema_knows_every_key(string name)
    {
        var schema = await PublishedSchemas.OfAsync(name);
        Assert.Empty(Unknown("", schema, JsonNode.Parse(await AnswerAsync(name))!));
    }

    private static IEnumerable<string> Unknown(string path, JsonSchema schema, JsonNode? node)
    {
        schema = schema.ActualSchema;
        return node switch
        {
            JsonObject map when schema.AdditionalPropertiesSchema is null => map.SelectMany(p => schema.Properties.TryGetValue(p.Key, out var known)
                ? Unknown($"{path}/{p.Key}", known, p.Value)
                : [$"{path}/{p.Key}"]),
            JsonArray list when schema.Item is { } item => list.SelectMany(i => Unknown($"{path}/*", item, i)),
            _ => [],
        };
    }

    private static async Task<string> AnswerAsync(string name)
    {
        using var run = new CaseRun();
        switch (name)
        {
            case "report":
                await run.RunAsync("apply --auto-approve -o json");
                break;
            case "validation":
                await run.RunAsync("validate -o json");
                break;
            case "history":
                await run.StepAsync("env GITHUB_SHA=4e1b2a9c");
                await run.StepAsync("quietly apply --auto-approve --tenant team-audio --allow deletes=0");
                await run.RunAsync("history -o json");
                break;
            default:
                await run.RunAsync("show nothing.json -o json");
                break;
        }

        return run.Out;
    }

    [GeneratedRegex(@"""kftenants\.io/(\w+)/v1""")]
    private static partial Regex Answer();
}
