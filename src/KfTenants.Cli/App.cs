using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Diagnostics.CodeAnalysis;
using KfTenants.Cli.Commands;
using KfTenants.Cli.Output;

namespace KfTenants.Cli;

/// <summary>The command line: builds the commands, runs the one that was asked for, and is the one place that catches.</summary>
internal static class App
{
    [SuppressMessage("Design", "CA1031", Justification = "The last one: whatever it is, it ends with one line and an exit code.")]
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var output = new WatchedWriter(terminal.Out);
        terminal = terminal with { Out = output };
        var global = new GlobalOptions(terminal);
        var root = Root(global, terminal);

        // A word that begins with @ is a word: nothing on a command line may make the tool read a file unasked.
        var parsed = root.Parse(Suggestions.Spaced(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        var talk = terminal with { NoColor = parsed.GetResult(global.NoColor) is not null };
        Task<int> EndAsync(FailureAnswer failure) => EndRunAsync(talk, output, parsed, failure);
        if (parsed.Action is not HelpAction && !parsed.IsCompletion(root) && Misused(parsed, args) is { } usage)
        {
            return await EndAsync(usage);
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
        catch (OperationCanceledException interrupted) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync(FailureAnswer.Of(interrupted));
        }
        catch (KfTenantsException failed)
        {
            return await EndAsync(FailureAnswer.Of(failed));
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

            return await EndAsync(FailureAnswer.Of(
                ExitCode.Failed, $"{FailureAnswer.Defect(defect)}; run the same command with --verbose, and report what it prints"));
        }
    }

    /// <summary>The commands, in the order of the help; each says itself in which group it stands.</summary>
    internal static RootCommand Root(GlobalOptions global, Terminal terminal)
    {
        var root = new RootCommand("Makes Kubeflow clusters match one reviewed file: logins, profiles, access and quotas.");
        global.AddTo(root);
        root.SetAction(parsed => HelpAction.Show(root, global.Terminal(parsed, terminal)).Number);
        root.Subcommands.Add(ValidateCommand.Create(global, terminal));
        root.Subcommands.Add(PlanCommand.Create(global, terminal));
        root.Subcommands.Add(ApplyCommand.Create(global, terminal));
        root.Subcommands.Add(ShowCommand.Create(global, terminal));
        root.Subcommands.Add(AccessCommand.Create(global, terminal));
        root.Subcommands.Add(AuditCommand.Create(global, terminal));
        root.Subcommands.Add(DoctorCommand.Create(global, terminal));
        root.Subcommands.Add(DiffCommand.Create(global, terminal));
        root.Subcommands.Add(ReapCommand.Create(global, terminal));
        root.Subcommands.Add(TouchCommand.Create(global, terminal));
        root.Subcommands.Add(KubeconfigCommand.Create(global, terminal));
        root.Subcommands.Add(TokenCommand.Create(global, terminal));
        root.Subcommands.Add(HistoryCommand.Create(global, terminal));
        root.Subcommands.Add(UnlockCommand.Create(global, terminal));
        root.Subcommands.Add(SnapshotCommand.Create(global, terminal));
        root.Subcommands.Add(RenderCommand.Create(global, terminal));
        root.Subcommands.Add(InitCommand.Create(global, terminal));
        root.Subcommands.Add(ImportCommand.Create(global, terminal));
        root.Subcommands.Add(BootstrapCommand.Create(global, terminal));
        root.Subcommands.Add(ExportCommand.Create(global, terminal));
        root.Subcommands.Add(ExecCredentialCommand.Create(global, terminal));
        root.Subcommands.Add(SchemaCommand.Create(terminal));
        root.Subcommands.Add(HashPasswordCommand.Create(global, terminal));
        root.Subcommands.Add(CompletionCommand.Create(terminal));
        root.Subcommands.Add(HelpCommand.Create(global, terminal, root));
        root.Subcommands.Add(VersionCommand.Create(terminal));
        return root;
    }

    // What a shell asks for is half a line: nothing of it is wrong yet.
    private static bool IsCompletion(this ParseResult parsed, RootCommand root) => parsed.GetResult(root.Directives.OfType<SuggestDirective>().Single()) is not null;

    // Never meant, and a path: the current directory and all that is in it would be taken.
    private static bool IsWithoutValue(string word) =>
        word.Length == 0 || (word.StartsWith('-') && word.IndexOf('=', StringComparison.Ordinal) == word.Length - 1);

    // Not the library's own answer: that goes to standard output, in part, and ends with 1.
    private static FailureAnswer? Misused(ParseResult parsed, string[] args)
    {
        var unknown = UnknownWords.Of(parsed, args);
        if (unknown.IsEmpty && parsed.Errors.Count == 0)
        {
            return args.FirstOrDefault(IsWithoutValue) is { } word
                ? FailureAnswer.Of(ExitCode.Usage, $"{(word.Length == 0 ? "an argument" : word)} on the command line is empty; is a variable not set?")
                : null;
        }

        // Some of the library's messages are lists, one word to a line; what it says beside an unknown word is about that word.
        var problems = unknown.IsEmpty ? parsed.Errors.Select(e => string.Join(' ', e.Message.Split(['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))) : unknown;
        var command = parsed.CommandResult.Command;
        var more = $"See {(command is RootCommand ? "kftenants" : $"kftenants {command.Name}")} --help.";
        return new FailureAnswer(ExitCode.Usage, [.. problems.Select(p => new Problem(null, p) { Remedy = more })], []);
    }

    private static async Task<int> EndRunAsync(Terminal talk, WatchedWriter output, ParseResult parsed, FailureAnswer failure)
    {
        failure.ToText().WriteTo(talk.Error, talk.ColorsError);
        await talk.Error.FlushAsync();
        if (!output.IsUsed)
        {
            try
            {
                await Answer.FailAsync(talk, TargetsOf(parsed), failure with { At = talk.Time.GetUtcNow() });
            }
            catch (KfTenantsException unsaid)
            {
                FailureAnswer.Of(unsaid).ToText().WriteTo(talk.Error, talk.ColorsError);
            }
        }

        return failure.Code.Number;
    }

    // As far as they were understood: a command line may be wrong elsewhere.
    private static ImmutableArray<OutputTarget> TargetsOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<OutputTarget[]>>().SingleOrDefault() is { } option &&
        parsed.GetResult(option) is { } result && !result.Errors.Any()
            ? [.. result.GetValueOrDefault<OutputTarget[]>() ?? []]
            : [];
}
