using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary><c>help [COMMAND]</c>: what <c>--help</c> prints.</summary>
internal static class HelpCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal, RootCommand root)
    {
        var which = new Argument<string?>("COMMAND") { Description = "The command to tell about. Default: all, in brief", Arity = ArgumentArity.ZeroOrOne };
        which.CompletionSources.Add(_ => root.Subcommands.Select(c => c.Name));
        var command = new Verb(VerbGroup.AboutTheTool, "help", "Print the help of a command.", new Example("kftenants help plan", "The options of plan, with examples.")) { which };
        command.SetAction(parsed => HelpAction.Show(Find(parsed.GetValue(which), root), global.Terminal(parsed, terminal)).Number);
        return command;
    }

    private static Command Find(string? name, RootCommand root) => name is null
        ? root
        : root.Subcommands.FirstOrDefault(c => c.Name == name) ?? throw new RefusedException(ExitCode.Usage, UnknownWords.OfCommand(name, root));
}
