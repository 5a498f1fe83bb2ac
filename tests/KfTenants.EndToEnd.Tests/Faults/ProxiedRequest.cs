using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>One request of the program, as the proxy saw it.</summary>
public sealed class ProxiedRequest
{
    private ProxiedRequest(string method, string target, string? mediaType, byte[] body)
    {
        Method = method;
        Target = target;
        MediaType = mediaType;
        Body = body;
    }

    public string Method { get; }

    /// <summary>Path and query, as sent.</summary>
    public string Target { get; }

    public string Path => Target.Split('?')[0];

    public string? MediaType { get; }

    public byte[] Body { get; }

    /// <summary>The program's own word for itself, which the audit log is to show.</summary>
    public required string Agent { get; init; }

    /// <summary>Stopwatch ticks, for the order of requests of several programs.</summary>
    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <summary>When the server had answered; 0 until then.</summary>
    public long Ended { get; private set; }

    /// <summary>The server's answer; 0 when it got none or was not asked.</summary>
    public int Status { get; private set; }

    public bool IsWrite => Method != "GET" && !Path.Contains("/selfsubject", StringComparison.Ordinal);

    public bool HasLanded => IsWrite && Status is >= 200 and < 300;

    /// <summary>A later page of a list.</summary>
    public bool IsContinued => Target.Contains("continue=", StringComparison.Ordinal);

    /// <summary>
    /// What is done to which object. The two kinds of PATCH are told apart; names of Events, which carry the time, are not part of it.
    /// </summary>
    public string Identity
    {
        get
        {
            var verb = MediaType switch
            {
                _ when Method != "PATCH" => Method,
                "application/apply-patch+yaml" => "APPLY",
                "application/merge-patch+json" => "MERGE",
                _ => "PATCH",
            };
            var events = Path.IndexOf("/events/", StringComparison.Ordinal);
            return $"{verb} {(events < 0 ? Path : Path[..(events + 7)])}";
        }
    }

    public static async Task<ProxiedRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return new ProxiedRequest(context.Request.Method, target, context.Request.ContentType, body.ToArray())
        {
            Agent = context.Request.Headers.UserAgent.ToString(),
        };
    }

    public void Answered(int status) => (Status, Ended) = (status, Stopwatch.GetTimestamp());

    public override string ToString() => $"{Identity} -> {Status}";
}
