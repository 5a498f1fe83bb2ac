using System.Collections.Concurrent;
using System.Globalization;
using KfTenants.EndToEnd.Tests.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// Stands between the program and the API server on the loopback address, ends TLS, signs in as a user of its own (which the audit
/// log then shows), and does to each request what it is told.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private int _open;
    private volatile bool _isCut;

    private FaultProxy(WebApplication app, HttpClient server, string user)
    {
        _app = app;
        _server = server;
        User = user;
    }

    /// <summary>Who asks, to the API server.</summary>
    public string User { get; }

    /// <summary>The kubeconfig that leads through here.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>What to do with a request; called before it is forwarded. May do something first, as another client of the cluster would.</summary>
    public Func<ProxiedRequest, Task<Fault>> Choose { get; set; } = _ => Task.FromResult(Fault.None);

    /// <summary>
    /// What the server does beyond what it was asked for, once it has carried out a request; called before its answer is relayed. The body
    /// of another answer, or null for the server's own.
    /// </summary>
    public Func<ProxiedRequest, Task<byte[]?>> Afterwards { get; set; } = _ => Task.FromResult<byte[]?>(null);

    /// <summary>Pages of lists have at most this many objects; null: as many as the program asks for.</summary>
    public int? PageSize { get; set; }

    /// <summary>All requests so far, in the order in which they came.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    public IEnumerable<ProxiedRequest> Writes => _requests.Where(r => r.IsWrite);

    /// <param name="user">Has every right: rights are other tests' subject.</param>
    public static async Task<FaultProxy> StartAsync(TestCluster cluster, string user, bool isHttp2 = true)
    {
        FaultProxy? proxy = null;
        var (app, address) = await TlsListener.StartAsync(
            cluster.ListenerCertificate(), isHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, context => proxy!.HandleAsync(context));
        var server = new HttpClient(cluster.Transport(user, "system:masters")) { BaseAddress = cluster.Server, Timeout = TimeSpan.FromMinutes(2) };
        return proxy = new FaultProxy(app, server, user) { Kubeconfig = cluster.KubeconfigTo(address, user) };
    }

    /// <summary>Waits until nothing is under way, and lets requests pass again after a cut.</summary>
    public async Task ReopenAsync()
    {
        await Eventually.TrueAsync("the proxy is idle", () => Task.FromResult(Volatile.Read(ref _open) == 0));
        Choose = _ => Task.FromResult(Fault.None);
        _isCut = false;
    }

    public void Forget() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        // Not in order: a killed program's connections may linger.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _open);
        try
        {
            var request = await ProxiedRequest.ReadAsync(context);
            _requests.Enqueue(request);
            var fault = _isCut ? Fault.ResetBefore : await Choose(request);
            if (fault is Fault.Cut)
            {
                _isCut = true;
            }
            else if (_isCut)
            {
                fault = Fault.ResetBefore;
            }

            ServerAnswer? answer = null;
            if (fault.IsForwarded)
            {
                answer = await ForwardAsync(request);
                request.Answered(answer.Status);
                answer = await Afterwards(request) is { } other ? answer with { Body = other } : answer;
            }

            await RespondAsync(context, fault, answer);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or HttpRequestException)
        {
            // The program is gone, or gave this request up.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<ServerAnswer> ForwardAsync(ProxiedRequest request)
    {
        var target = PageSize is { } size
            ? request.Target.Replace("limit=500", "limit=" + size.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            : request.Target;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_server.BaseAddress!, target));
        message.Headers.TryAddWithoutValidation("User-Agent", request.Agent);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.MediaType);
        }

        // Also when the program is gone by then: what was sent is carried out.
        using var answer = await _server.SendAsync(message, CancellationToken.None);
        return new ServerAnswer(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.ToString(),
            answer.Headers.RetryAfter?.ToString(),
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None));
    }

    private static async Task RespondAsync(HttpContext context, Fault fault, ServerAnswer? answer)
    {
        switch (fault)
        {
            case Fault.Untouched:
                await RelayAsync(context, answer!, answer!.Body.Length);
                return;
            case Fault.GoAway:
                context.Features.Get<IConnectionLifetimeNotificationFeature>()!.RequestClose();
                await RelayAsync(context, answer!, answer!.Body.Length);
                return;
            case Fault.HalfBody half:
                await RelayAsync(context, answer!, answer!.Body.Length / 2, half.HasLength);
                break;
            case Fault.Refusal refusal:
                context.Response.StatusCode = refusal.Status;
                context.Response.ContentType = refusal.MediaType;
                if (refusal.RetryAfter is not null)
                {
                    context.Response.Headers.RetryAfter = refusal.RetryAfter;
                }

                await context.Response.WriteAsync(refusal.Body, CancellationToken.None);
                return;
            case Fault.Pause pause:
                await Task.Delay(pause.Time);
                break;
            case Fault.Silence:
                await Task.Delay(TimeSpan.FromMinutes(3), context.RequestAborted);
                break;
            case Fault.Cut cut:
                cut.Kill();
                break;
            case Fault.Reset { OfStream: true } when context.Features.Get<IHttpResetFeature>() is { } stream:
                stream.Reset(2);
                return;
        }

        context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
    }

    private static async Task RelayAsync(HttpContext context, ServerAnswer answer, int length, bool hasLength = true)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.MediaType;
        if (answer.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        if (hasLength)
        {
            context.Response.ContentLength = answer.Body.Length;
        }

        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, length), CancellationToken.None);
        await context.Response.Body.FlushAsync(CancellationToken.None);
    }

    private sealed record ServerAnswer(int Status, string? MediaType, string? RetryAfter, byte[] Body);
}
