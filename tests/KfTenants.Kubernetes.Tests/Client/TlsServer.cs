using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using KfTenants.Kubernetes.Kubeconfig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace KfTenants.Kubernetes.Client;

/// <summary>A real listener with TLS and HTTP/2 on the loopback address.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private string _sni = "";

    private TlsServer(WebApplication app) => _app = app;

    public int Port { get; private set; }

    /// <summary>One line per request: protocol, client certificate, SNI, host.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>How many certificates the client sent besides its own.</summary>
    public int ClientIntermediates { get; private set; } = -1;

    public int Requests => Seen.Count;

    public static async Task<TlsServer> StartAsync(
        X509Certificate2 certificate, X509Certificate2Collection? chain = null, bool needsClient = false, RequestDelegate? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        TlsServer? server = null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = handshake =>
                {
                    server!._sni = handshake.ClientHelloInfo.ServerName;
                    return ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain ?? [], offline: true),
                        ClientCertificateRequired = true,
                        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                        RemoteCertificateValidationCallback = (_, client, sent, _) =>
                        {
                            server.ClientIntermediates = sent?.ChainPolicy.ExtraStore.Count ?? 0;
                            return client is not null || !needsClient;
                        },
                    });
                },
            });
        }));
        var app = builder.Build();
        server = new TlsServer(app);
        app.Run(async context =>
        {
            server.Seen.Enqueue($"{context.Request.Protocol} {context.Connection.ClientCertificate?.Subject} {server._sni} {context.Request.Host.Host}");
            if (answer is not null)
            {
                await answer(context);
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(TestCluster.Stored().ToJsonString());
        });
        await app.StartAsync();
        server.Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return server;
    }

    /// <summary>Asks for one object through a kubeconfig; the answer is "ok" or the error.</summary>
    /// <param name="cluster">Further fields of the cluster, as YAML flow.</param>
    public async Task<string> AskAsync(string cluster, string user = "{token: t}", string host = "127.0.0.1")
    {
        using var home = new TestHome();
        try
        {
            var connection = home.ResolveText(TestHome.Config(user, $"{{server: \"https://{host}:{Port}\"{(cluster.Length == 0 ? "" : ", " + cluster)}}}"));
            using var api = new ApiCluster(new ApiClient(connection, new ApiClientOptions { Jitter = () => 0 }));
            return await api.GetAsync(TestCluster.BindingKey, default) is null ? "nothing" : "ok";
        }
        catch (KfTenantsException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return e.Message.Replace($":{Port}", "", StringComparison.Ordinal);
        }
    }

    public static string Authority(string pem) => "certificate-authority-data: " + TestHome.Base64(pem);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
