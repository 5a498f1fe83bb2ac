using KfTenants.Kube;
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
        var look = await LookAtLockAsync(cancellationToken);
        var whole = await plan(cancellationToken);
        look?.Plan = whole;
        var planned = whole.Plan.Within(options.Shard);
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
            ? await WriteAsync(now, options.Shard is { } shard ? LeaseSeat.Of(shard, planned.ConfigDigest) : null, look, cancellationToken)
            : new ApplyResult(RunEnd.Cancelled, now);
    }

    // Where no person thinks between plan and lock. Null: they do, or it cannot be told.
    private async Task<FirstLook?> LookAtLockAsync(CancellationToken cancellationToken)
    {
        if (options.Approval is Approval.Asked)
        {
            return null;
        }

        try
        {
            return new FirstLook(await cluster.GetAsync(LeaseRecord.KeyOf(options.Set), cancellationToken) is { } lease ? Precondition.Of(lease) : null);
        }
        catch (KfTenantsException)
        {
            // Who only plans may lack this right; who is to write is told when the lock is taken.
            return null;
        }
    }

    private async Task<ApplyResult> WriteAsync(PlanDocument shown, LeaseSeat? seat, FirstLook? look, CancellationToken cancellationToken)
    {
        var request = new LockRequest(options.Set, $"{options.Person}/{options.RunId}", options.RunUrl, options.LockTimeout) { Seat = seat };
        LockAnswer answer;
        try
        {
            answer = await LockTaking.TakeAsync(_cluster, request, time, held => tell(new ApplyEvent.WaitingForLock(held)), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ApplyResult(RunEnd.Cancelled, shown);
        }

        if (answer is not LockAnswer.Taken { Lock: var taken, Found: var found })
        {
            return new ApplyResult(RunEnd.Locked, shown) { HeldBy = ((LockAnswer.Held)answer).By };
        }

        await using (taken)
        {
            try
            {
                return await new LockedRun(_cluster, cluster as IServerValidation, plan, execute, taken, options, time, tell)
                    .RunAsync(shown, look?.PlanUnder(found), cancellationToken);
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

    /// <summary>The lock as it was before the first plan, and that plan.</summary>
    /// <param name="lease">Null: there was none.</param>
    private sealed class FirstLook(Precondition? lease)
    {
        public PlanResult? Plan { private get; set; }

        /// <summary>
        /// The plan, where the lock was taken from the very Lease that was there before: no run has written since then, and it is as good as one made under the lock. Null: it is
        /// to be made again.
        /// </summary>
        /// <param name="found">What the lock was taken from.</param>
        public PlanResult? PlanUnder(LeaseRecord? found)
        {
            var plan = found is null or { IsFree: true } && found?.Live == lease ? Plan : null;
            Plan = null;
            return plan;
        }
    }
}
