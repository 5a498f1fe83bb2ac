using System.Globalization;
using System.Text;
using System.Text.Json;
using KfTenants.EndToEnd.Tests.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>
/// The lists of a real API server, with <see cref="BenchTenants.FirstHundred"/> as often as asked for, each time under other numbers: a cluster larger than one machine
/// can hold a control plane for. All else is answered by the real server.
/// </summary>
public sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly Dictionary<string, RecordedList> _lists;

    private PageServer(WebApplication app, HttpClient server, Dictionary<string, RecordedList> lists) => (_app, _server, _lists) = (app, server, lists);

    /// <summary>The kubeconfig that leads here.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>How many hundreds there are.</summary>
    public int Copies { get; set; } = 1;

    public static async Task<PageServer> StartAsync(TestCluster cluster, string user)
    {
        PageServer? pages = null;
        var (app, address) = await TlsListener.StartAsync(cluster.ListenerCertificate(), HttpProtocols.Http1AndHttp2, context => pages!.AnswerAsync(context));
        var server = new HttpClient(cluster.Transport(user)) { BaseAddress = cluster.Server };
        var lists = new Dictionary<string, RecordedList>(StringComparer.Ordinal);
        foreach (var list in BenchTenants.Lists)
        {
            lists.Add(list, RecordedList.Read(await server.GetByteArrayAsync(new Uri(list, UriKind.Relative))));
        }

        return pages = new PageServer(app, server, lists) { Kubeconfig = cluster.KubeconfigTo(address, "pages") };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (_lists.TryGetValue(context.Request.Path, out var list))
        {
            var limit = Number(context.Request.Query["limit"], int.MaxValue);
            await context.Response.Body.WriteAsync(list.Page(Number(context.Request.Query["continue"], 0), limit, Copies));
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(context.Request.Path + context.Request.QueryString, UriKind.Relative));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var answer = await _server.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    private static int Number(string? text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>The items of one list: those of the first hundred, cut where the number of another goes, and all others.</summary>
    private sealed record RecordedList(string Head, List<byte[][]> Others, List<byte[][]> Hundred)
    {
        private static readonly byte[] Stem = Encoding.UTF8.GetBytes(BenchTenants.FirstHundred[..^3]);

        public static RecordedList Read(byte[] json)
        {
            using var document = JsonDocument.Parse(json);
            var (others, hundred) = (new List<byte[][]>(), new List<byte[][]>());
            foreach (var item in document.RootElement.GetProperty("items").EnumerateArray())
            {
                var parts = item.GetRawText().Split(BenchTenants.FirstHundred).Select(Encoding.UTF8.GetBytes).ToArray();
                (parts.Length > 1 ? hundred : others).Add(parts);
            }

            var (kind, version) = (document.RootElement.GetProperty("kind"), document.RootElement.GetProperty("apiVersion"));
            return new RecordedList($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{version}\"", others, hundred);
        }

        public byte[] Page(int start, int limit, int copies)
        {
            var count = Others.Count + (Hundred.Count * copies);
            var end = (int)Math.Min(count, (long)start + limit);
            using var page = new MemoryStream();
            var next = end < count ? $",\"continue\":\"{end.ToString(CultureInfo.InvariantCulture)}\"" : "";
            page.Write(Encoding.UTF8.GetBytes($"{Head},\"metadata\":{{\"resourceVersion\":\"1\"{next}}},\"items\":["));
            for (var i = start; i < end; i++)
            {
                page.Write(i == start ? ""u8 : ","u8);
                var (copy, item) = i < Others.Count ? (0, Others[i]) : ((i - Others.Count) / Hundred.Count, Hundred[(i - Others.Count) % Hundred.Count]);
                var number = Encoding.ASCII.GetBytes(copy.ToString("D3", CultureInfo.InvariantCulture));
                page.Write(item[0]);
                foreach (var part in item.AsSpan(1))
                {
                    page.Write(Stem);
                    page.Write(number);
                    page.Write(part);
                }
            }

            page.Write("]}"u8);
            return page.ToArray();
        }
    }
}
