using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>The one question that is asked before something is written.</summary>
internal static class Confirmation
{
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
