namespace KfTenants.Cli.Tests.Commands;

public sealed class UnknownWordsTests
{
    [Theory]
    [InlineData("kftenants has no --yes; use --auto-approve", "apply", "--yes")]
    [InlineData("kftenants has no -y; use --auto-approve", "apply", "-y")]
    [InlineData("kftenants has no -force; use --auto-approve", "apply", "-force")]
    [InlineData("kftenants unlock has no --force; use --auto-approve", "unlock", "--force")]
    [InlineData("kftenants has no -auto-approve; use --auto-approve", "apply", "-auto-approve")]
    [InlineData("kftenants has no --yes; use kftenants apply --auto-approve", "plan", "--yes")]
    [InlineData("kftenants has no -out; use --out", "plan", "-out=x")]
    [InlineData("kftenants has no -out; use kftenants plan --out", "apply", "-out=x")]
    [InlineData("kftenants has no --dry-run; use kftenants plan", "apply", "--dry-run")]
    [InlineData("kftenants has no --dry-run=client; use kftenants plan", "apply", "--dry-run=client")]
    [InlineData("kftenants has no --dry-run=server; use kftenants plan --server-dry-run", "apply", "--dry-run=server")]
    [InlineData("kftenants has no -target=x; use --tenant", "plan", "-target=x")]
    [InlineData("kftenants has no -n; use --tenant", "plan", "-n", "team-a")]
    [InlineData("kftenants has no --namespace; use --tenant", "apply", "--namespace", "team-a")]
    [InlineData("kftenants has no -var-file=x; use --file", "plan", "-var-file=x")]
    [InlineData("kftenants has no --diff; use kftenants plan", "apply", "--diff")]
    [InlineData("kftenants has no --json; use -o json", "history", "--json")]
    [InlineData("kftenants has no -detailed-exitcode; use --detailed-exitcode", "plan", "-detailed-exitcode")]
    [InlineData("kftenants has no --prune; use state: absent in the tenants file, with --allow tenant-deletes=N", "apply", "--prune")]
    [InlineData("kftenants has no --version; use kftenants version", "plan", "--version")]
    [InlineData("kftenants has no -version; use kftenants version", "-version")]
    [InlineData(
        "kftenants validate has no --context; plan, apply, access, audit, doctor, reap, touch, kubeconfig, token, history, unlock, snapshot, import and exec-credential have it",
        "validate", "--context", "prod")]
    [InlineData("--context belongs behind a command: kftenants history --context=prod", "--context=prod", "history")]
    [InlineData("--context belongs behind a command: kftenants plan --context", "--context", "prod")]
    [InlineData("kftenants apply has no --xyzzy", "apply", "--xyzzy", "value")]
    [InlineData("kftenants apply has no -z", "apply", "-z")]
    [InlineData("kftenants plan has no --nope", "plan", "--tenant", "--nope")]
    [InlineData("kftenants plan takes no word tenants.yaml; a tenants file is named with -f: kftenants plan -f tenants.yaml", "plan", "tenants.yaml")]
    [InlineData("kftenants version takes no word now", "version", "now")]
    [InlineData("kftenants plan takes no word yes", "plan", "--adopt", "yes")]
    [InlineData("--adopt takes no value, and --adopt=yes gives it one", "plan", "--adopt=yes")]
    [InlineData("-v takes no value, and -v=6 gives it one", "plan", "-v=6")]
    public async Task Each_is_answered_with_ours_and_ends_with_64(string expected, params string[] args)
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync(args));
        var lines = terminal.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal("error: " + expected, lines[0]);
        Assert.StartsWith("See kftenants", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Several_are_told_at_once()
    {
        var terminal = new TestTerminal();
        Assert.Equal(64, await terminal.RunAsync("apply", "--yes", "--dry-run", "-o", "json"));
        Assert.Equal(
            "error: kftenants has no --yes; use --auto-approve\nerror: kftenants has no --dry-run; use kftenants plan\nSee kftenants apply --help.\n",
            terminal.Error.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("show", "--", "--odd.json")]
    [InlineData("show", "./-odd.json")]
    public async Task A_file_may_still_begin_with_a_dash(params string[] args)
    {
        using var run = new CaseRun();
        var terminal = new TestTerminal { Directory = run.Here };
        Assert.Equal(1, await terminal.RunAsync(args));
        Assert.Contains("odd.json: no such file", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-ojson")]
    [InlineData("-o=json")]
    [InlineData("--output=json")]
    public async Task A_value_may_stand_beside_its_option(string option)
    {
        using var run = new CaseRun();
        Assert.Equal(0, await run.RunAsync($"plan {option}"));
        Assert.StartsWith("{", run.Out, StringComparison.Ordinal);
    }
}
