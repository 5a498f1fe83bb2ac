namespace KfTenants.Kubernetes.Client;

/// <summary>Try again after this, or (null) stop.</summary>
public readonly record struct RetryDecision(TimeSpan? Delay)
{
    public static readonly RetryDecision Stop = new(null);
}

/// <summary>
/// Decides whether a failed attempt is repeated, and when: pure, for requests that may be repeated safely (the only ones there
/// are). The table is that of the client specification; client-go retries only what carries Retry-After.
/// </summary>
public static class RetryPolicy
{
    /// <summary>No request is tried for longer, waiting included.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(60);

    // Parts of a 500 that pass: a change of etcd's leader, a webhook that is being rolled out.
    private static readonly string[] PassingFailures =
        ["etcdserver: leader changed", "etcdserver: request timed out", "code = Unavailable", "context deadline exceeded", "failed calling webhook"];

    /// <param name="status">What the server answered; null when it did not.</param>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="hasAnswered">The server has answered something before: a wrong URL is not waited for.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static RetryDecision Decide(AttemptResult result, ApiStatus? status, int attempts, bool hasAnswered, TimeSpan elapsed, double jitter)
    {
        if (attempts >= MaxAttempts(result, status, hasAnswered))
        {
            return RetryDecision.Stop;
        }

        var delay = Delay(status, attempts, jitter);
        return elapsed + delay > Budget ? RetryDecision.Stop : new RetryDecision(delay);
    }

    /// <summary>The work may be done although no success was seen.</summary>
    public static bool IsAmbiguous(AttemptResult result, ApiStatus? status) =>
        result is AttemptResult.Reset or AttemptResult.Truncated or AttemptResult.Empty or AttemptResult.TimedOut || status?.HttpStatus is >= 500;

    /// <summary>A 409 that another try inside the server would have avoided: the quota's own bookkeeping lost a race.</summary>
    internal static bool IsQuotaRace(ApiStatus status) =>
        status.HttpStatus == 409 && status.FieldOwners.IsEmpty && status.DetailsKind == "resourcequotas" &&
        status.Message.Contains("the object has been modified", StringComparison.Ordinal);

    private static int MaxAttempts(AttemptResult result, ApiStatus? status, bool hasAnswered) => result switch
    {
        AttemptResult.NotSent => hasAnswered ? 4 : 2,
        AttemptResult.Hopeless => 1,
        AttemptResult.Reset => hasAnswered ? 4 : 2,
        AttemptResult.Truncated => 3,
        AttemptResult.Empty => 2,
        AttemptResult.TimedOut => hasAnswered ? 2 : 1,
        _ => status is null ? 1 : MaxAttempts(status),
    };

    private static int MaxAttempts(ApiStatus status) => status.HttpStatus switch
    {
        // Ten repeats beside the first try, as client-go.
        429 => status.RetryAfter is null ? 5 : 11,
        500 when status.Message.StartsWith("failed to create typed patch object", StringComparison.Ordinal) => 1,
        500 or 502 or 503 or 504 when status.RetryAfter is not null => 11,
        502 or 503 => 4,
        504 when status.Causes.Any(c => c.Reason == "ResourceVersionTooLarge") => 4,
        504 => 3,
        500 when PassingFailures.Any(f => status.Message.Contains(f, StringComparison.Ordinal)) => 4,
        409 when IsQuotaRace(status) => 5,
        _ => 1,
    };

    private static TimeSpan Delay(ApiStatus? status, int attempts, double jitter)
    {
        if (status is not null && IsQuotaRace(status))
        {
            return TimeSpan.FromMilliseconds(10 * Math.Pow(5, attempts - 1) * (0.8 + (0.4 * jitter)));
        }

        var backoff = FirstBackoff * Math.Pow(2, attempts - 1);
        backoff = (backoff > MaxBackoff ? MaxBackoff : backoff) * (0.8 + (0.4 * jitter));
        var asked = status?.RetryAfter ?? (status?.HttpStatus == 429 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        asked = asked > MaxRetryAfter ? MaxRetryAfter : asked;
        return asked > backoff ? asked : backoff;
    }
}
