using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace KfTenants.Kubernetes.Client;

/// <summary>One entry of <c>details.causes</c>.</summary>
public sealed record ApiCause(string Reason, string Message, string Field);

/// <summary>
/// A refusal, decoded from a <c>Status</c> or made from whatever else came: priority and fairness answers in plain text, load
/// balancers in HTML. The HTTP status counts, not the body's <c>code</c>.
/// </summary>
public sealed record ApiStatus(int HttpStatus, string Message)
{
    private const int MaxText = 2048;

    public string? DetailsName { get; private init; }

    /// <summary>The resource in most answers, the kind in 422.</summary>
    public string? DetailsKind { get; private init; }

    public ImmutableArray<ApiCause> Causes { get; private init; } = [];

    /// <summary>Header <c>Retry-After</c> in whole seconds, else <c>details.retryAfterSeconds</c>; a date counts as absent, as in client-go.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>404 for the resource itself, not for an object of it: nothing serves it.</summary>
    public bool IsNoSuchResource => HttpStatus == 404 && DetailsName is null;

    public bool IsNamespaceTerminating => HttpStatus == 403 && Causes.Any(c => c.Reason == "NamespaceTerminating");

    /// <summary>A field that a 409 names, with its manager: <c>conflict with "NAME" [with subresource "S"] [using VERSION] [at TIME]</c>.</summary>
    public ImmutableArray<FieldOwner> FieldOwners => HttpStatus != 409
        ? []
        : [.. Causes.Where(c => c.Reason == "FieldManagerConflict").Select(c => new FieldOwner(FirstQuoted(c.Message), c.Field))];

    /// <summary>The message on one line.</summary>
    public string Line => OneLine(Message);

    /// <param name="retryAfterHeader">The header's seconds, if it had any.</param>
    public static ApiStatus Decode(int httpStatus, bool isJson, ReadOnlyMemory<byte> body, TimeSpan? retryAfterHeader)
    {
        if (isJson)
        {
            try
            {
                using var document = JsonDocument.Parse(body);
                var root = document.RootElement;
                if (root.ValueKind == JsonValueKind.Object && Text(root, "kind") == "Status")
                {
                    return FromStatus(httpStatus, root, retryAfterHeader);
                }
            }
            catch (JsonException)
            {
                // Cut off or not JSON after all: told apart by the HTTP status alone.
            }
        }

        return new ApiStatus(httpStatus, Generic(httpStatus, body.Span)) { RetryAfter = retryAfterHeader };
    }

    internal static string OneLine(string text) =>
        string.Join(' ', text.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static ApiStatus FromStatus(int httpStatus, JsonElement root, TimeSpan? retryAfterHeader)
    {
        var details = root.TryGetProperty("details", out var d) && d.ValueKind == JsonValueKind.Object ? d : default;
        var hasDetails = details.ValueKind == JsonValueKind.Object;
        var retryAfter = retryAfterHeader;
        if (retryAfter is null && hasDetails && details.TryGetProperty("retryAfterSeconds", out var seconds) && seconds.TryGetInt32(out var value) && value > 0)
        {
            retryAfter = TimeSpan.FromSeconds(value);
        }

        return new ApiStatus(httpStatus, Text(root, "message") is { Length: > 0 } message ? message : Generic(httpStatus, []))
        {
            DetailsName = hasDetails ? Text(details, "name") : null,
            DetailsKind = hasDetails ? Text(details, "kind") : null,
            Causes = hasDetails && details.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
                ? [.. causes.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object)
                    .Select(c => new ApiCause(Text(c, "reason") ?? "", Text(c, "message") ?? "", Text(c, "field") ?? ""))]
                : [],
            RetryAfter = retryAfter,
        };
    }

    // As client-go words it: apimachinery pkg/api/errors NewGenericServerResponse.
    private static string Generic(int httpStatus, ReadOnlySpan<byte> body) => httpStatus switch
    {
        401 => "the server has asked for the client to provide credentials",
        403 => "the server does not allow access to the requested resource",
        404 => "the server could not find the requested resource",
        405 => "the server does not allow this method on the requested resource",
        429 => "the server has received too many requests and has asked us to try again later",
        >= 500 when Printable(body) is { Length: > 0 } text => $"an error on the server (\"{text}\") has prevented the request from succeeding",
        >= 500 => "an error on the server has prevented the request from succeeding",
        _ => $"the server answered {httpStatus.ToString(CultureInfo.InvariantCulture)} {(HttpStatusCode)httpStatus}",
    };

    private static string Printable(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxText)]);
        return new string([.. OneLine(text).Where(c => !char.IsControl(c))]);
    }

    private static string FirstQuoted(string text)
    {
        var start = text.IndexOf('"', StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf('"', start + 1);
        return end < 0 ? text : text[(start + 1)..end];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
