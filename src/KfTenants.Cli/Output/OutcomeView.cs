using System.Diagnostics;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>How an <see cref="Outcome"/> is told: the word for JSON, the sentence for people, the exit code it asks for.</summary>
internal sealed record OutcomeView(string Word, string? Message, Tone Tone, ExitCode Code)
{
    public static OutcomeView Of(Outcome outcome) => outcome switch
    {
        Outcome.Done => new OutcomeView("done", null, Tone.Good, ExitCode.Ok),
        Outcome.AlreadyDone => new OutcomeView("alreadyDone", null, Tone.Good, ExitCode.Ok),
        Outcome.Failed failed => new OutcomeView("failed", failed.Message, Tone.Bad, ExitCode.Failed),
        Outcome.Skipped skipped => new OutcomeView("skipped", skipped.Because, Tone.Change, ExitCode.Failed),
        Outcome.Stale stale => new OutcomeView("stale", stale.Message, Tone.Bad, ExitCode.Stale),
        Outcome.Conflict conflict => new OutcomeView("conflict", conflict.Message, Tone.Notice, ExitCode.Conflict),
        _ => throw new UnreachableException(),
    };

    /// <summary>The word for people.</summary>
    public string Text => Word == "alreadyDone" ? "already done" : Word;
}
