using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Kubernetes.Client;
using KfTenants.Reaping;

namespace KfTenants.Kubernetes.Reading;

/// <summary>Asks Prometheus what ran where. Its answers are judged by <see cref="Activity"/>; what cannot be asked is an error.</summary>
public static class PrometheusReader
{
    private const long LargestAnswer = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The addresses that can be asked: http or https, without a name and password, which would stand in the process list.</summary>
    public static Uri? Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;

    /// <summary>What the questions were answered together.</summary>
    /// <param name="handler">Null: over the network.</param>
    /// <exception cref="KfTenantsException">Prometheus could not be asked.</exception>
    /// <exception cref="FormatException">It answered something that says nothing about who is active.</exception>
    public static async Task<Activity> ReadAsync(Uri address, ImmutableArray<ActivityQuery> queries, HttpMessageHandler? handler, CancellationToken cancellationToken)
    {
        using var network = handler is null ? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) } : null;
        using var client = new HttpClient(handler ?? network!, disposeHandler: false) { Timeout = Patience, MaxResponseContentBufferSize = LargestAnswer };
        var parts = new List<Activity>();
        foreach (var query in queries)
        {
            parts.Add(await AskAsync(client, address, query, cancellationToken));
        }

        return Activity.Of(parts);
    }

    // By POST: the names of a thousand tenants are longer than a URL may be.
    private static async Task<Activity> AskAsync(HttpClient client, Uri address, ActivityQuery query, CancellationToken cancellationToken)
    {
        var hasHeaders = false;
        try
        {
            using var content = new FormUrlEncodedContent([KeyValuePair.Create("query", query.PromQl)]);
            using var answer = await client.PostAsync(new Uri(address, "api/v1/query"), content, cancellationToken);
            hasHeaders = true;
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var isUnderstood = Activity.TryParse(body, out var activity, out var problem);
            if (isUnderstood && answer.IsSuccessStatusCode)
            {
                return activity!;
            }

            var status = answer.IsSuccessStatusCode ? "" : $" ({((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)})";
            throw new FormatException($"{address}: {problem ?? "refused to answer"}{status}");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && e.InnerException is TimeoutException)
        {
            throw new KfTenantsException($"{address}: Prometheus did not answer within {Patience.TotalSeconds:0} s", e);
        }
        catch (HttpRequestException e)
        {
            throw new KfTenantsException($"{address}: Prometheus cannot be asked: {TransportFailure.Of(e, hasHeaders, address.ToString()).Message}", e);
        }
    }
}
