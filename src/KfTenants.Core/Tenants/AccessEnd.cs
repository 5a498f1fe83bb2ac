using System.Globalization;
using KfTenants.Kube;

namespace KfTenants.Tenants;

/// <summary>When access that is given for a time ends: the first moment without it, in UTC.</summary>
public static class AccessEnd
{
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>A date is the last day with access. Null for what is neither a date nor a moment.</summary>
    public static DateTimeOffset? Parse(string text) =>
        Times.ParseDay(text) is { } last && last < DateOnly.MaxValue
            ? new DateTimeOffset(last.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)
            : DateTimeOffset.TryParseExact(
                text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                ? moment
                : null;
}
