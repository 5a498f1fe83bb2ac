namespace KfTenants.Kubernetes.Client;

/// <summary>A clock that jumps over every sleep and counts it; timers longer than any sleep (attempt limits) never fire.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(61);

    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public List<TimeSpan> Sleeps { get; } = [];

    public TimeSpan Slept => Sleeps.Aggregate(TimeSpan.Zero, (sum, s) => sum + s);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < LongestSleep && dueTime >= TimeSpan.Zero)
        {
            lock (_lock)
            {
                Sleeps.Add(dueTime);
                _now += dueTime;
            }

            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Idle();
    }

    private sealed class Idle : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
