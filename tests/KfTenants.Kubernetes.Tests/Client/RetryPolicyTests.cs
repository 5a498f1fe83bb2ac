using System.Text.Json.Nodes;

namespace KfTenants.Kubernetes.Client;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(429, 1, "", 11)]
    [InlineData(429, 0, "", 5)]
    [InlineData(500, 0, "boom", 1)]
    [InlineData(500, 0, "etcdserver: leader changed", 4)]
    [InlineData(500, 0, "Internal error occurred: failed calling webhook \"x\": connection refused", 4)]
    [InlineData(500, 0, "failed to create typed patch object (a): etcdserver: leader changed", 1)]
    [InlineData(500, 1, "boom", 11)]
    [InlineData(502, 0, "<html>", 4)]
    [InlineData(503, 0, "", 4)]
    [InlineData(503, 2, "", 11)]
    [InlineData(504, 0, "Timeout", 3)]
    [InlineData(400, 0, "", 1)]
    [InlineData(401, 0, "", 1)]
    [InlineData(403, 1, "", 1)]
    [InlineData(404, 0, "", 1)]
    [InlineData(409, 0, "", 1)]
    [InlineData(410, 0, "", 1)]
    [InlineData(422, 0, "", 1)]
    public void Answers_are_repeated_as_often_as_the_table_says(int httpStatus, int retryAfter, string message, int attempts)
    {
        var status = Decode(httpStatus, message, retryAfter > 0 ? TimeSpan.FromSeconds(retryAfter) : null);
        Assert.Equal(attempts, Attempts(AttemptResult.Answered, status, hasAnswered: true));
    }

    [Theory]
    [InlineData(AttemptResult.NotSent, true, 4)]
    [InlineData(AttemptResult.NotSent, false, 2)]
    [InlineData(AttemptResult.Hopeless, true, 1)]
    [InlineData(AttemptResult.Reset, true, 4)]
    [InlineData(AttemptResult.Truncated, true, 3)]
    [InlineData(AttemptResult.Empty, true, 2)]
    [InlineData(AttemptResult.TimedOut, true, 2)]
    [InlineData(AttemptResult.TimedOut, false, 1)]
    public void Silence_is_repeated_as_often_as_the_table_says(AttemptResult result, bool hasAnswered, int attempts) =>
        Assert.Equal(attempts, Attempts(result, null, hasAnswered));

    [Fact]
    public void Backoff_doubles_to_a_cap_and_is_spread()
    {
        var delays = Enumerable.Range(1, 9).Select(n => Delay(Decode(503, "", TimeSpan.Zero), n, 0.5)).ToList();
        Assert.Equal([250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000], delays.Select(d => d!.Value.TotalMilliseconds));
        Assert.Equal(200, Delay(Decode(503, "", null), 1, 0)!.Value.TotalMilliseconds);
        Assert.Equal(300, Delay(Decode(503, "", null), 1, 1)!.Value.TotalMilliseconds);
    }

    [Fact]
    public void What_the_server_asks_for_is_honoured_up_to_a_minute_and_a_429_without_it_waits_a_second()
    {
        Assert.Equal(5, Delay(Decode(503, "", TimeSpan.FromSeconds(5)), 1, 0.5)!.Value.TotalSeconds);
        Assert.Equal(60, Delay(Decode(429, "", TimeSpan.FromSeconds(3600)), 1, 0.5)!.Value.TotalSeconds);
        Assert.Equal(1, Delay(Decode(429, "", null), 1, 0.5)!.Value.TotalSeconds);
        Assert.Null(RetryPolicy.Decide(AttemptResult.Answered, Decode(429, "", TimeSpan.FromSeconds(3600)), 2, true, TimeSpan.FromSeconds(61), 0.5).Delay);
    }

    [Fact]
    public void A_lost_race_for_the_quota_is_repeated_quickly()
    {
        var status = Decode(409, "Operation cannot be fulfilled on resourcequotas \"q\": the object has been modified", null, """{"name":"q","kind":"resourcequotas"}""");
        Assert.Equal(5, Attempts(AttemptResult.Answered, status, hasAnswered: true));
        Assert.Equal(10, Delay(status, 1, 0.5)!.Value.TotalMilliseconds);
        Assert.False(RetryPolicy.IsAmbiguous(AttemptResult.Answered, status));
    }

    [Fact]
    public void Only_silence_and_server_errors_leave_doubt()
    {
        Assert.True(RetryPolicy.IsAmbiguous(AttemptResult.Reset, null));
        Assert.True(RetryPolicy.IsAmbiguous(AttemptResult.TimedOut, null));
        Assert.True(RetryPolicy.IsAmbiguous(AttemptResult.Answered, Decode(504, "", null)));
        Assert.False(RetryPolicy.IsAmbiguous(AttemptResult.NotSent, null));
        Assert.False(RetryPolicy.IsAmbiguous(AttemptResult.Answered, Decode(429, "", null)));
    }

    private static ApiStatus Decode(int httpStatus, string message, TimeSpan? retryAfter, string? details = null)
    {
        var body = new JsonObject { ["kind"] = "Status", ["message"] = message, ["details"] = details is null ? null : JsonNode.Parse(details) };
        return ApiStatus.Decode(httpStatus, isJson: true, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), retryAfter);
    }

    private static int Attempts(AttemptResult result, ApiStatus? status, bool hasAnswered) =>
        Enumerable.Range(1, 20).First(n => RetryPolicy.Decide(result, status, n, hasAnswered, TimeSpan.Zero, 0.5).Delay is null);

    private static TimeSpan? Delay(ApiStatus status, int attempts, double jitter) =>
        RetryPolicy.Decide(AttemptResult.Answered, status, attempts, true, TimeSpan.Zero, jitter).Delay;
}
