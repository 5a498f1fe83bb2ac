using KfTenants.Kube;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>The run history for people: a block for each run, the newest first.</summary>
internal static class HistoryText
{
    public static StyledText Of(HistoryAnswer answer)
    {
        var record = answer.Record;
        var text = new StyledText().Add(Tone.Heading, $"Set {answer.Set} on {answer.Address}").EndLine();
        if (record.Runs.IsEmpty)
        {
            return text.Line("No run is recorded.");
        }

        foreach (var entry in record.Runs.Reverse())
        {
            text.EndLine().Add(Tone.Heading, Times.Seconds(entry.Started)).Add("  ").Add(ToneOf(entry.Outcome), entry.Outcome).Add($"  by {entry.Run.Actor}").EndLine();
            Line(text, "run", $"{entry.Run.Id} of {entry.Tool}{(entry.Finished is { } end ? $", ended {Times.Seconds(end)}" : "")}");
            Line(text, "changes", Changes(entry));
            Line(text, "guards", GuardText.Overridden(entry.Overridden) is { } guards ? $"overridden: {guards}" : null);
            Line(text, "only", entry.Scope is { } scope ? string.Join(", ", scope) : null);
            Line(text, "shard", entry.Shard);
            Line(text, "plan", entry.Checksum);
            Line(text, "commit", entry.Run.Commit);
            Line(text, "log", entry.Run.Url);
        }

        return text;
    }

    private static string Changes(RunRecord entry)
    {
        var planned = string.Join(", ", entry.Planned.Select(p => $"{p.Value} {p.Key}"));
        return entry.Finished is null ? planned : $"{planned}; {entry.Done} of {entry.Planned.Values.Sum()} done";
    }

    private static void Line(StyledText text, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            text.Add("  ").AddPadded(Tone.Faint, name, 8).Line(value);
        }
    }

    private static Tone ToneOf(string outcome) => outcome == ExitCode.Ok.Word ? Tone.Good : outcome == RunRecord.Running ? Tone.Plain : Tone.Bad;
}
