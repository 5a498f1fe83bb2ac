using System.CommandLine;
using KfTenants.Cli.Commands;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

public sealed class HelpTests
{
    private static readonly string[] UsesCluster =
        ["access", "apply", "audit", "doctor", "exec-credential", "history", "import", "kubeconfig", "plan", "reap", "snapshot", "token", "touch", "unlock"];

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
    public async Task The_reference_page_is_what_help_says_of_every_command()
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("help", "-o", "markdown"));
        Golden.MatchPage(Path.Combine(Packaging.Script.Repository, "docs", "commands.md"), terminal.Out.ReplaceLineEndings("\n"));
        foreach (var command in Root.Subcommands)
        {
            Assert.Contains($"[`{command.Name}`](#{command.Name})", terminal.Out, StringComparison.Ordinal);
            Assert.Contains($"\n## {command.Name}\n", terminal.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("kftenants")]
    [InlineData("apply")]
    public async Task A_manual_page_says_what_help_says(string name)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync(name == "kftenants" ? ["help", "-o", "man"] : ["help", name, "-o", "man"]));
        Golden.Match(Folder, $"{name}.1", terminal.Out.ReplaceLineEndings("\n").Replace(VersionAction.Version, "VERSION", StringComparison.Ordinal));
    }

    // groff itself reads every page without a word of complaint, where there is one.
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_manual_page_is_roff(string name)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("help", name, "-o", "man"));
        var page = terminal.Out.ReplaceLineEndings("\n");
        string[] macros = [".TH ", ".SH ", ".TP", ".B ", ".BR "];
        Assert.All(page.Split('\n').Where(l => l.StartsWith('.') || l.StartsWith('\'')), l => Assert.Contains(macros, m => l.StartsWith(m, StringComparison.Ordinal)));
        Assert.Equal(["NAME", "SYNOPSIS", "DESCRIPTION"], page.Split('\n').Where(l => l.StartsWith(".SH ", StringComparison.Ordinal)).Take(3).Select(l => l[4..]));
        Assert.DoesNotMatch("[^\\\\]-", page[page.IndexOf('\n', StringComparison.Ordinal)..]);

        var groff = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "groff")).FirstOrDefault(File.Exists);
        if (groff is not null)
        {
            using var directory = new TemporaryPage(page);
            Assert.Equal((0, ""), await directory.FormatAsync(groff));
        }
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

    private sealed class TemporaryPage : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();

        public TemporaryPage(string page) => File.WriteAllText(_path, page);

        public void Dispose() => File.Delete(_path);

        public async Task<(int Code, string Complaints)> FormatAsync(string groff)
        {
            var (code, _, error) = await Packaging.Script.StartAsync(groff, "-man", "-Tutf8", "-ww", "-z", _path);
            return (code, error);
        }
    }

    private static string Folder => Path.Combine(TestPaths.Project(typeof(HelpTests)), "Commands", "Help");

    private static RootCommand NewRoot()
    {
        var terminal = new TestTerminal().Value;
        return App.Root(new GlobalOptions(terminal), terminal);
    }
}
