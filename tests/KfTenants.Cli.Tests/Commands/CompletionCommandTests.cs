using System.Collections.Immutable;
using System.Diagnostics;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

public sealed class CompletionCommandTests : IDisposable
{
    private readonly CaseRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_script_asks_the_tool_itself(string shell)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("completion", shell));
        Assert.Contains("\"[suggest:", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "plan")]
    [InlineData("", "help")]
    [InlineData("pl", "plan")]
    [InlineData("help ", "apply")]
    [InlineData("plan --de", "--detailed-exitcode")]
    [InlineData("plan -o ", "json")]
    [InlineData("apply --all", "--allow")]
    [InlineData("apply --allow ", "deletes=")]
    [InlineData("apply --allow gu", "guards")]
    [InlineData("plan --tenant ", "team-vision")]
    [InlineData("plan -f tenants.yaml --tenant team-a", "team-audio")]
    [InlineData("plan -f broken.yaml --tenant ", "team-broken")]
    [InlineData("plan -f broken.yaml --cluster ", "eu")]
    [InlineData("history -f broken.yaml --cluster ", "all")]
    [InlineData("plan --kubeconfig contexts --context ", "arn:aws:eks:eu-west-1:1:cluster/prod")]
    [InlineData("plan --context=", "staging")]
    [InlineData("plan --context=staging --de", "--detailed-exitcode")]
    [InlineData("completion ", "zsh")]
    public async Task The_tool_suggests(string line, string expected) => Assert.Contains(expected, await SuggestionsAsync(line));

    [Theory]
    [InlineData("validate --con", "--context")]
    [InlineData("plan -", "/?")]
    [InlineData("plan -", "-?")]
    [InlineData("plan -f nowhere.yaml --tenant ", "team-vision")]
    public async Task The_tool_does_not_suggest(string line, string unexpected) => Assert.DoesNotContain(unexpected, await SuggestionsAsync(line));

    [InstalledTheory("bash")]
    [InlineData("p", "plan")]
    [InlineData("plan --det", "plan --detailed-exitcode")]
    [InlineData("plan --tenant team-v", "plan --tenant team-vision")]
    [InlineData("plan --tenant=team-v", "plan --tenant=team-vision")]
    [InlineData("plan --kubeconfig contexts --context arn:aws:eks:eu", "plan --kubeconfig contexts --context arn:aws:eks:eu-west-1:1:cluster/prod")]
    [InlineData("plan --kubeconfig contexts --context odd", "plan --kubeconfig contexts --context odd$(touch pwned)")]
    [InlineData("plan --allow access", "plan --allow access-revoked=", false)]
    [InlineData("plan -f brok", "plan -f broken.yaml")]
    public async Task Bash_completes(string typed, string expected, bool isWholeWord = true)
    {
        await WriteProgramAsync();
        await File.WriteAllTextAsync(Path.Combine(_run.Here, "rc"), "PATH=$PWD:$PATH PS1=\nsource <(kftenants completion bash)\n");
        var (output, error) = await RunAsync("bash", ["--noprofile", "--rcfile", "rc", "-i"], $"kftenants {typed}\tEND\nexit\n");
        Assert.True(output.Split('\n').Contains($"RAN:{expected}{(isWholeWord ? " " : "")}END"), output + error);
        Assert.False(File.Exists(Path.Combine(_run.Here, "pwned")));
    }

    [InstalledTheory("fish")]
    [InlineData("p", "plan")]
    [InlineData("plan --tenant team-v", "team-vision")]
    [InlineData("plan --tenant=team-v", "--tenant=team-vision")]
    [InlineData("plan --kubeconfig contexts --context arn:", "arn:aws:eks:eu-west-1:1:cluster/prod")]
    public async Task Fish_completes(string typed, string expected)
    {
        await WriteProgramAsync();
        var (output, error) = await RunAsync("fish", ["--no-config", "-c", $"set -x PATH $PWD $PATH; kftenants completion fish | source; complete -C 'kftenants {typed}'"], "");
        Assert.True(output.Split('\n').Contains(expected), output + error);
    }

    // zpty gives the shell a terminal, which its line editor needs.
    [InstalledTheory("zsh")]
    [InlineData("pla", "plan")]
    [InlineData("plan --tenant=team-v", "plan --tenant=team-vision")]
    [InlineData("plan --kubeconfig contexts --context arn:", "plan --kubeconfig contexts --context arn:aws:eks:eu-west-1:1:cluster/prod")]
    public async Task Zsh_completes(string typed, string expected)
    {
        await WriteProgramAsync();
        await File.WriteAllTextAsync(Path.Combine(_run.Here, "test.zsh"), """
            zmodload zsh/zpty
            zpty -b z zsh -f -i
            zpty -w z 'PS1=; PATH=$PWD:$PATH; autoload -Uz compinit; compinit -u -D; source <(kftenants completion zsh); echo IS-"READY"'
            zpty -r -m z line '*IS-READY*'
            zpty -w z "kftenants $1"$'\t'END
            zpty -r -m z line '*RAN:*END*'
            print -r -- "$line"

            """);
        var (output, error) = await RunAsync("zsh", ["-f", "test.zsh", typed], "");
        Assert.True(output.Replace("\r", "", StringComparison.Ordinal).Split('\n').Contains($"RAN:{expected} END"), output + error);
    }

    private async Task<(string Out, string Error)> RunAsync(string shell, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(shell, arguments)
        {
            WorkingDirectory = _run.Here,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _run.Here;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (await output, await error);
    }

    private async Task<string[]> SuggestionsAsync(string line)
    {
        WriteFiles();
        var terminal = new TestTerminal { Directory = _run.Here, Environment = ImmutableDictionary<string, string>.Empty.Add("KUBECONFIG", "current") };
        Assert.Equal(0, await terminal.RunAsync($"[suggest:{line.Length}]", line));
        Assert.Empty(terminal.Error);
        return terminal.Out.ReplaceLineEndings("\n").Split('\n');
    }

    // What completes and makes the script is the tool; what is run at last only says its words.
    private async Task WriteProgramAsync()
    {
        WriteFiles();
        var path = Path.Combine(_run.Here, "kftenants");
        var tool = string.Join(' ', ProgramFile.Command.Before.Prepend(ProgramFile.Command.File).Select(w => $"'{w}'"));
        await File.WriteAllTextAsync(path, $"#!/bin/sh\ncase $1 in \\[suggest* | completion) exec {tool} \"$@\" ;; *) echo \"RAN:$*\" ;; esac\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void WriteFiles()
    {
        File.WriteAllText(Path.Combine(_run.Here, "broken.yaml"), "tenants:\n- name: team-broken\n  owner: [1]\n- nothing\nclusters:\n- name: eu\n- []\n");
        File.WriteAllText(Path.Combine(_run.Here, "current"), "contexts:\n- name: staging\n");
        File.WriteAllText(Path.Combine(_run.Here, "contexts"),
            "contexts:\n- name: arn:aws:eks:eu-west-1:1:cluster/prod\n- name: other\n- name: odd$(touch pwned)\n");
    }
}
