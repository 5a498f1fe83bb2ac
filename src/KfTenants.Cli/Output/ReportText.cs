using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>What an apply did, by tenant, then the counts, what planning again found, and how to go on.</summary>
internal static class ReportText
{
    public static StyledText Of(ReportAnswer answer)
    {
        var result = answer.Result;
        if (result.Report is not { } report)
        {
            return result.End == RunEnd.Ok ? new StyledText() : new StyledText().Line("Nothing was written.");
        }

        var cluster = ClusterText.Before(result.Plan.Cluster.Name) + result.Plan.Cluster.Server;
        var text = new StyledText().EndLine().Add(Tone.Heading, $"Applied set {result.Plan.Set} to {cluster}").EndLine();
        foreach (var tenant in report.Results.Where(r => answer.Detail == PlanDetail.Full || r.Outcome is not (Outcome.Done or Outcome.AlreadyDone)).GroupBy(r => r.Change.Tenant))
        {
            text.Add(Tone.Heading, TenantList.Heading(tenant.Key)).EndLine();
            foreach (var (change, outcome) in tenant.Select(r => (ChangeDocument.Of(r.Change), OutcomeText.Of(r.Outcome))))
            {
                text.Add("  ").AddPadded(change.Tone(), change.Symbol(), 4).Add(change.Object.Within(tenant.Key)).Add(": ").Add(outcome.Tone, OutcomeText.Spoken(outcome.Word));
                text.Add(outcome.Message is { } message ? ": " + WithoutName(message, change.Object) : "").EndLine();
            }
        }

        text.Line(string.Join(", ", answer.Counts.Where(c => c.Word == "done" || c.Count > 0).Select(c => $"{c.Count} {OutcomeText.Spoken(c.Word)}")) + ".");
        text = GuardText.Overridden(result.Plan.Guards) is { } guards ? text.Add(Tone.Notice, "Overridden guards: ").Line(guards + ".") : text;
        Verification(text, answer, report);
        return result.RunId is { } run ? text.Add(Tone.Faint, $"run {run}").EndLine() : text;
    }

    // Messages begin with their object; on its own line that is said already.
    private static string WithoutName(string message, ObjectDocument changed) =>
        message.StartsWith($"{changed}: ", StringComparison.Ordinal) ? message[$"{changed}: ".Length..] : message;

    private static void Verification(StyledText text, ReportAnswer answer, ExecutionReport report)
    {
        var result = answer.Result;
        if (report.Interrupted)
        {
            text.Add(Tone.Notice, result.LostLock is null ? "Interrupted. " : "Stopped. ");
            text.Add(result.LostLock is { } why ? why + ". " : "").Line($"Writes in flight were finished, and nothing else was written. Continue with: {answer.Resume}");
            return;
        }

        foreach (var change in result.Left)
        {
            var what = change.Action == "conflict" ? $"came into the way: {change.Detail}" : $"still to {change.Action}";
            text.Add("  ").Add(Tone.Bad, "! ").Add($"{change.Object.Within(null)}: {what}").EndLine();
            foreach (var field in change.Fields)
            {
                var (before, after) = FieldText.Values(field.Path, field.Old, field.New);
                text.Add($"        {FieldText.Path(field.Path)}  {before} -> {after}");
                text.Add(field.Manager is { } manager ? $"  set by {manager}" : "").EndLine();
            }
        }

        var failed = result.Count<Outcome.Failed>();
        if (result.Remaining is not null && report.Converged)
        {
            var part = result.Plan.Scope.Shard is { } shard ? $" as far as shard {shard} goes" : "";
            text.Add(Tone.Good, "Verified: ").Line($"the cluster matches the file{part}{(result.Remaining.HasConflicts ? ", except for the conflicts that need a person." : ".")}");
        }
        else if (result.Remaining is not null && result.End == RunEnd.Failed && failed == 0)
        {
            text.Add(Tone.Bad, "Did not converge: ").Line("something in the cluster changes these fields back; find and stop it before the next apply.");
        }

        if (result.Appeared.ToList() is { Count: > 0 } appeared)
        {
            text.Line($"Unmanaged: {Words.Count(appeared.Count, "grant")} not in {result.Plan.FileName()} came while this ran (kept)");
            appeared.ForEach(grant => PlanText.Unmanaged(text, grant));
        }

        foreach (var notice in result.Remaining?.Notices.Where(n => n.Word == PlanNotice.NamespaceStays) ?? [])
        {
            text.Add("  ").Add(Tone.Notice, "! ").Line(notice.Text);
        }

        if (failed + result.Count<Outcome.Skipped>() + result.Count<Outcome.Stale>() > 0)
        {
            text.Line("Fix the cause and run the same command again; completed changes are kept.");
        }
    }
}
