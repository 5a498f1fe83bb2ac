using System.Diagnostics;

namespace KfTenants.Cli.Tests.Commands;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_script_asks_the_tool_itself(string shell)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("completion", shell));
        Assert.Contains("kftenants \"[suggest:", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl", "plan")]
    [InlineData("plan --de", "--detailed-exitcode")]
    [InlineData("plan -o ", "json")]
    [InlineData("apply --all", "--allow")]
    [InlineData("completion ", "zsh")]
    public async Task The_tool_suggests(string line, string expected)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync($"[suggest:{line.Length}]", line));
        Assert.Contains(expected, terminal.Out.ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public async Task The_bash_script_completes()
    {
        if (!File.Exists("/bin/bash"))
        {
            return;
        }

        var terminal = new TestTerminal();
        await terminal.RunAsync("completion", "bash");
        var test = terminal.Out + """
            kftenants() { [ "$1 $2" = '[suggest:9] plan --de' ] && printf '%s\n' --detailed-exitcode --other; }
            COMP_LINE='kftenants plan --de' COMP_POINT=19 COMP_WORDS=(kftenants plan --de) COMP_CWORD=2
            _kftenants
            echo "${COMPREPLY[*]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", test]) { RedirectStandardOutput = true })!;
        Assert.Equal("--detailed-exitcode\n", await bash.StandardOutput.ReadToEndAsync());
    }
}
