using System.Diagnostics;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>How an <see cref="Outcome"/> is told: the word for JSON, the sentence for people.</summary>
internal sealed record OutcomeText(string Word, string? Message, Tone Tone)
{
    public static OutcomeText Of(Outcome outcome) => outcome switch
    {
        Outcome.Done => new OutcomeText("done", null, Tone.Good),
        Outcome.AlreadyDone => new OutcomeText("alreadyDone", null, Tone.Good),
        Outcome.Failed failed => new OutcomeText("failed", failed.Message, Tone.Bad),
        Outcome.Skipped skipped => new OutcomeText("skipped", skipped.Because, Tone.Change),
        Outcome.Stale stale => new OutcomeText("stale", stale.Message, Tone.Bad),
        Outcome.Conflict conflict => new OutcomeText("conflict", conflict.Message, Tone.Notice),
        _ => throw new UnreachableException(),
    };

    /// <summary>The word for people.</summary>
    public static string Spoken(string word) => word == "alreadyDone" ? "already done" : word;
}
