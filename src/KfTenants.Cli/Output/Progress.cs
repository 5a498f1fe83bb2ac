using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>
/// How far an apply is, on standard error: one line drawn over and over on a terminal, one line per event with
/// <c>--verbose</c>, nothing else otherwise (a log wants the report, not the way there).
/// </summary>
internal sealed class Progress(Terminal terminal, int total, bool verbose)
{
    private int _finished;
    private int _drawn;

    public void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.Finished finished:
                _finished++;
                var outcome = OutcomeText.Of(finished.Outcome);
                Write($"[{_finished}/{total}] {finished.Change.Key}: {OutcomeText.Spoken(outcome.Word)}{(verbose && outcome.Message is { } message ? ": " + message : "")}");
                break;
            case RunEvent.Waiting waiting:
                Write($"[{_finished}/{total}] waiting for {waiting.What}");
                break;
            default:
                break;
        }
    }

    /// <summary>Wipes the line that was drawn.</summary>
    public void End()
    {
        if (_drawn > 0)
        {
            terminal.Error.Write("\r" + new string(' ', _drawn) + "\r");
            terminal.Error.Flush();
            _drawn = 0;
        }
    }

    private void Write(string line)
    {
        line = SafeText.Of(line);
        if (verbose)
        {
            terminal.Error.WriteLine(line);
        }
        else if (terminal.CanRedraw)
        {
            var width = Math.Max(20, terminal.Width()) - 1;
            line = line.Length > width ? line[..width] : line;
            terminal.Error.Write("\r" + line.PadRight(_drawn));
            terminal.Error.Flush();
            _drawn = line.Length;
        }
    }
}
