using System.Text.Json;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests.Commands;

/// <summary><c>plan --base</c> beside the same plan without it.</summary>
public sealed class PlanBaseTests : IDisposable
{
    private readonly CaseRun _run = new();

    public PlanBaseTests()
    {
        File.Copy(InHere("tenants.yaml"), InHere("main.yaml"));
        var text = File.ReadAllText(InHere("tenants.yaml"));
        File.WriteAllText(InHere("tenants.yaml"), text.Replace("{user: gil, role: edit}", "{user: gil, role: admin}", StringComparison.Ordinal));
        File.WriteAllText(InHere("broken.yaml"), text.Replace("owner: eva", "onwer: eva", StringComparison.Ordinal));
    }

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("main.yaml")]
    [InlineData("tenants.yaml")]
    [InlineData("broken.yaml")]
    public async Task What_the_plan_does_is_the_same(string named)
    {
        await EndsAsync(0, "plan -o json");
        var alone = JsonDocument.Parse(_run.Out).RootElement;
        await EndsAsync(0, $"plan --base {named} -o json");
        var plan = JsonDocument.Parse(_run.Out).RootElement;

        Assert.Equal(alone.GetProperty("checksum").GetString(), plan.GetProperty("checksum").GetString());
        foreach (var part in new[] { "summary", "guards", "drift", "notices", "unmanaged", "missingTenants", "applyable" })
        {
            Assert.True(JsonElement.DeepEquals(alone.GetProperty(part), plan.GetProperty(part)), part);
        }

        Assert.Equal(Ids(alone), Ids(plan));
    }

    [Fact]
    public async Task Its_json_conforms_to_the_schema_and_attributes_everything()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(PlanBaseTests)), "schemas", "plan.schema.json"));
        await EndsAsync(0, "plan --base main.yaml -o json");
        Assert.Empty(schema.Validate(_run.Out));
        var plan = JsonDocument.Parse(_run.Out).RootElement;

        Assert.Equal(
            ["authorizationpolicy/team-audio/user-gil-example-com-clusterrole-admin", "authorizationpolicy/team-audio/user-gil-example-com-clusterrole-edit",
                "rolebinding/team-audio/user-gil-example-com-clusterrole-admin", "rolebinding/team-audio/user-gil-example-com-clusterrole-edit"],
            plan.GetProperty("changes").EnumerateArray().Where(c => !c.GetProperty("pending").GetBoolean()).Select(c => c.GetProperty("id").GetString()).Order());
        Assert.All(plan.GetProperty("access").EnumerateArray(), a => Assert.Equal(a.GetProperty("person").GetString() != "gil@example.com", a.GetProperty("pending").GetBoolean()));
        Assert.All(plan.GetProperty("settings").EnumerateArray(), s => Assert.True(s.GetProperty("pending").GetBoolean()));
    }

    [Fact]
    public async Task A_saved_plan_with_an_attribution_is_applied_and_its_seal_covers_it()
    {
        await EndsAsync(0, "plan --base main.yaml --out plan.json");
        var saved = await File.ReadAllTextAsync(InHere("plan.json"));
        Assert.Contains("\"pending\":false", saved, StringComparison.Ordinal);
        await File.WriteAllTextAsync(InHere("forged.json"), saved.Replace("\"pending\":false", "\"pending\":true", StringComparison.Ordinal));

        await EndsAsync(5, "apply forged.json");
        await EndsAsync(5, "show forged.json");
        await EndsAsync(0, "apply plan.json");
        await EndsAsync(0, "plan --base main.yaml");
        Assert.Contains("No changes.", _run.Out, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Ids(JsonElement plan) => plan.GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("id").GetString());

    private async Task EndsAsync(int code, string command)
    {
        var ended = await _run.RunAsync(command);
        Assert.True(ended == code, $"{command} ended with {ended}:\n{_run.Out}{_run.Error}");
    }

    private string InHere(string path) => Path.Combine(_run.Here, path);
}
