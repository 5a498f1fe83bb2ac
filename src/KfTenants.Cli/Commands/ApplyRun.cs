using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Execution;
using KfTenants.Planning;

namespace KfTenants.Cli.Commands;

/// <summary>
/// The conversation of <c>apply</c>: plan, show, guard, compare with what was approved, ask, write, plan again, report. Nothing
/// is written that was not shown before, here or in the approved plan.
/// </summary>
/// <param name="files">The documents' names.</param>
/// <param name="approved">The saved plan; null when a person at the terminal or <c>--auto-approve</c> approves.</param>
internal sealed class ApplyRun(
    Func<CancellationToken, Task<Plan>> plan,
    Func<Plan, CancellationToken, IAsyncEnumerable<RunEvent>> execute,
    ImmutableArray<string> files,
    SavedPlan? approved,
    bool autoApprove,
    ImmutableArray<OutputTarget> targets,
    bool verbose,
    Terminal terminal)
{
    private static readonly TimeSpan OldPlan = TimeSpan.FromHours(24);

    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var planned = await plan(cancellationToken);
        var view = PlanView.Of(planned, files);
        await ShowAsync(PlanText.Of(view), cancellationToken);
        // What is left of an approved plan needs no leave of its own: the guards were passed, or exactly allowed, by the whole.
        var isStale = approved is not null && !IsApproved(approved, view);
        if (!view.GuardsPassed && (isStale || approved is not { Plan.GuardsPassed: true }))
        {
            return await EndAsync(view, ExitCode.Guarded, cancellationToken);
        }

        if (isStale)
        {
            return await EndAsync(view, ExitCode.Stale, cancellationToken);
        }

        if (!view.HasWrites)
        {
            return await EndAsync(view, PlanCommand.CodeOf(view, detailed: false), cancellationToken);
        }

        if (approved is null && !autoApprove && !await IsWantedAsync(view, cancellationToken))
        {
            return await EndAsync(view, ExitCode.Cancelled, cancellationToken);
        }

        return await WriteAsync(planned, view, cancellationToken);
    }

    private async Task<ExitCode> WriteAsync(Plan planned, PlanView view, CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        var report = new ExecutionReport([], Interrupted: true, Remaining: null);
        var isWhole = false;
        try
        {
            var interrupted = await ExecuteAsync(planned, events, cancellationToken);
            report = ExecutionReport.Of(planned, events, interrupted);
            if (!interrupted && events.OfType<RunEvent.Finished>().Any(e => e.Outcome is Outcome.Done))
            {
                report = report with { Remaining = await plan(cancellationToken) };
            }

            isWhole = true;
        }
        finally
        {
            // Also when the world fails in between: what was done must be known.
            if (!isWhole)
            {
                var ended = cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Failed;
                await ReportAsync(Report.Of(ExecutionReport.Of(planned, events, interrupted: true), view) with { Ended = ended });
            }
        }

        var told = Report.Of(report, view);
        await ReportAsync(told);
        return told.Code;
    }

    // True when it was interrupted.
    private async Task<bool> ExecuteAsync(Plan planned, List<RunEvent> events, CancellationToken cancellationToken)
    {
        var progress = new Progress(terminal, planned.Pending.Count(), verbose);
        try
        {
            await foreach (var happened in execute(planned, cancellationToken))
            {
                events.Add(happened);
                progress.Show(happened);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            progress.End();
        }

        return cancellationToken.IsCancellationRequested;
    }

    private bool IsApproved(SavedPlan saved, PlanView now)
    {
        var talk = new StyledText();
        if (terminal.Time.GetUtcNow() - saved.CreatedAt > OldPlan)
        {
            talk.Add(Tone.Change, "warning: ").Line($"the approved plan is of {Timestamps.Text(saved.CreatedAt)}");
        }

        var mismatch = Identity(saved.Plan, now);
        if (mismatch is not null)
        {
            talk.Add(Tone.Bad, "error: ").Line(mismatch).WriteTo(terminal.Error, terminal.ColorsError);
            return false;
        }

        var difference = PlanDifference.Of(saved.Plan, now);
        foreach (var done in difference.AlreadyDone)
        {
            talk.Line($"already done: {done.Action} {done.Object.Within(null)}");
        }

        if (!difference.Unapproved.IsEmpty)
        {
            talk.Add(Tone.Bad, "error: ").Line("the cluster needs more than the approved plan; nothing was written:");
            foreach (var line in difference.Unapproved)
            {
                talk.Line("  " + line);
            }

            talk.Line($"Make and review a new plan. Its checksum would be {now.Checksum}.");
        }

        talk.WriteTo(terminal.Error, terminal.ColorsError);
        return difference.Unapproved.IsEmpty;
    }

    private static string? Identity(PlanView saved, PlanView now) => (saved, now) switch
    {
        _ when saved.Set != now.Set => $"the approved plan is for set {saved.Set}, the file is set {now.Set}; nothing was written",
        _ when saved.ConfigDigest != now.ConfigDigest => $"the approved plan was made from another {now.FileName} ({saved.ConfigDigest}, now {now.ConfigDigest}); nothing was written",
        _ when saved.Cluster.Uid != now.Cluster.Uid || saved.Cluster.IsDirectory != now.Cluster.IsDirectory =>
            $"the approved plan is for another cluster (uid {saved.Cluster.Uid} at {saved.Cluster.Address}, here {now.Cluster.Uid} at {now.Cluster.Address}); nothing was written",
        _ => null,
    };

    private async Task<bool> IsWantedAsync(PlanView view, CancellationToken cancellationToken)
    {
        new StyledText().EndLine().Line($"Apply this to {view.Cluster.Address}?").Add("Only 'yes' will be accepted: ").WriteTo(terminal.Error, terminal.ColorsError);
        await terminal.Error.FlushAsync(cancellationToken);
        var answer = await terminal.ReadLineAsync(cancellationToken);
        if (answer is "yes")
        {
            return true;
        }

        new StyledText().Line("Not applied.").WriteTo(terminal.Error, terminal.ColorsError);
        return false;
    }

    // The plan is the answer while text is; beside a machine's answer it is talk.
    private async Task ShowAsync(StyledText text, CancellationToken cancellationToken)
    {
        if (Answer.OfStandardOutput(targets) == OutputFormat.Text)
        {
            text.WriteTo(terminal.Out, terminal.ColorsOutput);
            await terminal.Out.FlushAsync(cancellationToken);
            return;
        }

        text.WriteTo(terminal.Error, terminal.ColorsError);
    }

    // A machine gets its report also when there was nothing to write, or no leave to.
    private async Task<ExitCode> EndAsync(PlanView view, ExitCode code, CancellationToken cancellationToken)
    {
        var report = new Report(view, [], Interrupted: false, Remaining: null, Converged: true) { Ended = code };
        await Answer.WriteAsync(terminal, targets, () => ReportText.Of(report), () => ReportJson.Of(report), cancellationToken);
        return code;
    }

    // Not cancellable: an interrupted run must still tell.
    private Task ReportAsync(Report report) =>
        Answer.WriteAsync(terminal, targets, () => ReportText.Of(report), () => ReportJson.Of(report), CancellationToken.None);
}
