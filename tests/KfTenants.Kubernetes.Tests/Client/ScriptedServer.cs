using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KfTenants.Kubernetes.Client;

/// <summary>One request as the server saw it.</summary>
internal sealed record SentRequest(string Method, string PathAndQuery, HttpRequestHeaders Headers, string? ContentType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Path => PathAndQuery.Split('?')[0];
}

/// <summary>Answers each request with the next step; the last one repeats. Everything sent is kept.</summary>
internal sealed class ScriptedServer(params Func<SentRequest, HttpResponseMessage>[] steps) : HttpMessageHandler
{
    private readonly Lock _lock = new();

    public List<SentRequest> Sent { get; } = [];

    public static HttpResponseMessage Json(int status, JsonNode body) => Text(status, "application/json", body.ToJsonString());

    public static HttpResponseMessage Text(int status, string mediaType, string body) => new((HttpStatusCode)status)
    {
        Content = new StringContent(body, Encoding.UTF8, mediaType),
    };

    public static HttpResponseMessage Status(int status, string message, string? reason = null, JsonNode? details = null, int? retryAfter = null)
    {
        var body = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["message"] = message, ["code"] = status };
        if (reason is not null)
        {
            body["reason"] = reason;
        }

        if (details is not null)
        {
            body["details"] = details;
        }

        return After(Json(status, body), retryAfter);
    }

    public static HttpResponseMessage After(HttpResponseMessage response, int? seconds)
    {
        if (seconds is { } value)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", value.ToString());
        }

        return response;
    }

    /// <summary>An answer that breaks off after these bytes.</summary>
    public static HttpResponseMessage CutOff(string start) => new(HttpStatusCode.OK)
    {
        Content = new StreamContent(new BreakingStream(Encoding.UTF8.GetBytes(start))) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    public static HttpResponseMessage Throw(HttpRequestError error, Exception? inner = null) => throw new HttpRequestException(error, "scripted", inner);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var sent = new SentRequest(request.Method.Method, request.RequestUri!.PathAndQuery, request.Headers, request.Content?.Headers.ContentType?.ToString(), body);
        Func<SentRequest, HttpResponseMessage> step;
        lock (_lock)
        {
            step = steps[Math.Min(Sent.Count, steps.Length - 1)];
            Sent.Add(sent);
        }

        return step(sent);
    }

    private sealed class BreakingStream(byte[] start) : MemoryStream(start)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new HttpIOException(HttpRequestError.ResponseEnded, "scripted");
    }
}
