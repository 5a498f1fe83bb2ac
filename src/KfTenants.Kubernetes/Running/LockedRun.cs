using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;
using KfTenants.Kubernetes.Locking;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>
/// What an apply does while it holds the lock: plans again, unless it could have held the lock since before it planned; compares with what was shown and approved, records
/// that it begins, writes, plans once more, and records its end. A lost lock stops it like Ctrl-C: nothing new is begun.
/// </summary>
/// <param name="server">Null for a directory, which knows no rights.</param>
internal sealed class LockedRun(
    ICluster cluster,
    IServerValidation? server,
    Func<CancellationToken, Task<PlanResult>> plan,
    Func<Plan, CancellationToken, IAsyncEnumerable<RunEvent>> execute,
    LeaseLock taken,
    ApplyOptions options,
    TimeProvider time,
    Action<ApplyEvent> tell)
{
    // A server that has stopped answering must not keep a person waiting for a record.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(30);

    /// <exception cref="KfTenantsException">The cluster failed before the first write.</exception>
    /// <param name="underLock">The plan that was shown, where it needs not be made again.</param>
    public async Task<ApplyResult> RunAsync(PlanDocument shown, PlanResult? underLock, CancellationToken cancellationToken)
    {
        var whole = underLock ?? await plan(cancellationToken);
        var planned = whole.Plan.Within(options.Shard);
        var document = underLock is null ? PlanDocument.Of(planned, options.Source, time.GetUtcNow()) : shown;
        document = document with { Guards = PlanGuard.Again(shown.Guards, document.Guards) };
        var verdict = options.Approval.JudgeAgain(shown, document);
        tell(new ApplyEvent.Judged(document, verdict, verdict.CoversSome(planned), IsUnderLock: true));
        if (!verdict.CoversSome(planned))
        {
            return new ApplyResult(RunEnd.Stale, document);
        }

        if (!document.GuardsAllow)
        {
            tell(new ApplyEvent.Planned(document));
            return new ApplyResult(RunEnd.Guarded, document);
        }

        if (!document.HasWrites)
        {
            return new ApplyResult(RunEnds.Of(document), document);
        }

        // Before the first write, and for the way back, too: a run that may not finish must not begin.
        await NeededRights.RequireAsync(planned, server, cancellationToken);
        return await WriteAsync(whole, planned, document, verdict, cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is: what was done must be known. It is in the result, and thrown again from there.")]
    private async Task<ApplyResult> WriteAsync(PlanResult whole, Plan planned, PlanDocument document, ApprovalVerdict verdict, CancellationToken cancellationToken)
    {
        var actor = await cluster.WhoAmIAsync(cancellationToken) ?? (cluster.IsDirectory ? options.Person : "unknown");
        var run = new RunOrigin(options.RunId, actor, options.RunUrl, options.Source.Commit);
        var entry = RunRecord.Start(run, options.Source.Tool, time.GetUtcNow(), planned, document.Checksum, document.Guards);
        var access = planned.Record;
        var isRecorded = access.Present.State == AccessRecordState.Kept && access.Begun.SaysTheSameAs(access.Present);
        int? parts = isRecorded ? null : await WriteAccessAsync(access.Begun, hasSettings: false, CancellationToken.None);
        await SetParent.UpdateAsync(
            cluster, options.Set, options.Version, record => record.Begun(entry, planned) with { AccessParts = parts ?? record.AccessParts }, CancellationToken.None);

        var last = whole;
        var result = new ApplyResult(RunEnd.Failed, document) { RunId = options.RunId };
        var events = new List<RunEvent>();
        try
        {
            var interrupted = await ExecuteAsync(planned, verdict, events, cancellationToken);
            result = result with { Report = ExecutionReport.Of(planned, events, interrupted) };
            if (!interrupted && events.OfType<RunEvent.Finished>().Any(e => e.Outcome is Outcome.Done))
            {
                last = await plan(cancellationToken);
                var left = last.Plan.Within(options.Shard);
                result = result with
                {
                    Report = result.Report with { Remaining = left },
                    Remaining = PlanDocument.Of(left, options.Source, time.GetUtcNow()),
                };
            }

            var end = interrupted && !cancellationToken.IsCancellationRequested ? RunEnd.Locked : result.Report.End;
            result = result with { End = verdict.Covers || end > RunEnd.Stale ? end : RunEnd.Stale };
        }
        catch (Exception e)
        {
            result = result with
            {
                End = cancellationToken.IsCancellationRequested ? RunEnd.Cancelled : RunEnd.Failed,
                Report = (result.Report ?? ExecutionReport.Of(planned, events, interrupted: true)) with { Interrupted = true },
                Failure = ExceptionDispatchInfo.Capture(e),
            };
        }

        result = result with { LostLock = taken.LostBecause };
        if (result.LostLock is null)
        {
            // Without the lock the record is not ours any more; the next run closes it.
            using var limit = new CancellationTokenSource(ClosingLimit, time);
            await RecordAsync(entry, whole.Plan, last.Plan, result, limit.Token);
            await AnnounceAsync(run, result, last, whole, limit.Token);
        }

        return result;
    }

    // True when it was interrupted.
    private async Task<bool> ExecuteAsync(Plan planned, ApprovalVerdict verdict, List<RunEvent> events, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, taken.Lost);
        tell(new ApplyEvent.Begun(planned.Pending.Count()));
        try
        {
            // A conflict writes nothing, and says more than that its tenant is stale.
            var held = planned.Pending.Where(c => c is not Change.Conflict && !verdict.Allows(c)).ToHashSet();
            foreach (var change in held)
            {
                Happened(new RunEvent.Finished(change, new Outcome.Stale(
                    $"{change.Key}: {change.Tenant ?? "what all tenants share"} needs more than was approved; plan again")));
            }

            await foreach (var happened in execute(planned with { Changes = [.. planned.Changes.Where(c => !held.Contains(c))] }, stop.Token))
            {
                Happened(happened);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            tell(new ApplyEvent.Finished());
        }

        return stop.IsCancellationRequested;

        void Happened(RunEvent happened)
        {
            events.Add(happened);
            tell(new ApplyEvent.Happened(happened));
        }
    }

    // The work is done: what goes wrong from here on is a warning.
    private async Task RecordAsync(RunRecord entry, Plan planned, Plan last, ApplyResult result, CancellationToken cancellationToken)
    {
        var ended = entry with
        {
            Finished = time.GetUtcNow(),
            Outcome = result.End.ToWord(),
            Done = result.Count<Outcome.Done>() + result.Count<Outcome.AlreadyDone>(),
        };
        try
        {
            // Of several shards the one that finds nothing left of the whole plan is the last.
            var isApproved = result.End is RunEnd.Ok or RunEnd.Conflict && (options.Shard is null || last.Pending.All(c => c is Change.Conflict));
            var isClean = result.End == RunEnd.Ok && !last.Pending.Any();
            int? parts = Settled(planned, last, isApproved) is { } settled ? await WriteAccessAsync(settled, isApproved, cancellationToken) : null;
            await SetParent.UpdateAsync(
                cluster, options.Set, options.Version, record => record.Ended(ended, planned, isClean, options.Tenants) with { AccessParts = parts ?? record.AccessParts },
                cancellationToken);
        }
        catch (Exception e) when (e is KfTenantsException or OperationCanceledException)
        {
            tell(new ApplyEvent.NotRecorded(e.Message));
        }
    }

    // What the last look at the cluster showed; without one, what was begun holds. Settings are approved by a run in which nothing failed:
    // until then the same command, with the same allowances, must go on where it stopped. Null: nothing changes.
    private static AccessRecord? Settled(Plan planned, Plan last, bool isApproved)
    {
        var (before, after) = ReferenceEquals(last, planned)
            ? (planned.Record.Begun, planned.Record.Begun with { Settings = planned.Record.Settled.Settings })
            : (last.Record.Present, last.Record.Settled);
        var settled = isApproved ? after : after with { Settings = before.Settings };
        return settled.SaysTheSameAs(before) ? null : settled;
    }

    // A shard has no say about the tenants of others, nor, before all is done, about the settings: what the record says of these by then stays.
    private Task<int> WriteAccessAsync(AccessRecord record, bool hasSettings, CancellationToken cancellationToken) => AccessRecordWriter.WriteAsync(
        cluster,
        options.Set,
        there => options.Shard is not { } shard ? record : there.Taking(record, shard.Includes) with { Settings = hasSettings ? record.Settings : there.Settings },
        cancellationToken);

    // A directory has no reader of events.
    private async Task AnnounceAsync(RunOrigin run, ApplyResult result, PlanResult last, PlanResult first, CancellationToken cancellationToken)
    {
        if (cluster.IsDirectory || result.Report is not { } report)
        {
            return;
        }

        string? UidOf(ObjectKey key) => (last.Live.Find(key) ?? first.Live.Find(key))?.Uid;
        var events = RunNotices.Of(first.Plan.Set, result.Plan.Checksum, report, run, time.GetUtcNow(), UidOf, TenantRoot.Of(first.Plan.Flavor).Key, result.End == RunEnd.Ok);
        if (await EventWriter.WriteAsync(cluster, events, cancellationToken) is { } problem)
        {
            tell(new ApplyEvent.NotAnnounced(problem));
        }
    }
}
