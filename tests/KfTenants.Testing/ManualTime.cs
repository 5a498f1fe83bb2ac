namespace KfTenants.Testing;

/// <summary>
/// A clock that stands still until a test moves it; what waits for it goes on inside <see cref="Advance"/>, in the order of time. Code
/// that awaits it must not have been started under a synchronization context.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Pending> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Timers that come due fire at their moment.</summary>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (Next(target) is { } due)
        {
            due.Fire();
        }

        lock (_lock)
        {
            _now = target;
        }
    }

    /// <summary>In steps of a second, until something is so or the time is over.</summary>
    public void AdvanceUntil(TimeSpan limit, Func<bool> isSo)
    {
        for (var end = GetUtcNow() + limit; GetUtcNow() < end && !isSo();)
        {
            Advance(TimeSpan.FromSeconds(1));
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Pending(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private Pending? Next(DateTimeOffset target)
    {
        lock (_lock)
        {
            var due = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            if (due is not null)
            {
                _now = due.Due > _now ? due.Due : _now;
                due.GoOn();
            }

            return due;
        }
    }

    private sealed class Pending(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        private TimeSpan _period;

        public void Fire() => callback(state);

        /// <summary>Comes due again after its period, or no more.</summary>
        public void GoOn()
        {
            clock._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                Due += _period;
                clock._timers.Add(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
