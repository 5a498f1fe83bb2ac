using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Locking;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Cli.Commands;

/// <summary>
/// What an apply does while it holds the lock: plans again, compares with what was shown and approved, puts itself into the ledger,
/// writes, plans once more, and closes its books. A lost lock stops it like Ctrl-C: nothing new is begun.
/// </summary>
internal sealed class LockedRun(
    Func<CancellationToken, Task<PlanResult>> plan,
    Func<Plan, CancellationToken, IAsyncEnumerable<RunEvent>> execute,
    ICluster cluster,
    LeaseLock taken,
    ApplyOptions options,
    Terminal terminal)
{
    // Books are for later; a server that has stopped answering must not keep anybody at the terminal.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(30);

    /// <exception cref="KfTenantsException">The world failed on the way; what was done was reported.</exception>
    public async Task<Report> RunAsync(PlanView shown, CancellationToken cancellationToken)
    {
        var planned = await plan(cancellationToken);
        var view = PlanView.Of(planned.Plan, options.Files);
        if (!options.Approval.StillCovers(shown, view, terminal))
        {
            return Report.Unwritten(view, ExitCode.Stale);
        }

        return view.HasWrites
            ? await WriteAsync(planned, view, cancellationToken)
            : Report.Unwritten(view, PlanCommand.CodeOf(view, detailed: false));
    }

    private async Task<Report> WriteAsync(PlanResult planned, PlanView view, CancellationToken cancellationToken)
    {
        var actor = await cluster.WhoAmIAsync(cancellationToken) ?? (cluster.IsDirectory ? terminal.Person : "unknown");
        var run = new RunOrigin(terminal.RunId, actor, options.Ci.RunUrl, options.Ci.Commit);
        var entry = RunRecord.Start(run, VersionAction.Tool, terminal.Time.GetUtcNow(), planned.Plan, view.Checksum, view.Guards);
        await SetParent.UpdateAsync(cluster, view.Set, VersionAction.Version, record => record.Begun(entry, planned.Plan), CancellationToken.None);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, taken.Lost);
        var events = new List<RunEvent>();
        var last = planned;
        ExecutionReport? report = null;
        Report? whole = null;
        try
        {
            var interrupted = await ExecuteAsync(planned.Plan, events, stop.Token);
            report = ExecutionReport.Of(planned.Plan, events, interrupted);
            if (!interrupted && events.OfType<RunEvent.Finished>().Any(e => e.Outcome is Outcome.Done))
            {
                last = await plan(cancellationToken);
                report = report with { Remaining = last.Plan };
            }

            whole = Tell(report, view) with { Ended = interrupted && !cancellationToken.IsCancellationRequested ? ExitCode.Locked : null };
            return whole;
        }
        finally
        {
            // Also when the world fails in between: what was done must be known.
            report ??= ExecutionReport.Of(planned.Plan, events, interrupted: true);
            var ended = whole ?? Tell(report with { Interrupted = true }, view) with
            {
                Ended = cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Failed,
            };
            if (whole is null)
            {
                await Answer.WriteAsync(terminal, options.Targets, () => ReportText.Of(ended), () => ReportJson.Of(ended), CancellationToken.None);
            }

            if (taken.LostBecause is null)
            {
                // Without the lock the books are not ours any more; the next run closes them.
                using var limit = new CancellationTokenSource(ClosingLimit, terminal.Time);
                await CloseAsync(entry, planned.Plan, ended, limit.Token);
                await TellClusterAsync(report, run, ended, last, planned, limit.Token);
            }
        }
    }

    // True when it was interrupted.
    private async Task<bool> ExecuteAsync(Plan planned, List<RunEvent> events, CancellationToken stop)
    {
        var progress = new Progress(terminal, planned.Pending.Count(), options.Verbose);
        try
        {
            await foreach (var happened in execute(planned, stop))
            {
                events.Add(happened);
                progress.Show(happened);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            progress.End();
        }

        return stop.IsCancellationRequested;
    }

    private Report Tell(ExecutionReport report, PlanView view) => Report.Of(report, view) with
    {
        RunId = terminal.RunId,
        Resume = options.Resume,
        LostLock = taken.LostBecause,
    };

    // The work is done: what goes wrong from here on is a warning.
    private async Task CloseAsync(RunRecord entry, Plan planned, Report report, CancellationToken cancellationToken)
    {
        var isClean = report.Code == ExitCode.Ok && report.Remaining is not null;
        var finished = entry with
        {
            Finished = terminal.Time.GetUtcNow(),
            Outcome = report.Code.Word,
            Done = report.Count("done") + report.Count("alreadyDone"),
        };
        try
        {
            await SetParent.UpdateAsync(cluster, planned.Set, VersionAction.Version, record => record.Ended(finished, planned, isClean, options.Tenants), cancellationToken);
        }
        catch (Exception e) when (e is KfTenantsException or OperationCanceledException)
        {
            Warn($"the run's end is not in the ledger: {e.Message}");
        }
    }

    // A directory has nobody who would look.
    private async Task TellClusterAsync(ExecutionReport report, RunOrigin run, Report ended, PlanResult last, PlanResult first, CancellationToken cancellationToken)
    {
        if (cluster.IsDirectory)
        {
            return;
        }

        string? UidOf(ObjectKey key) => (last.Live.Find(key) ?? first.Live.Find(key))?.Uid;
        var events = RunNotices.Of(first.Plan.Set, ended.Plan.Checksum, report, run, terminal.Time.GetUtcNow(), UidOf, ended.Code == ExitCode.Ok);
        if (await EventWriter.WriteAsync(cluster, events, cancellationToken) is { } problem)
        {
            Warn($"not every event of this run was written: {problem}");
        }
    }

    private void Warn(string line) => new StyledText().Add(Tone.Change, "warning: ").Line(line).WriteTo(terminal.Error, terminal.ColorsError);
}
