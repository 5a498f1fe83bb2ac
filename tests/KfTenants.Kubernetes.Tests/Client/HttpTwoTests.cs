using System.IO.Compression;
using System.Text;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KfTenants.Kubernetes.Client;

/// <summary>What only real connections show: HTTP/2, compression, streams and connections that break.</summary>
public sealed class HttpTwoTests
{
    private static readonly TestPki Pki = new();

    [Fact]
    public async Task Lists_come_over_HTTP_2_compressed_page_by_page()
    {
        await using var server = await StartAsync(async (context, _) =>
        {
            var from = int.TryParse(context.Request.Query["continue"], out var value) ? value : 0;
            var items =
                string.Join(',', Enumerable.Range(from, 500).Select(i => $$$"""{"metadata":{"name":"cm-{{{i}}}","namespace":"a"},"data":{"k":"{{{new string('v', 300)}}}"}}"""));
            var body = $$$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"continue":"{{{(from < 1000 ? (from + 500).ToString() : "")}}}"},"items":[{{{items}}}]}""";
            Assert.Equal("gzip", context.Request.Headers.AcceptEncoding.ToString());
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(body));
        });
        using var api = Connect(server);
        var objects = await api.ListAsync(ObjectKind.ConfigMap, null, default);
        Assert.Equal(1500, objects.Length);
        Assert.Equal(Enumerable.Range(0, 1500).Select(i => $"cm-{i}"), objects.Select(o => o.Key.Name));
        Assert.All(server.Seen, s => Assert.StartsWith("HTTP/2", s, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reset stream")]
    [InlineData("abort connection")]
    [InlineData("half a body")]
    public async Task H39_H43_what_breaks_once_is_asked_for_again(string fault)
    {
        await using var server = await StartAsync(async (context, number) =>
        {
            context.Response.ContentType = "application/json";
            if (number == 2)
            {
                switch (fault)
                {
                    case "reset stream":
                        context.Features.Get<IHttpResetFeature>()!.Reset(2);
                        return;
                    case "half a body":
                        await context.Response.WriteAsync("{\"metadata\":{\"na");
                        await context.Response.Body.FlushAsync();
                        break;
                }

                context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
                return;
            }

            await context.Response.WriteAsync(TestCluster.Stored().ToJsonString());
        });
        using var api = Connect(server);
        Assert.NotNull(await api.GetAsync(TestCluster.BindingKey, default));
        Assert.NotNull(await api.GetAsync(TestCluster.BindingKey, default));
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task H34_an_apply_that_was_processed_but_not_answered_is_written()
    {
        var stored = 0;
        await using var server = await StartAsync(async (context, number) =>
        {
            context.Response.ContentType = "application/json";
            if (context.Request.Method == "PATCH" && Interlocked.Increment(ref stored) == 1)
            {
                context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
                return;
            }

            context.Response.StatusCode = context.Request.Method == "PATCH" ? 409 : 200;
            await context.Response.WriteAsync(context.Request.Method == "PATCH"
                ? """{"kind":"Status","status":"Failure","message":"the object has been modified","reason":"Conflict","details":""" +
                    """{"name":"user-ana","kind":"rolebindings"},"code":409}"""
                : TestCluster.Stored().ToJsonString());
        });
        using var api = Connect(server);
        // The first request of all opens the connection; a server that never answered is given up sooner.
        Assert.NotNull(await api.GetAsync(TestCluster.BindingKey, default));
        Assert.IsType<WriteAnswer.Written>(await api.ApplyAsync(TestCluster.Binding(), TestCluster.Live, force: false, default));
    }

    [Fact]
    public async Task H44_a_connection_that_is_closed_after_each_answer_is_no_trouble()
    {
        await using var server = await StartAsync(async (context, _) =>
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()!.RequestClose();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(TestCluster.Stored().ToJsonString());
        });
        using var api = Connect(server);
        for (var i = 0; i < 30; i++)
        {
            Assert.NotNull(await api.GetAsync(TestCluster.BindingKey, default));
        }
    }

    private static ApiCluster Connect(TlsServer server)
    {
        using var home = new TestHome();
        var connection = home.ResolveText(TestHome.Config("{token: t}", $"{{server: \"https://127.0.0.1:{server.Port}\", {TlsServer.Authority(Pki.Pem)}}}"));
        return new ApiCluster(new ApiClient(connection, new ApiClientOptions { Jitter = () => 0 }));
    }

    private static async Task<TlsServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var number = 0;
        return await TlsServer.StartAsync(Pki.Server(["127.0.0.1"]), answer: context => answer(context, Interlocked.Increment(ref number)));
    }
}
