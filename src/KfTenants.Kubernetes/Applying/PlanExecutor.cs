using System.Collections.Immutable;
using System.Threading.Channels;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Carries out a plan: the revocations of all tenants first; what all tenants build on; tenants side by side, each in <see cref="ApplyPhase"/>; what none
/// needs any more. A failure skips what builds on it and nothing else, and a tenant that is waited for holds up no other.
/// </summary>
/// <param name="time">Paces the waiting.</param>
/// <param name="patience">How long one thing is waited for that others do in answer to a write; null: <see cref="DefaultPatience"/>.</param>
public sealed class PlanExecutor(ICluster cluster, TimeProvider time, TimeSpan? patience = null)
{
    /// <summary>Tenants written to at once; throughput of an API server stops rising between 8 and 16.</summary>
    public const int Parallelism = 8;

    // profile-controller is held to 20 requests a second, which is about 1.2 new tenants: far ahead of it a tenant would be waited for
    // longer than its controller needs for it.
    private const int TenantsUnderWay = 16;

    /// <summary>profile-controller polls five times three seconds itself before it tries again (profile_controller.go).</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(60);

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
        using var places = new SemaphoreSlim(Parallelism);
        using var underWay = new SemaphoreSlim(TenantsUnderWay);
        var place = new WorkPlace(places);
        var start = new WorkPlace(underWay);
        try
        {
            var stages = plan.Pending.ToLookup(c => c.Stage);
            var lanes = stages[ApplyStage.Tenants].GroupBy(c => c.Tenant, StringComparer.Ordinal).Select(g => LaneOf(plan, [.. g], place, events)).ToArray();

            // Turns are in the order of the calls, and a revocation whose turn it is at once is sent from here: no other write is before it.
            var revoked = lanes.Select(lane => lane.HasRevocations ? place.RunAsync(() => lane.RevokeAsync(stop)) : Task.CompletedTask).ToArray();

            // A tenant goes on when this failed: a policy that finds no identity rejects its pods, and lets none run as someone else.
            await place.RunAsync(() => RunStageAsync(ApplyStage.Before));
            await Task.WhenAll(lanes.Select((lane, i) => start.RunAsync(async () =>
            {
                await revoked[i];
                await place.RunAsync(() => Task.Run(() => lane.FinishAsync(stop)));
            })));
            await place.RunAsync(() => RunStageAsync(ApplyStage.After));

            Task RunStageAsync(ApplyStage stage) =>
                stages[stage].Any() ? LaneOf(plan, [.. stages[stage]], place, events).FinishAsync(stop) : Task.CompletedTask;
        }
        finally
        {
            events.Complete();
        }
    }

    private TenantLane LaneOf(Plan plan, ImmutableArray<Change> changes, WorkPlace place, ChannelWriter<RunEvent> events)
    {
        var wait = new Waiting(_cluster, time, what => events.TryWrite(new RunEvent.Waiting(changes[0].Tenant, what)), patience ?? DefaultPatience, place);
        return new TenantLane(changes, new ChangeWriter(_cluster, wait, plan.Set, plan.Cluster), happened => events.TryWrite(happened));
    }
}
