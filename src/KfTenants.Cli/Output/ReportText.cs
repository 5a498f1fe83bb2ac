namespace KfTenants.Cli.Output;

/// <summary>What an apply did, by tenant, then the counts, what planning again found, and how to go on.</summary>
internal static class ReportText
{
    private static readonly string[] WordsInOrder = ["done", "alreadyDone", "failed", "skipped", "stale", "conflict"];

    public static StyledText Of(Report report)
    {
        if (report.Ended is not null && report.Results.IsEmpty)
        {
            return report.Ended == ExitCode.Ok ? new StyledText() : new StyledText().Line("Nothing was written.");
        }

        var text = new StyledText().EndLine().Add(Tone.Heading, $"Applied set {report.Plan.Set} to {report.Plan.Cluster.Address}").EndLine();
        foreach (var tenant in report.Results.GroupBy(r => r.Change.Tenant))
        {
            text.Add(Tone.Heading, tenant.Key is null ? "Shared by all tenants" : $"Tenant {tenant.Key}").EndLine();
            foreach (var (change, outcome) in tenant)
            {
                text.Add("  ").AddPadded(change.Tone, change.Symbol, 4).Add(change.Object.Within(tenant.Key)).Add(": ").Add(outcome.Tone, outcome.Text);
                text.Add(outcome.Message is { } message ? ": " + WithoutName(message, change.Object) : "").EndLine();
            }
        }

        text.Line(string.Join(", ", WordsInOrder.Where(w => w == "done" || report.Count(w) > 0).Select(w => $"{report.Count(w)} {(w == "alreadyDone" ? "already done" : w)}")) + ".");
        text = GuardText.Overridden(report.Plan.Guards) is { } guards ? text.Add(Tone.Notice, "Overridden guards: ").Line(guards + ".") : text;
        Verification(text, report);
        return report.RunId is { } run ? text.Add(Tone.Faint, $"run {run}").EndLine() : text;
    }

    // Messages begin with their object; on its own line that is said already.
    private static string WithoutName(string message, ObjectRef key) =>
        message.StartsWith($"{key}: ", StringComparison.Ordinal) ? message[$"{key}: ".Length..] : message;

    private static void Verification(StyledText text, Report report)
    {
        if (report.Interrupted)
        {
            text.Add(Tone.Notice, report.LostLock is null ? "Interrupted. " : "Stopped. ");
            text.Add(report.LostLock is { } why ? why + ". " : "").Line($"What was begun is finished, nothing else was. Go on with: {report.Resume ?? "the same command"}");
            return;
        }

        foreach (var change in report.Left)
        {
            text.Add("  ").Add(Tone.Bad, "! ").Add($"{change.Object.Within(null)}: still to {change.Action}").EndLine();
            foreach (var field in change.Fields)
            {
                var (before, after) = FieldText.Values(field.Before, field.After);
                text.Add($"        {FieldText.Path(field.Pointer)}  {before} -> {after}");
                text.Add(field.TakenFrom is { } manager ? $"  set by {manager}" : "").EndLine();
            }
        }

        if (report.Remaining is not null && report.Converged)
        {
            text.Add(Tone.Good, "Converged: ").Line(
                report.Remaining.HasConflicts ? "planning again found nothing left to do but what needs a person." : "planning again found nothing left to do.");
        }
        else if (report.Remaining is not null && report.Code == ExitCode.Failed && report.Count("failed") == 0)
        {
            text.Add(Tone.Bad, "Did not converge: ").Line("something in the cluster changes these fields back; find it before applying again.");
        }

        if (report.Count("failed") + report.Count("skipped") + report.Count("stale") > 0)
        {
            text.Line("Run the same command again when the cause is mended: what is done stays done.");
        }
    }
}
