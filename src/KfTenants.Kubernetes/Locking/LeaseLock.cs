using KfTenants.Kube;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Locking;

/// <summary>
/// The lock of a set while this run holds it: renewed in the background until it is released or lost. It keeps two runs from working
/// against each other; what keeps a late write from doing harm are the preconditions of every single write. Shards of a run hold it together, each on its seat.
/// </summary>
public sealed class LeaseLock : IAsyncDisposable
{
    private readonly ICluster _cluster;
    private readonly TimeProvider _time;
    private readonly ObjectKey _key;
    private readonly string _holder;
    private readonly LeaseSeat? _seat;
    private readonly TimeSpan _duration;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _renewing;
    private LeaseRecord _record;
    private long _renewedAt;

    /// <param name="takenAt">By our clock, before the write that took it was sent: no other clock can say earlier that it is over.</param>
    internal LeaseLock(ICluster cluster, TimeProvider time, LockRequest request, LeaseRecord record, long takenAt)
    {
        _cluster = cluster;
        _time = time;
        _key = LeaseRecord.KeyOf(request.Set);
        _holder = request.Holder;
        _seat = request.Seat;
        _duration = request.Duration;
        _record = record;
        _renewedAt = takenAt;
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the lock is no longer ours, or may soon not be: nothing new may be written.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why it was lost: one sentence. Null while it is held.</summary>
    public string? LostBecause { get; private set; }

    // The rest of the time is for the writes that are in flight.
    private TimeSpan Limit => _duration * 0.75;

    private TimeSpan Interval => _duration / 4;

    /// <summary>Empties the holder, so that the next run need not wait.</summary>
    /// <returns>False: it could not be told; the lock expires by itself.</returns>
    public async Task<bool> ReleaseAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _renewing;
        if (LostBecause is not null)
        {
            return true;
        }

        try
        {
            // Which of a group is the last to leave is decided on what the Lease says at this moment.
            while (true)
            {
                var answer = await _cluster.MergePatchAsync(_key, _record.Release(_time.GetUtcNow()), _record.Live, cancellationToken);
                if (answer is not WriteAnswer.Stale || !await IsStillOursAsync(cancellationToken))
                {
                    return answer is WriteAnswer.Written;
                }
            }
        }
        catch (Exception e) when (e is KfTenantsException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        var pause = Interval;
        while (await IsToGoOnAsync(pause))
        {
            var left = Limit - _time.GetElapsedTime(_renewedAt);
            if (left <= TimeSpan.Zero)
            {
                Lose($"{_key}: the lock has not been renewed for {Limit.TotalSeconds:0} s");
                return;
            }

            using var limit = new CancellationTokenSource(left, _time);
            try
            {
                var sent = _time.GetTimestamp();
                var answer = await _cluster.MergePatchAsync(_key, _record.Renewal(_holder, _time.GetUtcNow()), _record.Live, limit.Token);
                if (answer is WriteAnswer.Written { Object: { } now })
                {
                    _record = LeaseRecord.Read(now, _seat);
                    _renewedAt = sent;
                    pause = Interval;
                    continue;
                }

                if (answer is WriteAnswer.Stale && !await IsStillOursAsync(limit.Token))
                {
                    Lose(await WhoAsync(limit.Token));
                    return;
                }

                // Others of the group renew it, too: soon again, before the next of them does.
                pause = answer is WriteAnswer.Stale ? Interval / 150 : Interval / 5;
            }
            catch (Exception e) when (e is KfTenantsException or OperationCanceledException)
            {
                // Tried again until the time is up.
                pause = Interval / 5;
            }
        }
    }

    private async Task<bool> IsToGoOnAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Another writer may have touched the Lease and left us in it; then the next write is made on what it is now.</summary>
    private async Task<bool> IsStillOursAsync(CancellationToken cancellationToken)
    {
        if (await _cluster.GetAsync(_key, cancellationToken) is not { } lease || LeaseRecord.Read(lease, _seat) is not { } record || record.Holder != _holder)
        {
            return false;
        }

        _record = record;
        return true;
    }

    private async Task<string> WhoAsync(CancellationToken cancellationToken) => await _cluster.GetAsync(_key, cancellationToken) switch
    {
        null => $"{_key}: the lock was deleted while this run held it",
        var lease when LeaseRecord.Read(lease, _seat) is { IsFree: false } record => $"{_key}: {record.Holder} took the lock over",
        _ => $"{_key}: another process released the lock",
    };

    private void Lose(string because)
    {
        LostBecause = because;
        _lost.Cancel();
    }
}
