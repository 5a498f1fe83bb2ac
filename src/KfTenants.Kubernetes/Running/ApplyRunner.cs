using KfTenants.Kubernetes.Locking;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>
/// One apply, from the plan to its record: plan, judge by guards and approval, ask; then, only if something is to be written, the lock,
/// and <see cref="LockedRun"/>. Nothing is written that was not in the plan that was told before, or approved; an apply without
/// anything to do writes nothing at all, not even the lock. A shard does all this with its part of the plan, and is judged by the guards of the whole.
/// </summary>
/// <param name="plan">Makes the plan anew, on what the cluster is at that moment.</param>
/// <param name="execute">Carries a plan out, as <see cref="Applying.PlanExecutor"/> does.</param>
/// <param name="tell">Hears every event, one after the other.</param>
/// <param name="ask">Where a person is to approve: whether they do.</param>
public sealed class ApplyRunner(
    ICluster cluster,
    Func<CancellationToken, Task<PlanResult>> plan,
    Func<Plan, CancellationToken, IAsyncEnumerable<RunEvent>> execute,
    ApplyOptions options,
    TimeProvider time,
    Action<ApplyEvent> tell,
    Func<PlanDocument, CancellationToken, Task<bool>> ask)
{
    private readonly CheckedCluster _cluster = new(cluster);

    /// <summary>For what ends a run, when the cluster has stopped answering.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(15);

    /// <exception cref="KfTenantsException">The cluster failed before the first write.</exception>
    public async Task<ApplyResult> RunAsync(CancellationToken cancellationToken)
    {
        var planned = (await plan(cancellationToken)).Plan.Within(options.Shard);
        var now = PlanDocument.Of(planned, options.Source, time.GetUtcNow());
        var verdict = options.Approval.Judge(now, time.GetUtcNow());
        tell(new ApplyEvent.Planned(now));
        tell(new ApplyEvent.Judged(now, verdict, verdict.CoversSome(planned), IsUnderLock: false));
        if (!now.GuardsAllow)
        {
            return new ApplyResult(RunEnd.Guarded, now);
        }

        if (!verdict.CoversSome(planned))
        {
            return new ApplyResult(RunEnd.Stale, now);
        }

        if (!now.HasWrites)
        {
            return new ApplyResult(RunEnds.Of(now), now);
        }

        return options.Approval is not Approval.Asked || await ask(now, cancellationToken)
            ? await WriteAsync(now, options.Shard is { } shard ? LeaseSeat.Of(shard, planned.ConfigDigest) : null, cancellationToken)
            : new ApplyResult(RunEnd.Cancelled, now);
    }

    private async Task<ApplyResult> WriteAsync(PlanDocument shown, LeaseSeat? seat, CancellationToken cancellationToken)
    {
        var request = new LockRequest(shown.Set, $"{options.Person}/{options.RunId}", options.RunUrl, options.LockTimeout) { Seat = seat };
        LockAnswer answer;
        try
        {
            answer = await LockTaking.TakeAsync(_cluster, request, time, held => tell(new ApplyEvent.WaitingForLock(held)), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ApplyResult(RunEnd.Cancelled, shown);
        }

        if (answer is not LockAnswer.Taken { Lock: var taken })
        {
            return new ApplyResult(RunEnd.Locked, shown) { HeldBy = ((LockAnswer.Held)answer).By };
        }

        await using (taken)
        {
            try
            {
                return await new LockedRun(_cluster, cluster as IServerValidation, plan, execute, taken, options, time, tell).RunAsync(shown, cancellationToken);
            }
            finally
            {
                // Also after Ctrl-C: the next run need not wait.
                using var limit = new CancellationTokenSource(ReleaseLimit, time);
                if (!await taken.ReleaseAsync(limit.Token))
                {
                    tell(new ApplyEvent.LockKept(request.Duration));
                }
            }
        }
    }
}
