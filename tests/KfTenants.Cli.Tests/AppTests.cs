namespace KfTenants.Cli.Tests;

/// <summary>Words on the command line that come before any work. The host's name in usage lines is the test host's: not frozen.</summary>
public sealed class AppTests
{
    [Theory]
    [InlineData("error: Unrecognized command or argument 'plna'.\nDid you mean plan?\nSee kftenants --help.\n", "plna")]
    [InlineData("error: Unrecognized command or argument '--detail'.\nDid you mean --detailed-exitcode?\nSee kftenants plan --help.\n", "plan", "--detail")]
    [InlineData("error: Unrecognized command or argument '--kubecofnig'.\nerror: Unrecognized command or argument 'x'.\nDid you mean --kubeconfig?\nSee kftenants apply --help.\n",
        "apply", "p.json", "--kubecofnig", "x")]
    [InlineData("error: -o xml: unknown format xml; known formats are text, json.\nSee kftenants plan --help.\n", "plan", "-o", "xml")]
    [InlineData("error: -o json=: the path after = is missing.\nSee kftenants plan --help.\n", "plan", "-o", "json=")]
    [InlineData("error: -o: standard output takes one format; give the others a file: -o FORMAT=PATH.\nSee kftenants validate --help.\n", "validate", "-o", "json", "-o", "text")]
    [InlineData("error: --allow delets=3: unknown guard delets; known guards are deletes, kind-deletes, access-revoked, tenant-deletes, tenants, required-admins, self, guards, " +
        "platform. Did you mean deletes?\nSee kftenants plan --help.\n", "plan", "--allow", "delets=3")]
    [InlineData("error: --allow guards=1: settings have no number; write --allow guards.\nSee kftenants plan --help.\n", "plan", "--allow", "guards=1")]
    [InlineData("error: --allow deletes=-1: write KEY=N with the number that the plan shows, for example --allow deletes=12.\nSee kftenants apply --help.\n", "apply", "--allow",
        "deletes=-1")]
    [InlineData("error: --tenant cannot be combined with a saved plan, which has its own tenants.\nSee kftenants apply --help.\n", "apply", "p.json", "--tenant", "team-a")]
    [InlineData("error: Required argument 'PLAN.json' missing for command: 'show'.\nSee kftenants show --help.\n", "show")]
    [InlineData("error: Argument 'bsh' not recognized. Must be one of: 'bash' 'zsh' 'fish'\nSee kftenants completion --help.\n", "completion", "bsh")]
    [InlineData("error: --cluster-dir cannot be combined with --kubeconfig or --context\n", "plan", "--cluster-dir", "a", "--context", "b")]
    [InlineData("error: Unrecognized command or argument '\\u{1B}[31m'.\nSee kftenants --help.\n", "\u001b[31m")]
    [InlineData("error: apply asks before it writes, and standard input is not a terminal: give a saved PLAN.json, --expect, or --auto-approve\n", "apply")]
    public async Task Wrong_usage_is_told_on_standard_error_and_ends_with_64(string expected, params string[] args)
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync(args));
        Assert.Equal(expected, terminal.Error.ReplaceLineEndings("\n"));
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Nothing_at_all_is_answered_with_help_on_standard_error()
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync());
        Assert.Contains("validate", terminal.Error, StringComparison.Ordinal);
        Assert.Empty(terminal.Out);
    }

    [Theory]
    [InlineData("validate", "--file")]
    [InlineData("plan", "--detailed-exitcode")]
    [InlineData("apply", "--auto-approve")]
    [InlineData("show", "--output")]
    [InlineData("schema", "tenants")]
    [InlineData("hash-password", "bcrypt")]
    [InlineData("completion", "fish")]
    public async Task Every_command_explains_itself_on_standard_output(string command, string word)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync(command, "--help"));
        Assert.Contains(word, terminal.Out, StringComparison.Ordinal);
        Assert.Contains("--kubeconfig", terminal.Out, StringComparison.Ordinal);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task A_defect_ends_with_one_line_and_its_stack_only_on_request()
    {
        var error = new StringWriter();
        var terminal = new TestTerminal().Value with { Error = error, ReadLine = () => throw new InvalidOperationException("boom") };
        Assert.Equal(1, await App.RunAsync(["hash-password"], terminal, CancellationToken.None));
        Assert.Equal(
            "error: this is a defect of kftenants (InvalidOperationException: boom); run the same command with --verbose, and report what it prints\n",
            error.ToString().ReplaceLineEndings("\n"));

        error.GetStringBuilder().Clear();
        Assert.Equal(1, await App.RunAsync(["hash-password", "--verbose"], terminal, CancellationToken.None));
        Assert.Contains(" at KfTenants.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_the_tools_own()
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("--version"));
        Assert.Matches(@"^kftenants \d+\.\d+\.\d+\s$", terminal.Out);
    }

    [Fact]
    public async Task A_word_with_an_at_sign_reads_no_file()
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync("@/etc/hostname"));
        Assert.Contains("'@/etc/hostname'", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_one_line_and_ends_with_1()
    {
        var terminal = new TestTerminal { Directory = Directory.CreateTempSubdirectory().FullName };
        Assert.Equal(1, await terminal.RunAsync("validate"));
        Assert.Equal("error: tenants.yaml: no such file; name yours with -f, or begin with kftenants init\n", terminal.Error);
        Directory.Delete(terminal.Directory);
    }
}
