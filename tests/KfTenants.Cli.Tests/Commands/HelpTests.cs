using System.CommandLine;
using KfTenants.Cli.Commands;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

public sealed class HelpTests
{
    private static readonly string[] UsesCluster = ["apply", "history", "plan", "unlock", "import"];

    private static readonly RootCommand Root = NewRoot();

    public static TheoryData<string> Verbs => [.. Root.Subcommands.Select(c => c.Name)];

    public static TheoryData<string> Examples => [.. Root.Subcommands.Cast<Verb>().SelectMany(v => v.Examples).Select(e => e.Words)];

    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Nothing_and_help_print_the_commands_and_end_with_0(params string[] args)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync(args));
        Golden.Match(Folder, "kftenants.txt", terminal.Out.ReplaceLineEndings("\n"));
        Assert.Empty(terminal.Error);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_command_explains_itself_in_three_ways(string name)
    {
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var args in (string[][])[["help", name], [name, "--help"], [name, "-h"]])
        {
            var terminal = new TestTerminal();
            Assert.Equal(0, await terminal.RunAsync(args));
            Assert.Empty(terminal.Error);
            answers.Add(terminal.Out.ReplaceLineEndings("\n"));
        }

        Golden.Match(Folder, $"{name}.txt", Assert.Single(answers));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_command_stands_in_a_group_has_an_example_and_a_heading_for_every_option(string name)
    {
        var verb = Assert.IsType<Verb>(Root.Subcommands.Single(c => c.Name == name));
        Assert.NotEmpty(verb.Examples);
        Assert.Equal(verb.Options.Count, verb.Sections.Sum(s => s.Count()));
        Assert.Equal(UsesCluster.Contains(name), verb.Options.Any(o => o.Name == "--kubeconfig"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_a_command_line_that_is_understood(string words)
    {
        var start = words.IndexOf("kftenants ", StringComparison.Ordinal) + "kftenants ".Length;
        var line = words[start..].Split(['|', '>', ')'])[0].Trim();
        Assert.Empty(Root.Parse(line).Errors);
        Assert.Empty(UnknownWords.Of(Root.Parse(line), line.Split(' ')));
    }

    [Fact]
    public async Task Help_of_what_there_is_not_ends_with_64()
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync("help", "paln"));
        Assert.Equal("error: kftenants has no command paln; did you mean plan?\n", terminal.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Help_beside_a_mistake_is_still_help()
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("apply", "--yes", "--help"));
        Assert.Contains("--auto-approve", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public async Task Help_keeps_to_the_width_of_the_terminal(int width)
    {
        var output = new StringWriter();
        var terminal = new TestTerminal { IsOutputTerminal = true }.Value with { Out = output, Width = () => width, NoColor = true };
        Assert.Equal(0, await App.RunAsync(["help", "apply", "--no-color"], terminal, CancellationToken.None));

        // Names and examples are never cut; descriptions are wrapped.
        Assert.DoesNotContain(output.ToString().Split('\n'), l => l.Length > width && l.StartsWith(new string(' ', 30), StringComparison.Ordinal));
    }

    private static string Folder => Path.Combine(TestPaths.Project(typeof(HelpTests)), "Commands", "Help");

    private static RootCommand NewRoot()
    {
        var terminal = new TestTerminal().Value;
        return App.Root(new GlobalOptions(terminal), terminal);
    }
}
