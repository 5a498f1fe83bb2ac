using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>The least that a plan can cost: a plain client that lists the same kinds side by side, page after page, and decides nothing.</summary>
public static partial class RawLists
{
    /// <param name="lists">The first page of each list, with its query.</param>
    /// <returns>Milliseconds, and what was received.</returns>
    public static async Task<(double Elapsed, long Bytes)> FetchAsync(TestCluster cluster, string user, IReadOnlyCollection<string> lists)
    {
        using var handler = cluster.Transport(user);
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.EnableMultipleHttp2Connections = true;
        using var http = new HttpClient(handler)
        {
            BaseAddress = cluster.Server,
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = TimeSpan.FromMinutes(10),
        };
        var watch = Stopwatch.StartNew();
        var bytes = await Task.WhenAll(lists.Select(list => FetchAsync(http, list)));
        return (watch.Elapsed.TotalMilliseconds, bytes.Sum());
    }

    private static async Task<long> FetchAsync(HttpClient http, string list)
    {
        var bytes = 0L;
        for (var page = list; page is not null;)
        {
            var text = await http.GetStringAsync(new Uri(page, UriKind.Relative));
            bytes += text.Length;
            // It stands before the items of built-in kinds, and behind those of custom resources.
            var token = Token().Match(text[..Math.Min(text.Length, 4096)]) is { Success: true } first ? first : Token().Match(text[Math.Max(0, text.Length - 4096)..]);
            page = token.Success ? $"{list}&continue={Uri.EscapeDataString(token.Groups[1].Value)}" : null;
        }

        return bytes;
    }

    [GeneratedRegex("\"continue\":\"([^\"]+)\"")]
    private static partial Regex Token();
}
