using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using KfTenants.Cli.Commands;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;

namespace KfTenants.Cli;

/// <summary>The command line: builds the commands, runs the one that was asked for, and is the one place that catches.</summary>
internal static class App
{
    [SuppressMessage("Design", "CA1031", Justification = "The last one: whatever it is, it ends with one line and an exit code.")]
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var global = new GlobalOptions();
        var root = Root(global, terminal);

        // A word that begins with @ is a word: nothing on a command line may make the tool read a file unasked.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var talk = terminal with { NoColor = parsed.GetResult(global.NoColor) is not null };
        if (parsed.Errors.Count > 0)
        {
            return await UsageAsync(parsed, talk);
        }

        if (args.FirstOrDefault(IsWithoutValue) is { } word)
        {
            return await EndAsync(talk, ExitCode.Usage, $"{(word.Length == 0 ? "an argument" : word)} on the command line is empty; is a variable not set?");
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync(talk, ExitCode.Cancelled, "interrupted");
        }
        catch (RefusedException refused)
        {
            return await EndAsync(talk, refused.Code, refused.Message);
        }
        catch (KfTenantsException failed)
        {
            return await EndAsync(talk, ExitCode.Failed, failed.Message);
        }
        catch (Exception defect)
        {
            // For who reports it the stack is one option away; nothing of it belongs into a log unasked.
            if (parsed.GetValue(global.Verbose))
            {
                foreach (var line in defect.ToString().Split('\n'))
                {
                    await talk.Error.WriteLineAsync(SafeText.Of(line.TrimEnd('\r')));
                }
            }

            return await EndAsync(talk, ExitCode.Failed,
                $"this is a defect of kftenants ({defect.GetType().Name}: {defect.Message}); run the same command with --verbose, and report what it prints");
        }
    }

    private static RootCommand Root(GlobalOptions global, Terminal terminal)
    {
        var root = new RootCommand("Makes Kubeflow clusters match one reviewed file: logins, profiles, access and quotas.");
        global.AddTo(root);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal);
        root.Subcommands.Add(InitCommand.Create(global, terminal));
        root.Subcommands.Add(ValidateCommand.Create(global, terminal));
        root.Subcommands.Add(PlanCommand.Create(global, terminal));
        root.Subcommands.Add(ApplyCommand.Create(global, terminal));
        root.Subcommands.Add(ShowCommand.Create(global, terminal));
        root.Subcommands.Add(HistoryCommand.Create(global, terminal));
        root.Subcommands.Add(UnlockCommand.Create(global, terminal));
        root.Subcommands.Add(BootstrapCommand.Create(global, terminal));
        root.Subcommands.Add(SchemaCommand.Create(terminal));
        root.Subcommands.Add(HashPasswordCommand.Create(global, terminal));
        root.Subcommands.Add(CompletionCommand.Create(terminal));
        return root;
    }

    // Never meant, and a path: the current directory and all that is in it would be taken.
    private static bool IsWithoutValue(string word) =>
        word.Length == 0 || (word.StartsWith('-') && word.IndexOf('=', StringComparison.Ordinal) == word.Length - 1);

    private static async Task<int> EndAsync(Terminal terminal, ExitCode code, string message)
    {
        new StyledText().Add(Tone.Bad, "error: ").Add(message).EndLine().WriteTo(terminal.Error, terminal.ColorsError);
        await terminal.Error.FlushAsync();
        return code.Number;
    }

    // Not the library's own answer: that goes to standard output, in part, and ends with 1.
    private static async Task<int> UsageAsync(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens.Count == 0)
        {
            await command.Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = terminal.Error });
            return ExitCode.Usage.Number;
        }

        var text = new StyledText();
        foreach (var error in parsed.Errors.Where(e => parsed.UnmatchedTokens.Count == 0 || e.SymbolResult is not CommandResult ||
            e.Message.Contains('\'', StringComparison.Ordinal)))
        {
            // Some of the library's messages are lists, one word to a line.
            text.Add(Tone.Bad, "error: ").Add(string.Join(' ', error.Message.Split((char[])['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))).EndLine();
        }

        var known = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)
            .Concat(parsed.CommandResult.AllOptions().SelectMany(o => o.Aliases.Append(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal)));
        var hints = new SpellingHints();
        foreach (var token in parsed.UnmatchedTokens)
        {
            if (hints.Nearest(token.Split('=')[0], known) is { } meant)
            {
                text.Add($"Did you mean {meant}?").EndLine();
            }
        }

        var words = command is RootCommand ? "kftenants" : $"kftenants {command.Name}";
        text.Add($"See {words} --help.").EndLine().WriteTo(terminal.Error, terminal.ColorsError);
        await terminal.Error.FlushAsync();
        return ExitCode.Usage.Number;
    }

    private static IEnumerable<Option> AllOptions(this CommandResult result) =>
        result.Command.Options.Concat(result.Parent is CommandResult parent ? parent.AllOptions().Where(o => o.Recursive) : []);
}
