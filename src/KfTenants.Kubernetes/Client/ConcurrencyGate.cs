namespace KfTenants.Kubernetes.Client;

/// <summary>Lets a bounded number of requests run at once; half as many for a while after the server said 429.</summary>
internal sealed class ConcurrencyGate(int fullLimit, TimeProvider time)
{
    private static readonly TimeSpan Relief = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _limit;
    private int _running;
    private DateTimeOffset _relievedUntil = DateTimeOffset.MinValue;

    /// <summary>Waits for a place; every call is paired with <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource place;
        lock (_lock)
        {
            if (_running < CurrentLimit() && _waiting.Count == 0)
            {
                _running++;
                return;
            }

            place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(place);
        }

        await using var registration = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task;
    }

    public void Leave()
    {
        lock (_lock)
        {
            _running--;
            while (_waiting.First is { } first && _running < CurrentLimit())
            {
                _waiting.RemoveFirst();
                // A cancelled one has given its place up already.
                if (first.Value.TrySetResult())
                {
                    _running++;
                }
            }
        }
    }

    public void Halve()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // One burst of refusals halves once, not once per refusal.
            if (now - _relievedUntil > -Relief + TimeSpan.FromSeconds(1))
            {
                _limit = Math.Max(1, CurrentLimit() / 2);
                _relievedUntil = now + Relief;
            }
        }
    }

    internal int CurrentLimit()
    {
        if (time.GetUtcNow() >= _relievedUntil)
        {
            _limit = fullLimit;
        }

        return _limit;
    }
}
