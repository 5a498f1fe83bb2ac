using System.CommandLine;
using System.CommandLine.Invocation;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary><c>--help</c>, and <c>kftenants</c> alone: the help of the command that it stands behind, on standard output.</summary>
internal sealed class HelpAction(Terminal terminal) : SynchronousCommandLineAction
{
    private const int WidthOfFile = 100;
    private const int Narrowest = 60;
    private const int Widest = 120;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult) => Show(parseResult.CommandResult.Command, terminal).Number;

    public static ExitCode Show(Command command, Terminal terminal)
    {
        HelpText.Of(AnswerOf(command, terminal)).WriteTo(terminal.Out, terminal.ColorsOutput);
        terminal.Out.Flush();
        return ExitCode.Ok;
    }

    public static HelpAnswer AnswerOf(Command command, Terminal terminal) =>
        new(HelpPage.Of(command), terminal.IsOutputTerminal ? Math.Clamp(terminal.Width(), Narrowest, Widest) : WidthOfFile);
}
