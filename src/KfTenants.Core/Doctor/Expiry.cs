namespace KfTenants.Doctor;

/// <summary>When the end of a token or a certificate is told: those that live for a day are renewed within it, and those of a year take a person some days.</summary>
internal static class Expiry
{
    private const int LeastShare = 10;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <summary>A tenth of its time is left, or less, and no more than 14 days.</summary>
    /// <param name="since">Null where it is not known.</param>
    public static bool IsSoon(DateTimeOffset? since, DateTimeOffset end, DateTimeOffset now)
    {
        var left = end - now;
        return left > TimeSpan.Zero && left < Longest && (since is null || left * LeastShare < end - since);
    }
}
