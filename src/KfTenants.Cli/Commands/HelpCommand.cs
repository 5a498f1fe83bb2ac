using System.CommandLine;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary><c>help [COMMAND]</c>: what <c>--help</c> prints, and the same as a reference page or a manual page.</summary>
internal static class HelpCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal, RootCommand root)
    {
        var which = new Argument<string?>("COMMAND") { Description = "The command to tell about. Default: all, in brief", Arity = ArgumentArity.ZeroOrOne };
        which.CompletionSources.Add(_ => root.Subcommands.Select(c => c.Name));
        var output = CommonOptions.Output(OutputFormats.With(f => f.Help));
        var command = new Verb(
            VerbGroup.AboutTheTool, "help", "Print the help of a command.",
            new Example("kftenants help plan", "The options of plan, with examples."),
            new Example("kftenants help plan -o man=kftenants-plan.1", "Its manual page, for man."))
        {
            which,
            { Section.Output, output },
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var talk = global.Terminal(parsed, terminal);
            var answer = HelpAction.AnswerOf(Find(parsed.GetValue(which), root), talk);
            await Answer.WriteAsync(talk, [.. parsed.GetValue(output) ?? []], f => f.Help, answer, cancellationToken);
            return ExitCode.Ok.Number;
        });
        return command;
    }

    private static Command Find(string? name, RootCommand root) => name is null
        ? root
        : root.Subcommands.FirstOrDefault(c => c.Name == name) ?? throw new RefusedException(ExitCode.Usage, UnknownWords.OfCommand(name, root));
}
