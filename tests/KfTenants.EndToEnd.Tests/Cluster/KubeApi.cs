using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>
/// The least possible client, for everything in these tests that is not the product: it shares no code with it. A path is what
/// stands after the server's address; a status that is not expected is an exception with the server's own words.
/// </summary>
public sealed class KubeApi : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="agent">The user agent; what stands before <c>/</c> becomes the field manager of plain writes, as with every Go client.</param>
    public KubeApi(Uri server, Certificates authority, Certificates.Pair client, string agent)
    {
        var handler = Transport(authority, client);
        _http = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
    }

    /// <summary>Connections as this client, which trust nothing but the cluster's authority.</summary>
    public static SocketsHttpHandler Transport(Certificates authority, Certificates.Pair client) => new()
    {
        SslOptions =
        {
            ClientCertificates = [client.ToCertificate()],
            RemoteCertificateValidationCallback = (_, remote, _, _) => remote is X509Certificate2 c && authority.Trusts(c),
        },
    };

    /// <summary>The object or list; null when it does not exist.</summary>
    public async Task<JsonObject?> FindAsync(string path)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path, null);
        return status == HttpStatusCode.NotFound ? null : Expect(status, body, "GET", path);
    }

    public async Task<JsonObject> GetAsync(string path) =>
        await FindAsync(path) ?? throw new InvalidOperationException($"GET {path}: not found");

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path) =>
        [.. (await GetAsync(path))["items"]!.AsArray().Select(item => item!.AsObject())];

    public async Task<JsonObject> CreateAsync(string collection, JsonObject body) =>
        await WriteAsync(HttpMethod.Post, collection, body, "application/json");

    /// <summary>A whole object in place of the present one, as Go controllers write.</summary>
    public async Task<JsonObject> ReplaceAsync(string path, JsonObject body) =>
        await WriteAsync(HttpMethod.Put, path, body, "application/json");

    public async Task<JsonObject> MergeAsync(string path, string patch) =>
        await WriteAsync(HttpMethod.Patch, path, JsonNode.Parse(patch)!, "application/merge-patch+json");

    /// <summary>Deletes in the background; fine when it does not exist.</summary>
    public async Task DeleteAsync(string path)
    {
        var (status, body) = await SendAsync(HttpMethod.Delete, path, null);
        if (status != HttpStatusCode.NotFound)
        {
            Expect(status, body, "DELETE", path);
        }
    }

    /// <summary>Any request; the answer as it is.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, string? body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : JsonValue.Create(text));
    }

    /// <summary>The lines of a watch, until the server ends it or we do.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonNode.Parse(line)!.AsObject();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> WriteAsync(HttpMethod method, string path, JsonNode body, string type)
    {
        var (status, answer) = await SendAsync(method, path, body.ToJsonString(), type);
        return Expect(status, answer, method.Method, path);
    }

    private static JsonObject Expect(HttpStatusCode status, JsonNode? body, string method, string path) =>
        (int)status is >= 200 and < 300 && body is JsonObject answer
            ? answer
            : throw new KubeApiException(status, $"{method} {path}: {(int)status} {(body as JsonObject)?["message"] ?? body}");
}

/// <summary>The server refused.</summary>
public sealed class KubeApiException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}
