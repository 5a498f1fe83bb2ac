using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kubernetes.Client;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>
/// One key of a secret in HashiCorp Vault, by the HTTP API of its engine KV version 2. The other keys of the secret stay: it is read, and written as the next
/// version of what was read (check-and-set), so that no one's change is lost.
/// </summary>
public sealed class VaultSink : ITokenSink, IDisposable
{
    private const int MaxAnswer = 1 << 20;

    private readonly VaultAddress _vault;
    private readonly TokenSink.Vault _place;
    private readonly HttpClient _client;

    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    public VaultSink(VaultAddress vault, TokenSink.Vault place)
        : this(vault, place, HandlerFor(vault))
    {
    }

    /// <param name="handler">In place of real connections.</param>
    internal VaultSink(VaultAddress vault, TokenSink.Vault place, HttpMessageHandler handler)
    {
        (_vault, _place) = (vault, place);
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = MaxAnswer };
    }

    public string Place => _place.ToString();

    public async Task WriteAsync(string token, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (data, version) = await GetAsync(cancellationToken);
            data[_place.Key] = token;
            using var body = new StringContent(
                new JsonObject { ["options"] = new JsonObject { ["cas"] = version }, ["data"] = data }.ToJsonString(), Encoding.UTF8, "application/json");
            using var request = Request(HttpMethod.Post);
            request.Content = body;
            using var answer = await SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            // Another wrote in between: look again.
            if (answer.StatusCode != HttpStatusCode.BadRequest || attempt == StaleRetry.Attempts)
            {
                throw Refused(answer.StatusCode, "written");
            }
        }
    }

    public async Task<SinkContent> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (data, _) = await GetAsync(cancellationToken);
            return data[_place.Key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? new SinkContent.Held(text) : new SinkContent.Absent();
        }
        catch (KfTenantsException)
        {
            return new SinkContent.Hidden();
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The secret as it is, and its version; of none, and of a deleted one, no entries.</summary>
    private async Task<(JsonObject Data, long Version)> GetAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get);
        using var answer = await SendAsync(request, cancellationToken);
        var body = Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound)
        {
            throw Refused(answer.StatusCode, "read");
        }

        // A version that was deleted is a 404 with its number.
        var found = body?["data"] as JsonObject;
        var version = found?["metadata"]?["version"] is JsonValue number && number.TryGetValue<long>(out var value) ? value : 0;
        return (found?["data"] is JsonObject data ? (JsonObject)data.DeepClone() : [], version);
    }

    // Null where it is none.
    private static JsonNode? Parse(byte[] text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var path = $"{_vault.Server.AbsolutePath.TrimEnd('/')}/v1/{_place.Mount}/data/{_place.Path}";
        var request = new HttpRequestMessage(method, new Uri(_vault.Server, path));
        request.Headers.TryAddWithoutValidation("X-Vault-Token", _vault.Token);
        request.Headers.TryAddWithoutValidation("X-Vault-Request", "true");
        if (_vault.Namespace is { } space)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", space);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KfTenantsException($"{_vault.Server}: Vault did not answer within {_client.Timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new KfTenantsException($"{_vault.Server}: {TransportFailure.Of(e, hasHeaders: false, _vault.Server.ToString()).Message}", e);
        }
    }

    // Its text may quote what was sent.
    private KfTenantsException Refused(HttpStatusCode status, string verb) => new($"{_place}: cannot be {verb}: Vault answered {(int)status} {status}" + status switch
    {
        HttpStatusCode.Forbidden => "; its policy for our token needs read, create and update of this path",
        HttpStatusCode.BadRequest => "; it kept changing, or the engine is not KV version 2",
        HttpStatusCode.NotFound => "; is the engine KV version 2 mounted there?",
        HttpStatusCode.ServiceUnavailable => "; it is sealed, or starting",
        _ => "",
    });

    private static SocketsHttpHandler HandlerFor(VaultAddress vault)
    {
        // A redirect is never followed: our token must not go to another host.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        var source = vault.Authorities.IsEmpty ? "the system's certificate authorities" : "VAULT_CACERT";
        new ServerCertificateCheck(vault.Authorities, source, vault.Server.IdnHost, isInsecure: false).Configure(handler.SslOptions);
        return handler;
    }
}
