using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>The one question that is asked before something is written.</summary>
internal static class Confirmation
{
    /// <summary>Only <c>yes</c> is a yes.</summary>
    /// <param name="declined">What is said to any other answer.</param>
    public static async Task<bool> AskAsync(Terminal terminal, string question, string declined, CancellationToken cancellationToken)
    {
        new StyledText().EndLine().Line(question).Add("Only 'yes' will be accepted: ").WriteTo(terminal.Error, terminal.ColorsError);
        await terminal.Error.FlushAsync(cancellationToken);
        if (await terminal.ReadLineAsync(cancellationToken) is "yes")
        {
            return true;
        }

        new StyledText().Line(declined).WriteTo(terminal.Error, terminal.ColorsError);
        return false;
    }
}
