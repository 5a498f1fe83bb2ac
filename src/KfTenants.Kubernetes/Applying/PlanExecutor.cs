using System.Collections.Immutable;
using System.Threading.Channels;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Carries out a plan: tenants side by side, each tenant in <see cref="ApplyPhase"/>. A failure
/// skips what builds on it and nothing else.
/// </summary>
/// <param name="time">Paces the waiting.</param>
public sealed class PlanExecutor(ICluster cluster, TimeProvider time)
{
    /// <summary>Tenants worked on at once; throughput of an API server stops rising between 8 and 16.</summary>
    public const int Parallelism = 8;

    private readonly CheckedCluster _cluster = new(cluster);

    /// <param name="stop">Cancelled by the first Ctrl-C: no new write is begun, those in flight are finished.</param>
    public async IAsyncEnumerable<RunEvent> RunAsync(
        Plan plan, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var events = Channel.CreateUnbounded<RunEvent>();
        var work = RunLanesAsync(plan, events.Writer, stop);

        // Not cancelled with the run: what was done must be reported.
        await foreach (var happened in events.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return happened;
        }

        await work;
    }

    private async Task RunLanesAsync(Plan plan, ChannelWriter<RunEvent> events, CancellationToken stop)
    {
        try
        {
            var lanes = plan.Pending.GroupBy(c => c.Tenant, StringComparer.Ordinal).Select(g => g.ToImmutableArray());
            await Parallel.ForEachAsync(lanes, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = CancellationToken.None },
                async (lane, _) => await RunLaneAsync(plan, lane, events, stop));
        }
        finally
        {
            events.Complete();
        }
    }

    private async Task RunLaneAsync(Plan plan, ImmutableArray<Change> lane, ChannelWriter<RunEvent> events, CancellationToken stop)
    {
        var writer = new ChangeWriter(_cluster, time, plan.Set, plan.Cluster, what => events.TryWrite(new RunEvent.Waiting(lane[0].Tenant, what)));
        (ApplyPhase Phase, string Because)? broken = null;
        var isReady = false;
        var undone = new HashSet<ObjectKey>();
        var handsOver = lane.Any(c => c.Phase == ApplyPhase.OwnerTransfer);
        foreach (var change in lane)
        {
            Outcome outcome;
            if (stop.IsCancellationRequested)
            {
                outcome = new Outcome.Skipped("interrupted");
            }
            else if (broken is { } gap && (change.Tenant is null || change.Phase > gap.Phase))
            {
                outcome = new Outcome.Skipped(gap.Because);
            }
            else if (change is Change.Delete { After: { } successor } && undone.Contains(successor))
            {
                outcome = new Outcome.Skipped($"{successor} was not done");
            }
            else
            {
                try
                {
                    if (!isReady && NeedsNamespace(change))
                    {
                        await writer.WaitForNamespaceAsync(change.Key.Namespace ?? change.Key.Name, stop);
                        isReady = true;
                    }

                    outcome = await writer.WriteAsync(change, stop);
                }
                catch (KfTenantsException e)
                {
                    outcome = new Outcome.Failed(e.Message);
                }
            }

            if (outcome is not (Outcome.Done or Outcome.AlreadyDone))
            {
                undone.Add(change.Key);
                if (IsFoundation(change, handsOver))
                {
                    broken ??= (change.Phase, $"{change.Key} was not done");
                }
            }

            events.TryWrite(new RunEvent.Finished(change, outcome));
        }
    }

    // What comes in a later phase of the same tenant builds on these; revocations are in the first, so that they wait for nothing. Without
    // the Profile there is no namespace; what is cleared after an owner transfer is the new owner's only access before it; and an owner who
    // becomes a contributor must not lose the one before having the other. Of Dex's objects each builds on the one before.
    private static bool IsFoundation(Change change, bool handsOver) => change.Tenant is null ||
        (change is not Change.Conflict && (change.Key.Kind == ObjectKind.Profile || (handsOver && change.Phase == ApplyPhase.Grants)));

    private static bool NeedsNamespace(Change change) =>
        change is Change.Create && change.Tenant is not null && change.Phase > ApplyPhase.Profile;
}
