using KfTenants.Cli.Output;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

public sealed class ShowCommandTests : IDisposable
{
    private static readonly PlanDocument Plan = PlanDocument.Of(PlanCases.All["every-kind-of-change"], HandMade.Source, HandMade.Now.AddDays(-1));

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_saved_plan_is_shown_by_its_changes()
    {
        var json = JsonFormat.Saved(Plan).ToString();
        var terminal = Save(json);
        Assert.Equal(0, await terminal.RunAsync("show", "plan.json"));
        Golden.Match(Path.Combine(TestPaths.Project(typeof(ShowCommandTests)), "Commands", "Cases", "show"), "show.txt", terminal.Out);
        Assert.Matches(@"^plan\.json: made by kftenants \d+\.\d+\.\d+ at 2026-01-01T03:04:05Z, as it says itself; seal sha256:[0-9a-f]{64}\n$", terminal.Error);
    }

    [Fact]
    public async Task Json_holds_what_the_changes_say()
    {
        var terminal = Save(JsonFormat.Saved(Plan).ToString());
        var read = PlanDocumentReader.Read("plan.json", JsonFormat.Saved(Plan).ToString());
        Assert.Equal(0, await terminal.RunAsync("show", "plan.json", "-o", "json", "-o", "text=plan.txt"));
        Assert.Equal(JsonFormat.Saved(read).ToString(), terminal.Out);
        Assert.Equal(PlanText.Of(new PlanAnswer(read) { Next = "kftenants apply plan.json" }).ToString(), await File.ReadAllTextAsync(Path.Combine(_folder, "plan.txt")));
    }

    [Fact]
    public async Task An_edited_plan_ends_with_5()
    {
        var terminal = Save(JsonFormat.Saved(Plan).ToString().Replace("\"new\":\"8\"", "\"new\":\"9\"", StringComparison.Ordinal));
        Assert.Equal(5, await terminal.RunAsync("show", "plan.json"));
        Assert.Equal("error: plan.json: the plan does not match its checksum; it was edited or damaged: make a new one with kftenants plan --out\n", terminal.Error);
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task The_schema_that_is_printed_is_the_published_one()
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("schema", "plan"));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(TestPaths.Repository(typeof(ShowCommandTests)), "schemas", "plan.schema.json")), terminal.Out);
    }

    private TestTerminal Save(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "plan.json"), json);
        return new TestTerminal { Directory = _folder };
    }
}
