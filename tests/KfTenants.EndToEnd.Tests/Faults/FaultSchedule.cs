using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// Which request meets which fault: decided by seed, request and how often it came, and not by the order in which requests of
/// several connections happen to arrive. The same seed is the same weather.
/// </summary>
/// <param name="share">The share of requests that meet a fault.</param>
/// <param name="token">The set's own name, which is not part of a request's identity here.</param>
public sealed class FaultSchedule(int seed, double share, string token)
{
    private const string Html = "<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";
    private const string Busy = "Too many requests, please try again later.\n";

    private static readonly Fault[] OfAll =
    [
        Fault.ResetBefore,
        Fault.ResetAfter,
        Fault.StreamResetBefore,
        Fault.StreamResetAfter,
        new Fault.HalfBody(HasLength: true),
        new Fault.HalfBody(HasLength: false),
        new Fault.Refusal(429, "1", false, "text/plain", Busy),
        new Fault.Refusal(429, "0", false, "text/plain", Busy),
        new Fault.Refusal(429, null, false, "text/plain", Busy),
        Status(500, null, false, "InternalError", "etcdserver: leader changed"),
        Status(500, "1", false, "ServerTimeout", "The POST operation against the resource could not be completed at this time, please try again."),
        new Fault.Refusal(502, null, false, "text/html", Html),
        Status(503, "1", false, "ServiceUnavailable", "the server is currently unable to handle the request"),
        new Fault.Refusal(503, null, false, "text/html", Html),
        Status(504, null, false, "Timeout", "Timeout: request did not complete within the allotted timeout"),
        Status(504, null, true, "Timeout", "Timeout: request did not complete within the allotted timeout"),
        new Fault.Pause(TimeSpan.FromMilliseconds(200)),
        new Fault.GoAway(),
    ];

    // The answer of an API server whose etcd was compacted while a list was read page by page. It offers a token to go on with.
    private static readonly Fault Expired = new Fault.Refusal(410, null, false, "application/json", """
        {"kind": "Status", "apiVersion": "v1", "metadata": {"continue": "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiYVx1MDAwMCJ9"},
         "status": "Failure", "message": "The provided continue parameter is too old to display a consistent list result.", "reason": "Expired", "code": 410}
        """);

    private readonly ConcurrentDictionary<string, int> _times = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _done = new();

    /// <summary>The names of the faults so far.</summary>
    public IReadOnlyCollection<string> Done => _done;

    public Task<Fault> ChooseAsync(ProxiedRequest request)
    {
        var what = request.Identity.Replace(token, "", StringComparison.Ordinal);
        var time = _times.AddOrUpdate(what, 1, (_, count) => count + 1);
        var random = new Random(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {what} {time}"))));
        if (random.NextDouble() >= share)
        {
            return Task.FromResult(Fault.None);
        }

        var fault = request.IsContinued && random.Next(4) == 0 ? Expired : OfAll[random.Next(OfAll.Length)];
        _done.Enqueue(fault.Name);
        return Task.FromResult(fault);
    }

    private static Fault.Refusal Status(int status, string? retryAfter, bool isForwarded, string reason, string message) =>
        new(status, retryAfter, isForwarded, "application/json", $$"""
            {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "{{message}}", "reason": "{{reason}}", "code": {{status}}}
            """);
}
