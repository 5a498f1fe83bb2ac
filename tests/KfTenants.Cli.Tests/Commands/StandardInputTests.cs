using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>The tenants file from standard input, through whole commands.</summary>
public sealed class StandardInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static string Example => File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(StandardInputTests)), "tenants.example.yaml"));

    private static string Cluster => Path.Combine(TestPaths.Repository(typeof(StandardInputTests)), "examples", "cluster");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Findings_name_it_and_show_its_lines()
    {
        var terminal = new TestTerminal { Input = "apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: s\ntenants: []\n" };
        Assert.Equal(3, await terminal.RunAsync("validate", "-f", "-"));
        Assert.Equal(
            """
            standard input:3:11: error KFT0104: Not valid YAML: the "{" that opens here is not closed; add "}" where its entries end.
              3 | metadata: {name: s
                |           ^
            1 error.

            """,
            terminal.Error.ReplaceLineEndings("\n"));
        Assert.Equal("standard input: invalid, 1 error\n", terminal.Out.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("apply", "-f", "-")]
    [InlineData("unlock", "-f", "-")]
    public async Task What_asks_on_it_does_not_read_from_it(string command, params string[] words)
    {
        var terminal = new TestTerminal { IsInputTerminal = true, Input = Example, Lines = { } };
        terminal.Lines.Enqueue("yes");
        Assert.Equal(64, await terminal.RunAsync([command, "--cluster-dir", Cluster, .. words]));
        Assert.StartsWith($"error: {command} asks on standard input, from which it reads the tenants file: give ", terminal.Error, StringComparison.Ordinal);
        Assert.Single(terminal.Lines);
    }

    [Fact]
    public async Task A_plan_that_was_made_from_it_is_applied_with_the_same_text_again()
    {
        foreach (var file in Directory.EnumerateFiles(Cluster))
        {
            Directory.CreateDirectory(Path.Combine(_folder, "cluster"));
            File.Copy(file, Path.Combine(_folder, "cluster", Path.GetFileName(file)));
        }

        Assert.Equal(0, await Run().RunAsync("plan", "-f", "-", "--cluster-dir", "cluster", "--out", "plan.json"));

        var without = Run();
        Assert.Equal(64, await without.RunAsync("apply", "plan.json", "--cluster-dir", "cluster"));
        Assert.Equal("error: plan.json: the plan was made from standard input; give the same tenants file again, with -f - or -f FILE\n", without.Error.ReplaceLineEndings("\n"));

        var again = Run();
        Assert.True(await again.RunAsync("apply", "plan.json", "-f", "-", "--cluster-dir", "cluster") == 0, again.Error);
    }

    private TestTerminal Run() => new() { Directory = _folder, Input = Example };
}
