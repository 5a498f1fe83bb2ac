using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KfTenants.Doctor;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>
/// Asks a server what every one may ask: its version, whether it is ready, and who we are. Without retries: what is wrong is to be seen, not passed over. No
/// answer of the server is passed on as it is but the few words that are looked for.
/// </summary>
internal sealed class AnswerProbe(ClusterConnection connection, TimeSpan patience, ApiClientOptions options)
{
    // What an answer may cost that is no API server's.
    private const int Most = 1 << 20;

    // The first of these lines of /readyz?verbose says enough.
    private const string Broken = "[-]";

    /// <returns>The answer, or why its certificate was refused.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    public async Task<(AnswerFacts? Answer, ServerCertificateException? Refusal)> AskAsync(CancellationToken cancellationToken)
    {
        RequestCredential? credential = null;
        try
        {
            credential = await connection.Credential.GetAsync(cancellationToken);
            credential.Certificate?.EnsureValidAt(options.Time.GetUtcNow());
            using var client = new HttpClient(ClusterTransport.Create(connection, credential.Certificate), disposeHandler: true)
            {
                Timeout = patience,
                MaxResponseContentBufferSize = Most,
            };
            return (await AskAsync(client, credential, cancellationToken), null);
        }
        catch (HttpRequestException e) when (ServerProbe.RefusalIn(e) is { } refusal)
        {
            return (null, refusal);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (new AnswerFacts(Words(credential, TransportFailure.Of(e, hasHeaders: false, connection.Server).Message)), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new AnswerFacts($"it took the connection, and did not answer within {patience.TotalSeconds} s"), null);
        }
        catch (KfTenantsException e)
        {
            return (new AnswerFacts(Words(credential, e.Message)), null);
        }
    }

    private static string Words(RequestCredential? credential, string text) => credential is null ? text : credential.Redact(text);

    private async Task<AnswerFacts> AskAsync(HttpClient client, RequestCredential credential, CancellationToken cancellationToken)
    {
        using var version = await SendAsync(client, credential, HttpMethod.Get, "/version", null, cancellationToken);
        var received = options.Time.GetUtcNow();
        if (Unlike(version) is { } problem)
        {
            return new AnswerFacts(problem);
        }

        var facts = new AnswerFacts((string?)null)
        {
            Version = Json(await version.Content.ReadAsStringAsync(cancellationToken))?.TextMember("gitVersion"),
            Date = version.Headers.Date,
            Received = received,
            Unready = await UnreadyAsync(client, credential, cancellationToken),
        };
        return await IdentifyAsync(client, credential, facts, cancellationToken);
    }

    // 401 and 403 are answers of an API server: a proxy or a sign-in page has other ways.
    private string? Unlike(HttpResponseMessage answer)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400)
        {
            return $"it answers with a redirect ({status.ToString(CultureInfo.InvariantCulture)})" +
                (answer.Headers.Location is { IsAbsoluteUri: true } to ? $" to {to.Host}" : "") + ": this is a sign-in page, or a proxy";
        }

        return type == "application/json" ? null
            : $"GET {connection.Server}/version answers {status.ToString(CultureInfo.InvariantCulture)} with {type ?? "nothing"} in the place of JSON";
    }

    // Who may not ask it (since 1.16 all may) learns nothing, which is no trouble of the server.
    private async Task<string?> UnreadyAsync(HttpClient client, RequestCredential credential, CancellationToken cancellationToken)
    {
        using var ready = await SendAsync(client, credential, HttpMethod.Get, "/readyz?verbose", null, cancellationToken);
        if ((int)ready.StatusCode < 500)
        {
            return null;
        }

        var lines = (await ready.Content.ReadAsStringAsync(cancellationToken)).Split('\n');
        var broken = lines.Where(l => l.StartsWith(Broken, StringComparison.Ordinal)).Select(l => l[Broken.Length..].Split(' ')[0]).Take(5).ToList();
        return broken.Count > 0 ? ApiStatus.OneLine(string.Join(", ", broken)) : $"/readyz answers {((int)ready.StatusCode).ToString(CultureInfo.InvariantCulture)}";
    }

    // SelfSubjectReview is served from 1.28 on; a question about rights every authenticated user of every release may ask.
    private async Task<AnswerFacts> IdentifyAsync(HttpClient client, RequestCredential credential, AnswerFacts facts, CancellationToken cancellationToken)
    {
        foreach (var question in (RequestSpec[])[RequestSpec.SelfReview(), RequestSpec.MayI(new AccessQuestion("list", "", "namespaces", null, null))])
        {
            using var answer = await SendAsync(client, credential, question.Method, question.Path, question.Body, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                continue;
            }

            var body = Json(await answer.Content.ReadAsStringAsync(cancellationToken));
            var user = body?.Member("status")?.Member("userInfo");
            return facts with
            {
                Authentication = (int)answer.StatusCode,
                User = user?.TextMember("username") ?? UserOf(answer.StatusCode, body),
                Groups = [.. user?.Member("groups").Items().Select(g => g.ToString()) ?? []],
            };
        }

        return facts;
    }

    // A refusal names who was refused: User "system:anonymous" cannot create resource …
    private static string? UserOf(HttpStatusCode status, JsonElement? body)
    {
        const string Before = "User \"";
        var message = status == HttpStatusCode.Forbidden ? body?.TextMember("message") : null;
        var at = message?.IndexOf(Before, StringComparison.Ordinal) ?? -1;
        var end = at < 0 ? -1 : message!.IndexOf('"', at + Before.Length);
        return end < 0 ? null : message![(at + Before.Length)..end];
    }

    private static JsonElement? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient client, RequestCredential credential, HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(connection.Server + path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
        request.Headers.TryAddWithoutValidation("User-Agent", ApiClient.UserAgentOf(options));
        if (credential.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in connection.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await client.SendAsync(request, cancellationToken);
    }
}
