using System.Text.Json;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests.Commands;

/// <summary><c>diff</c> beside the plan of the same: what it says without a cluster must be what a cluster then says.</summary>
public sealed class DiffCommandTests : IDisposable
{
    private readonly CaseRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task What_it_says_of_people_is_what_the_plan_says_where_the_first_file_was_applied()
    {
        await EndsAsync(0, "apply --auto-approve");
        File.Copy(InHere("tenants.yaml"), InHere("main.yaml"));
        await _run.StepAsync("edit tenants.yaml | {user: gil, role: edit} | {user: gil, role: admin}");
        await _run.StepAsync("edit tenants.yaml |     owner: fay\\n    contributors:\\n      - {user: ana, role: edit} |     owner: ana");
        await EndsAsync(0, "plan -o json");
        var plan = JsonDocument.Parse(_run.Out).RootElement;
        await EndsAsync(0, "diff main.yaml tenants.yaml -o json");
        var diff = JsonDocument.Parse(_run.Out).RootElement;

        Assert.NotEqual(0, plan.GetProperty("access").GetArrayLength());
        Assert.True(JsonElement.DeepEquals(plan.GetProperty("access"), diff.GetProperty("access")), $"{plan.GetProperty("access")}\n{diff.GetProperty("access")}");
        Assert.Equal(Work(plan), Work(diff));
    }

    [Fact]
    public async Task Its_json_conforms_to_the_schema()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(DiffCommandTests)), "schemas", "diff.schema.json"));
        foreach (var file in Directory.GetFiles(InHere("cluster")))
        {
            await _run.StepAsync($"copy cluster/{Path.GetFileName(file)} before/{Path.GetFileName(file)}");
        }

        File.Copy(InHere("tenants.yaml"), InHere("main.yaml"));
        await EndsAsync(0, "apply --auto-approve");
        await _run.StepAsync("edit tenants.yaml |     owner: eva |     owner: ben\\n    state: suspended");
        await _run.StepAsync("edit tenants.yaml |       - {user: ben, role: view}\\n | ");
        foreach (var command in (string[])["diff before cluster", "diff main.yaml tenants.yaml", "diff main.yaml main.yaml"])
        {
            await EndsAsync(0, $"{command} -o json");
            Assert.Empty(schema.Validate(_run.Out));
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("markdown")]
    public async Task A_hash_is_in_no_output(string format)
    {
        const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";
        const string Other = "$2b$12$abcdefghijklmnopqrstuuMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm";
        var text = await File.ReadAllTextAsync(InHere("tenants.yaml"));
        await File.WriteAllTextAsync(InHere("main.yaml"), text.Replace(Hash, Other, StringComparison.Ordinal));
        await EndsAsync(0, $"diff main.yaml tenants.yaml -o {format} --verbose");

        Assert.Contains("(hidden)", _run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Hash[7..30], _run.Out + _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Other[7..30], _run.Out + _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_directory_is_no_cluster_without_access()
    {
        Directory.CreateDirectory(InHere("empty"));
        await EndsAsync(1, "diff cluster empty");
        Assert.Contains("empty: holds neither a tenants file nor a manifest", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_ends_with_1()
    {
        await EndsAsync(1, "diff tenants.yaml tenants.yaml -o json=no/such/directory/diff.json");
        Assert.Contains("no/such/directory/diff.json", _run.Error, StringComparison.Ordinal);
    }

    // An owner transfer has parts in objects of the controller, which a file does not know.
    private static IEnumerable<string> Work(JsonElement document) => document.GetProperty("changes").EnumerateArray()
        .Select(c => $"{c.GetProperty("action")} {c.GetProperty("id")} {c.GetProperty("reason")} {c.GetProperty("risk")}").Order(StringComparer.Ordinal);

    private async Task EndsAsync(int code, string command)
    {
        var ended = await _run.RunAsync(command);
        Assert.True(ended == code, $"{command} ended with {ended}:\n{_run.Out}{_run.Error}");
    }

    private string InHere(string path) => Path.Combine(_run.Here, path);
}
