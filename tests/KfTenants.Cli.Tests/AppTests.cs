namespace KfTenants.Cli.Tests;

/// <summary>Words on the command line that come before any work. The host's name in usage lines is the test host's: not frozen.</summary>
public sealed class AppTests
{
    [Theory]
    [InlineData("error: kftenants has no command plna; did you mean plan?\nSee kftenants --help.\n", "plna")]
    [InlineData("error: kftenants plan has no --detail; did you mean --detailed-exitcode?\nSee kftenants plan --help.\n", "plan", "--detail")]
    [InlineData("error: kftenants apply has no --kubecofnig; did you mean --kubeconfig?\nSee kftenants apply --help.\n", "apply", "p.json", "--kubecofnig", "x")]
    [InlineData(
        "error: -o xml: unknown format xml; known formats are text, json, markdown, html, csv, github, codequality, sarif, junit, metrics.\nSee kftenants plan --help.\n",
        "plan", "-o", "xml")]
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
    [InlineData("error: --cluster-dir cannot be combined with --kubeconfig, --context or --request-timeout\n", "plan", "--cluster-dir", "a", "--context", "b")]
    [InlineData("error: kftenants has no command \\u{1B}[31m\nSee kftenants --help.\n", "\u001b[31m")]
    [InlineData("error: apply asks before it writes, and standard input is not a terminal: give a saved PLAN.json, --expect, or --auto-approve\n", "apply")]
    public async Task Wrong_usage_is_told_on_standard_error_and_ends_with_64(string expected, params string[] args)
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync(args));
        Assert.Equal(expected, terminal.Error.ReplaceLineEndings("\n"));
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task A_defect_ends_with_one_line_and_its_stack_only_on_request()
    {
        var error = new StringWriter();
        var terminal = new TestTerminal().Value with { Error = error, ReadLine = () => throw new InvalidOperationException("boom") };
        Assert.Equal(1, await App.RunAsync(["hash-password"], terminal, CancellationToken.None));
        Assert.Equal(
            "error: this is a defect of kftenants (InvalidOperationException); run the same command with --verbose, and report what it prints\n",
            error.ToString().ReplaceLineEndings("\n"));

        error.GetStringBuilder().Clear();
        Assert.Equal(1, await App.RunAsync(["hash-password", "--verbose"], terminal, CancellationToken.None));
        Assert.Contains(" at KfTenants.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("version")]
    public async Task The_version_is_the_tools_own(string word)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync(word));
        Assert.Matches(@"^kftenants \d+\.\d+\.\d+ \((commit [0-9a-f]{7}, )?[a-z0-9.]+-[a-z0-9]+\)\s$", terminal.Out);
        Assert.StartsWith(VersionAction.Tool + " (", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kftenants 0.1.0 (commit 1a2b3c4, linux-x64)", "0.1.0+1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "linux-x64")]
    [InlineData("kftenants 0.1.0 (osx-arm64)", "0.1.0", "osx-arm64")]
    [InlineData("kftenants 1.0.0-rc.1 (commit abcdef0, win-x64)", "1.0.0-rc.1+abcdef0123", "win-x64")]
    public void The_version_tells_the_commit_where_there_is_one_and_the_platform(string expected, string informational, string platform) =>
        Assert.Equal(expected, VersionAction.Line(informational, platform));

    // Plans and User-Agents bear it: they are the same whatever commit was built.
    [Fact]
    public void What_is_written_into_plans_has_no_commit() => Assert.Matches(@"^kftenants \d+\.\d+\.\d+(-[a-z0-9.]+)?$", VersionAction.Tool);

    [Fact]
    public async Task A_word_with_an_at_sign_reads_no_file()
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync("@/etc/hostname"));
        Assert.Equal("error: kftenants has no command @/etc/hostname\nSee kftenants --help.\n", terminal.Error.ReplaceLineEndings("\n"));
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
