using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// Sends requests to one API server: credentials, retries, limits. Every answer of the server comes back as a value; a server
/// that does not answer, or not like one, is a <see cref="KfTenantsException"/> that names its URL.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private readonly ClusterConnection _connection;
    private readonly ApiClientOptions _options;
    private readonly ConcurrencyGate _reads;
    private readonly ConcurrencyGate _writes;
    private readonly string _userAgent;
    private readonly Lock _lock = new();
    private readonly List<HttpClient> _clients = [];
    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private ClientCertificate? _certificate;
    private volatile bool _hasAnswered;
    private long? _lastNotice;

    public ApiClient(ClusterConnection connection, ApiClientOptions? options = null)
    {
        _connection = connection;
        _options = options ?? new ApiClientOptions();
        _reads = new ConcurrencyGate(_options.ParallelReads, _options.Time);
        _writes = new ConcurrencyGate(_options.ParallelWrites, _options.Time);
        _userAgent = UserAgentOf(_options);
    }

    /// <summary>By what an audit log finds the requests of a run.</summary>
    internal static string UserAgentOf(ApiClientOptions options) => $"kftenants/{options.Version} ({(options.Run is { Length: > 0 } run ? "run " + run : Platform())})";

    public string Server => _connection.Server;

    /// <summary>What is sent and answered, only the server can read.</summary>
    internal bool IsSecure => _connection.IsHttps;

    /// <summary>Another client of the same server, for who has this token.</summary>
    internal ApiClient As(string token, string owner) => new(_connection.As(token, owner, _options.Time), _options with { Warn = null });

    /// <summary>Another client of the same server, for no one, which trusts these authorities alone.</summary>
    /// <exception cref="KfTenantsException">They are none.</exception>
    internal ApiClient TrustedBy(string pem, string source) => new(_connection.TrustedBy(pem, source, _options.Time), _options with { Warn = null });

    /// <summary>What one list of this kind may cost here.</summary>
    internal ListBudget ListBudgetFor(ObjectKind kind) => new(kind.Kind, Server, _options.Time, ListBudget.BytesFor(_options.Memory));

    /// <summary>Who we are by what the credential says; null when it says nothing, or cannot be had.</summary>
    public async Task<string?> ClaimedNameAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ClaimedName.Of(_connection.Headers, await _connection.Credential.GetAsync(cancellationToken));
        }
        catch (KfTenantsException)
        {
            return null;
        }
    }

    /// <param name="read">Reads the body of a success.</param>
    /// <exception cref="KfTenantsException">No answer, an answer that no API server gives, or no usable credential.</exception>
    public async Task<ApiAnswer<T>> SendAsync<T>(RequestSpec spec, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var gate = spec.IsWrite ? _writes : _reads;
        await gate.EnterAsync(cancellationToken);
        try
        {
            return await SendInTurnAsync(spec, read, gate, cancellationToken);
        }
        finally
        {
            gate.Leave();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _clients.ForEach(c => c.Dispose());
            _clients.Clear();
        }
    }

    private async Task<ApiAnswer<T>> SendInTurnAsync<T>(
        RequestSpec spec, Func<Stream, CancellationToken, Task<T>> read, ConcurrencyGate gate, CancellationToken cancellationToken)
    {
        var started = _options.Time.GetTimestamp();
        var wasAmbiguous = false;
        var wasRefreshed = false;
        for (var attempts = 1; ; attempts++)
        {
            var credential = await _connection.Credential.GetAsync(cancellationToken);
            var attempt = await AttemptAsync(spec, read, credential, cancellationToken);
            var status = attempt.Status;
            if (attempt.Result == AttemptResult.Answered)
            {
                _hasAnswered = true;
                if (status is null)
                {
                    return new ApiAnswer<T>(attempt.HttpStatus, attempt.Value, null, attempts, wasAmbiguous);
                }
            }

            if (status?.HttpStatus == 429)
            {
                gate.Halve();
            }

            // Authentication precedes processing: a refused request was not begun, and may be repeated with a new credential.
            if (status?.HttpStatus == 401 && !wasRefreshed && _connection.Credential.Invalidate(credential))
            {
                wasRefreshed = true;
                continue;
            }

            var elapsed = _options.Time.GetElapsedTime(started);
            var decision = RetryPolicy.Decide(attempt.Result, status, attempts, _hasAnswered, elapsed, _options.Jitter());
            if (decision.Delay is not { } delay || spec.IsText)
            {
                return status is not null
                    ? new ApiAnswer<T>(attempt.HttpStatus, default, status, attempts, wasAmbiguous)
                    : throw new KfTenantsException(new Problem(Server, attempt.Problem) { Note = Count(attempts) + Via(), IsUnreachable = true });
            }

            wasAmbiguous |= RetryPolicy.IsAmbiguous(attempt.Result, status);
            await Task.Delay(delay, _options.Time, cancellationToken);
        }
    }

    private async Task<Attempt<T>> AttemptAsync<T>(
        RequestSpec spec, Func<Stream, CancellationToken, Task<T>> read, RequestCredential credential, CancellationToken cancellationToken)
    {
        credential.Certificate?.EnsureValidAt(_options.Time.GetUtcNow());
        using var request = Message(spec, credential);
        // A server that has never answered is given less time; once an answer has begun, all of it.
        var patience = _hasAnswered ? _options.AttemptTimeout : _options.FirstAnswerTimeout;
        using var limit = new CancellationTokenSource(patience, _options.Time);
        using var notice = NoticeFor(spec);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var started = _options.Time.GetTimestamp();
        HttpResponseMessage? response = null;
        var outcome = "no answer";
        KfTenantsException Unreadable(string why) => new($"{Server}: the answer to {spec.Subject} {spec.Verb} cannot be read: {credential.Redact(ApiStatus.OneLine(why))}");
        try
        {
            response = await ClientFor(credential.Certificate).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            patience = _options.AttemptTimeout;
            limit.CancelAfter(patience);
            return await AnswerAsync(spec, response, read, credential, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            outcome += ", timed out";
            return Attempt<T>.Failed(AttemptResult.TimedOut, $"did not answer within {patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException ||
            (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var failure = TransportFailure.Of(e, response is not null, Server);
            outcome += ", " + failure.Message;
            return Attempt<T>.Failed(failure.Result, credential.Redact(failure.Message));
        }
        catch (JsonException e)
        {
            throw Unreadable(e.Words());
        }
        catch (FormatException e)
        {
            throw Unreadable(e.Message);
        }
        finally
        {
            response?.Dispose();
            var elapsed = (long)_options.Time.GetElapsedTime(started).TotalMilliseconds;
            _options.Verbose?.Invoke($"{spec.Method} {spec.Path} {outcome} {elapsed.ToString(CultureInfo.InvariantCulture)} ms");
        }
    }

    // Requests run side by side: that the server is slow is said once for all of them, again and again while it lasts.
    private ITimer? NoticeFor(RequestSpec spec)
    {
        if (_options.Waiting is not { } say)
        {
            return null;
        }

        var started = _options.Time.GetTimestamp();
        return _options.Time.CreateTimer(_ =>
        {
            lock (_lock)
            {
                if (_lastNotice is { } last && _options.Time.GetElapsedTime(last) < ApiClientOptions.NoticeInterval)
                {
                    return;
                }

                _lastNotice = _options.Time.GetTimestamp();
            }

            var seconds = _options.Time.GetElapsedTime(started).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            say($"waiting for {Server} to answer {spec.Subject} {spec.Verb} ({seconds} s)");
        }, null, ApiClientOptions.NoticeInterval, ApiClientOptions.NoticeInterval);
    }

    private async Task<Attempt<T>> AnswerAsync<T>(
        RequestSpec spec, HttpResponseMessage response, Func<Stream, CancellationToken, Task<T>> read, RequestCredential credential, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        CollectWarnings(response);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (status is >= 200 and <= 299)
        {
            if (response.Content.Headers.ContentLength == 0)
            {
                return Attempt<T>.Failed(AttemptResult.Empty, "answered without a body");
            }

            if (!spec.IsText && mediaType is not null && !mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            {
                throw new KfTenantsException($"{Server}: did not answer like a Kubernetes API server ({status} {mediaType})");
            }

            return Attempt<T>.Succeeded(status, await read(body, cancellationToken));
        }

        if (status is >= 300 and <= 399)
        {
            // Never followed: a token must not go to another host.
            throw new KfTenantsException($"{Server}: answered with a redirect{Target(response)}, which is not followed; is the URL right?");
        }

        var start = await ApiBody.ReadStartAsync(body, cancellationToken);
        var isJson = mediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true;
        var decoded = ApiStatus.Decode(status, isJson, start, response.Headers.RetryAfter?.Delta);
        return Attempt<T>.Refused(decoded with { Message = status == 401 ? NotAccepted(credential) : credential.Redact(decoded.Message) });
    }

    // The server says no more than "Unauthorized".
    private string NotAccepted(RequestCredential credential)
    {
        var remedy = credential switch
        {
            { Token: null } => "check that the context is the right one",
            { Token: var token } when TokenText.Expiry(token) is { } expiry && expiry <= _options.Time.GetUtcNow() =>
                $"the token expired at {Times.Seconds(expiry)}; log in again",
            _ => "log in again, and check that the context is the right one",
        };
        return $"the credentials of {_connection.Credential.Owner} ({_connection.Description}) were not accepted: {remedy}";
    }

    private HttpRequestMessage Message(RequestSpec spec, RequestCredential credential)
    {
        var url = Server + spec.Path + (spec.Query.Length == 0 ? "" : "?" + spec.Query);
        var request = new HttpRequestMessage(spec.Method, new Uri(url))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", spec.Accept ?? (spec.IsText ? "application/json, */*" : "application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (credential.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in _connection.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (spec.ContentType is not null)
        {
            request.Content = new ReadOnlyMemoryContent(spec.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(spec.ContentType);
        }

        return request;
    }

    /// <summary>A new certificate is not seen on pooled connections: it gets a client of its own, the old one ends with this object.</summary>
    private HttpClient ClientFor(ClientCertificate? certificate)
    {
        lock (_lock)
        {
            if (_clients.Count == 0 || !ReferenceEquals(certificate, _certificate))
            {
                _clients.Add(NewClient(certificate));
                _certificate = certificate;
            }

            return _clients[^1];
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    private HttpClient NewClient(ClientCertificate? certificate) =>
        new(_options.Handler?.Invoke() ?? ClusterTransport.Create(_connection, certificate), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    private void CollectWarnings(HttpResponseMessage response)
    {
        if (_options.Warn is null || !response.Headers.NonValidated.TryGetValues("Warning", out var values))
        {
            return;
        }

        foreach (var text in values.SelectMany(WarningHeader.Texts))
        {
            lock (_lock)
            {
                if (!_warnings.Add(text))
                {
                    continue;
                }
            }

            _options.Warn(text);
        }
    }

    private string Via() => _connection.Proxy.GetProxy(new Uri(Server)) is { } proxy ? $", through the proxy {proxy.Scheme}://{proxy.Authority}" : "";

    private static string Count(int attempts) => attempts == 1 ? "1 attempt" : $"{attempts.ToString(CultureInfo.InvariantCulture)} attempts";

    private static string Target(HttpResponseMessage response) => response.Headers.Location is { IsAbsoluteUri: true } target ? " to " + target.Host : "";

    private static string Platform()
    {
        var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "unknown";
        var processor = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "amd64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{system}/{processor}";
    }

    private readonly record struct Attempt<T>(AttemptResult Result, int HttpStatus, T? Value, ApiStatus? Status, string Problem)
    {
        public static Attempt<T> Succeeded(int httpStatus, T value) => new(AttemptResult.Answered, httpStatus, value, null, "");

        public static Attempt<T> Refused(ApiStatus status) => new(AttemptResult.Answered, status.HttpStatus, default, status, "");

        public static Attempt<T> Failed(AttemptResult result, string problem) => new(result, 0, default, null, problem);
    }
}
