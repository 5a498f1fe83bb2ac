using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Locking;

/// <summary>
/// Takes the lock of a set. A held one is watched, and taken over when its record did not change for one full duration on our own
/// clock: client-go's rule (tools/leaderelection), which trusts no other machine's clock.
/// </summary>
public static class LockTaking
{
    private static readonly TimeSpan AfterLosing = TimeSpan.FromMilliseconds(50);

    private const string Hint = "kftenants bootstrap prints the rights that apply needs";

    /// <param name="waiting">Called with each holder that is waited for.</param>
    /// <exception cref="KfTenantsException">The Lease may not be read or written.</exception>
    public static async Task<LockAnswer> TakeAsync(
        ICluster cluster, LockRequest request, TimeProvider time, Action<LeaseRecord> waiting, CancellationToken cancellationToken)
    {
        var key = LeaseRecord.KeyOf(request.Set);
        var started = time.GetTimestamp();
        LeaseRecord? watched = null;
        var looksDead = false;
        var watchedSince = started;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = await cluster.GetAsync(key, cancellationToken) is { } lease ? LeaseRecord.Read(lease, request.Seat) : null;
            if (found is { IsFree: false } && (watched is null || !found.IsUnchangedSince(watched)))
            {
                // One that looks dead by its own time is watched to its end, whatever the timeout: no live holder is left to wait for.
                looksDead = watched is null && found.LooksDeadAt(time.GetUtcNow());
                if (watched?.Holder != found.Holder && (looksDead || request.Timeout > TimeSpan.Zero))
                {
                    waiting(found);
                }

                watched = found;
                watchedSince = time.GetTimestamp();
            }

            var isOver = found is null || found.IsFree || time.GetElapsedTime(watchedSince) >= found.Duration;
            if (isOver && await TryTakeAsync(cluster, request, key, found, time) is { } taken)
            {
                return taken;
            }

            if (!isOver && !looksDead && time.GetElapsedTime(started) >= request.Timeout)
            {
                return new LockAnswer.Held(found!);
            }

            // Another was faster: a run that has it now, or one of the group, which leaves our seat free.
            var pause = isOver ? AfterLosing : Pause(found, time.GetElapsedTime(watchedSince), request.Timeout - time.GetElapsedTime(started));
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    // Often enough to see a release soon, and exactly when the watched time or our patience is over.
    private static TimeSpan Pause(LeaseRecord? found, TimeSpan watched, TimeSpan patienceLeft)
    {
        var duration = found?.Duration ?? LeaseRecord.DefaultDuration;
        var pauses = new[] { duration / 30, TimeSpan.FromSeconds(2), duration - watched, patienceLeft };
        return pauses.Where(p => p > TimeSpan.Zero).DefaultIfEmpty(AfterLosing).Min();
    }

    // Not cancelled: whether a lock was taken must be known.
    [SuppressMessage("Reliability", "CA2000", Justification = "Who asked for the lock disposes it.")]
    private static async Task<LockAnswer?> TryTakeAsync(ICluster cluster, LockRequest request, ObjectKey key, LeaseRecord? found, TimeProvider time)
    {
        var sent = time.GetTimestamp();
        var now = time.GetUtcNow();
        var answer = found is null
            ? await CreateAsync(cluster, LeaseRecord.New(key, request.Holder, request.RunUrl, now, request.Duration, request.Seat))
            : await cluster.MergePatchAsync(key, found.Taken(request.Holder, request.RunUrl, now, request.Duration), found.Live, CancellationToken.None);
        return answer switch
        {
            WriteAnswer.Written { Object: { } lease } => new LockAnswer.Taken(new LeaseLock(cluster, time, request, LeaseRecord.Read(lease, request.Seat), sent), found),
            WriteAnswer.Stale => null,
            var refusal => throw new KfTenantsException($"{Message(refusal, key)}; {Hint}"),
        };
    }

    private static async Task<WriteAnswer> CreateAsync(ICluster cluster, KubeObject lease)
    {
        var answer = await cluster.ApplyAsync(lease, live: null, force: false, CancellationToken.None);
        if (answer is not WriteAnswer.NotFound)
        {
            return answer;
        }

        var key = NamespaceObject.Key(Ownership.SystemNamespace);
        var created = await cluster.ApplyAsync(SystemNamespace(key), live: null, force: false, CancellationToken.None);
        return created is WriteAnswer.Written or WriteAnswer.Stale
            ? await cluster.ApplyAsync(lease, live: null, force: false, CancellationToken.None)
            : throw new KfTenantsException($"{Message(created, key)}; the set's lock and run history live there: {Hint} and makes the namespace");
    }

    private static KubeObject SystemNamespace(ObjectKey key) => KubeObject.From(key.Kind, new JsonObject
    {
        ["apiVersion"] = key.Kind.ApiVersion,
        ["kind"] = key.Kind.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = key.Name,
            ["labels"] = new JsonObject { [Ownership.ManagedByLabel] = Ownership.ManagedByValue },
        },
    });

    private static string Message(WriteAnswer answer, ObjectKey key) => answer.Problem ?? $"{key}: cannot be written";
}
