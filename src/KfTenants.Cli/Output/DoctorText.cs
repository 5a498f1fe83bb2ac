using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Doctor;

namespace KfTenants.Cli.Output;

/// <summary>What the doctor found, for the person who wants to work: what comes first in the chain first, each with its remedy, and what could not be looked at.</summary>
internal static class DoctorText
{
    public static StyledText Of(DoctorAnswer answer)
    {
        var text = new StyledText().Add(Tone.Heading, Headline(answer)).EndLine();
        About(text, answer);
        foreach (var walk in answer.Diagnosis.Walks)
        {
            Walk(text, walk);
        }

        if (answer.First is { } first && answer.Diagnosis.Findings.Length > 1)
        {
            text.EndLine().Add(Tone.Heading, "First of all").Add("  ").Add(Tone.Bad, first.Id).Line($" {first.Subject}: {first.Message}");
        }

        return text.Add(FindingsOf(answer));
    }

    /// <summary>The findings by area, and what could not be looked at.</summary>
    public static StyledText FindingsOf(DoctorAnswer answer)
    {
        var text = new StyledText();
        foreach (var area in answer.Diagnosis.Findings.GroupBy(f => f.Area))
        {
            text.EndLine().Add(Tone.Heading, area.Key.ToHeading()).EndLine();
            foreach (var finding in area)
            {
                AuditText.Add(text, finding.Severity, finding.Id, finding.Subject, finding.Message, finding.Remedy);
            }
        }

        Skipped(text, answer);
        return text.EndLine().Add(answer.IsWell ? Tone.Good : Tone.Heading, answer.IsWell ? "All well" : "Not well").Line($": {answer.Numbers}.");
    }

    public static string Headline(DoctorAnswer answer) =>
        answer.File is { } file ? $"Kubeconfig {file}" : $"Doctor of {answer.Where}{(answer.Set is { } set ? $", with the file of set {set}" : "")}";

    /// <summary>What a person should see of a check that could not look: what is missing, which checks, and which rights would let them.</summary>
    public static string Reason(IGrouping<string, SkippedCheck> same)
    {
        var rights = same.SelectMany(s => s.Check.Rights).Distinct(StringComparer.Ordinal).ToList();
        var isRefused = same.Key.Contains("403", StringComparison.Ordinal);
        return $"{same.Key}: {string.Join(", ", Ranges([.. same.Select(s => s.Check)]))}{(isRefused && rights.Count > 0 ? $" (they read: {string.Join(", ", rights)})" : "")}";
    }

    // Of many that stand together in the catalogue the first and the last one.
    private static IEnumerable<string> Ranges(ImmutableArray<DoctorCheck> checks)
    {
        for (var from = 0; from < checks.Length;)
        {
            var (to, at) = (from, DoctorChecks.All.IndexOf(checks[from]));
            while (to + 1 < checks.Length && DoctorChecks.All.IndexOf(checks[to + 1]) == at + to + 1 - from)
            {
                to++;
            }

            yield return to == from ? checks[from].Id : $"{checks[from].Id} {(to == from + 1 ? "and" : "to")} {checks[to].Id}";
            from = to + 1;
        }
    }

    public static Tone ToneOf(WalkState state) => state switch
    {
        WalkState.Fine => Tone.Good,
        WalkState.Broken => Tone.Bad,
        WalkState.Unknown => Tone.Notice,
        _ => Tone.Faint,
    };

    public static string HeadingOf(PersonWalk walk) => walk.Tenant is null ? walk.Person : $"{walk.Person} in {walk.Tenant}";

    public static string VerdictOf(PersonWalk walk) => walk.Break is { } end ? $"The way ends at {end.Word}"
        : walk.Steps.All(s => s.State == WalkState.Unknown) ? "Nothing of the way could be looked at"
        : walk.Steps.Any(s => s.State == WalkState.Unknown) ? "No break was found, and not everything could be looked at"
        : "The way is free";

    private static void About(StyledText text, DoctorAnswer answer)
    {
        var width = Columns.Width(answer.Diagnosis.About.Select(a => a.Word));
        foreach (var (word, value) in answer.Diagnosis.About)
        {
            text.Add("  ").AddPadded(Tone.Faint, word, width + 2).Line(value);
        }
    }

    private static void Walk(StyledText text, PersonWalk walk)
    {
        text.EndLine().Add(Tone.Heading, HeadingOf(walk)).EndLine();
        var width = Columns.Width(walk.Steps.Select(s => s.Word));
        foreach (var step in walk.Steps)
        {
            text.Add("  ").AddPadded(ToneOf(step.State), step.State.ToText(), "unknown".Length + 2).AddPadded(Tone.Plain, step.Word, width + 2).Line(step.Text);
            if (step.Remedy is { } remedy)
            {
                text.Add("    ").Add(Tone.Faint, "to do: ").Line(remedy);
            }
        }

        text.Add("  ").Add(walk.Break is null ? Tone.Good : Tone.Bad, VerdictOf(walk)).Line(".");
    }

    private static void Skipped(StyledText text, DoctorAnswer answer)
    {
        if (!answer.Diagnosis.Skipped.IsEmpty)
        {
            text.EndLine().Add(Tone.Heading, "Not looked at").EndLine();
            foreach (var same in answer.SkippedByReason)
            {
                text.Add("  ").Add(Tone.Notice, "! ").Line(Reason(same));
            }
        }

        AccessListText.Unread(text, answer.UnreadBesides);
    }
}
