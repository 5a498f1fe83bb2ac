using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>Who holds a lock, in one sentence or a few lines. Ages, not times: it is talk about this moment.</summary>
internal static class LockText
{
    /// <summary><c>ana@host/20261121t101500-k7q2, for 3 min, last renewed 5 s ago, https://ci.example/7</c></summary>
    public static string Of(LeaseRecord held, DateTimeOffset now)
    {
        var words = new List<string> { held.Holder };
        if (held.Acquired is { } acquired)
        {
            words.Add($"for {Durations.Text(now - acquired)}");
        }

        words.Add(held.Renewed is { } renewed ? $"last renewed {Durations.Text(now - renewed)} ago" : "never renewed");
        if (held.RunUrl is { } url)
        {
            words.Add(url);
        }

        return string.Join(", ", words);
    }

    /// <summary>What <c>apply</c> says when it gives up.</summary>
    public static string Locked(string setName, LeaseRecord held, DateTimeOffset now) =>
        $"{LeaseRecord.KeyOf(setName)}: another apply of set {setName} holds the lock: {Of(held, now)}. Nothing was written. Wait for it with --lock-timeout 5m, or free it with " +
            "kftenants unlock if that run is dead.";

    /// <summary>What <c>apply</c> says while it waits.</summary>
    public static string Waiting(LeaseRecord held, DateTimeOffset now) =>
        $"waiting for the lock: {Of(held, now)}{(held.LooksDeadAt(now) ? $"; taken over if it is not renewed for {Durations.Text(held.Duration)}" : "")}";

    /// <summary>What <c>plan</c> says.</summary>
    public static string InProgress(LeaseRecord held, DateTimeOffset now) =>
        held.LooksDeadAt(now) ? $"an apply holds the lock but has stopped renewing it: {Of(held, now)}" : $"apply in progress by {Of(held, now)}";
}
