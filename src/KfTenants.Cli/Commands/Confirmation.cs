using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>The one question that is asked before something is written.</summary>
internal static class Confirmation
{
    /// <summary>A question needs a terminal on standard input, and nothing else that is read from there.</summary>
    /// <param name="command">The one that asks.</param>
    /// <param name="paths">The tenants files.</param>
    /// <param name="instead">What makes the question needless.</param>
    /// <exception cref="RefusedException">Standard input is no terminal, or holds the tenants file.</exception>
    public static void CheckCanAsk(string command, IReadOnlyCollection<string> paths, Terminal terminal, string instead)
    {
        if (DocumentFile.IsInput(paths))
        {
            throw new RefusedException(ExitCode.Usage, $"{command} asks on standard input, from which it reads the tenants file: give {instead}");
        }

        if (!terminal.IsInputTerminal)
        {
            throw new RefusedException(ExitCode.Usage, $"{command} asks before it writes, and standard input is not a terminal: give {instead}");
        }
    }

    /// <summary>Only the exact answer is a yes.</summary>
    /// <param name="question">Whole lines.</param>
    /// <param name="declined">What is said to any other answer.</param>
    /// <param name="answer">What must be typed, and what that stands for; null: <c>yes</c>.</param>
    public static async Task<bool> AskAsync(
        Terminal terminal, StyledText question, string declined, CancellationToken cancellationToken, (string Text, string What)? answer = null)
    {
        var wanted = answer?.Text ?? "yes";
        question.Add(answer is { What: var what } ? $"Only {what}, '{wanted}', will be accepted: " : $"Only '{wanted}' will be accepted: ");
        question.WriteTo(terminal.Error, terminal.ColorsError);
        await terminal.Error.FlushAsync(cancellationToken);
        if (await terminal.ReadLineAsync(cancellationToken) == wanted)
        {
            return true;
        }

        new StyledText().Line(declined).WriteTo(terminal.Error, terminal.ColorsError);
        return false;
    }
}
