using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>
/// A control plane of its own: etcd, kube-apiserver and kube-controller-manager as processes on the loopback interface, their
/// files in a folder that goes with it. No nodes: nothing runs in this cluster, which no test here needs.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Certificates _certificates = new();
    private readonly List<ClusterProcess> _processes = [];
    private readonly List<IKubernetes> _clients = [];
    private ClusterProcess? _server;
    private int _etcd;

    // Managed fields may be far deeper than the library reads by default; the API server takes them.
    static TestCluster() => KubernetesJson.AddJsonOptions(options => options.MaxDepth = 1000);

    private TestCluster(string folder, Uri server)
    {
        _folder = folder;
        Server = server;
        Api = Connect("admin", "kftenants-e2e/1.0", "system:masters");
        Audit = new AuditLog(Path.Combine(folder, "audit.log"), Api);
    }

    public Uri Server { get; }

    /// <summary>May do everything.</summary>
    public k8s.Kubernetes Api { get; }

    public AuditLog Audit { get; }

    /// <summary>The certificate of the cluster's authority, as PEM.</summary>
    public string AuthorityPem => _certificates.AuthorityPem;

    /// <param name="definitions">CustomResourceDefinitions as YAML or JSON. They come before the controller manager, whose garbage
    /// collector learns of new kinds only every 30 s.</param>
    public static async Task<TestCluster> StartAsync(IEnumerable<string> definitions)
    {
        var ports = FreePorts(3);
        var folder = Directory.CreateTempSubdirectory("kftenants-e2e-").FullName;
        var cluster = new TestCluster(folder, new Uri($"https://127.0.0.1:{ports[2]}"));
        try
        {
            await cluster.StartEtcdAsync(ports[0], ports[1]);
            await cluster.StartApiServerAsync(ports[0]);
            foreach (var definition in definitions)
            {
                await cluster.DefineAsync(definition);
            }

            await cluster.StartControllerManagerAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client with a certificate of its own: the official library, which shares no code with the product.</summary>
    /// <param name="agent">The user agent; what stands before <c>/</c> becomes the field manager of plain writes, as with every Go client.</param>
    public k8s.Kubernetes Connect(string user, string agent, string? group = null)
    {
        var pair = _certificates.Client(user, group);
        var client = new k8s.Kubernetes(new KubernetesClientConfiguration
        {
            Host = Server.AbsoluteUri,
            SslCaCerts = [X509Certificate2.CreateFromPem(AuthorityPem)],
            ClientCertificateData = Base64(pair.Certificate),
            ClientCertificateKeyData = Base64(pair.Key),
            UserAgent = agent,
            HttpClientTimeout = Timeout.InfiniteTimeSpan,
        });
        _clients.Add(client);
        return client;
    }

    /// <summary>A kubeconfig for a user that signs in by certificate.</summary>
    public string Kubeconfig(string user, string? group = null, bool isExpired = false)
    {
        var pair = _certificates.Client(user, group, isExpired);
        return Write(user + (isExpired ? "-expired" : ""), $$$$"""
            {client-certificate-data: {{{{Base64(pair.Certificate)}}}}, client-key-data: {{{{Base64(pair.Key)}}}}}
            """);
    }

    public string KubeconfigWithToken(string name, string token) => Write(name, $$$$"""{token: "{{{{token}}}}"}""");

    /// <summary>A kubeconfig for a listener that stands before the API server and signs in there itself.</summary>
    public string KubeconfigTo(Uri listener, string name) => Write(name, """{token: "the-listener-has-its-own"}""", listener);

    /// <summary>What such a listener shows to its clients.</summary>
    public X509Certificate2 ListenerCertificate() => _certificates.Server().ToCertificate();

    /// <summary>Connections to the API server as this user.</summary>
    public SocketsHttpHandler Transport(string user, string? group = null) => new()
    {
        SslOptions =
        {
            ClientCertificates = [_certificates.Client(user, group).ToCertificate()],
            RemoteCertificateValidationCallback = (_, remote, _, _) => remote is X509Certificate2 c && _certificates.Trusts(c),
        },
    };

    /// <summary>A kubeconfig whose server does not answer: nothing listens there.</summary>
    public string KubeconfigToNowhere() =>
        Write("nowhere", """{token: "t"}""", new Uri($"https://127.0.0.1:{FreePorts(1)[0]}"));

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Dispose();
        }

        _certificates.Dispose();
        await Task.Run(() => Directory.Delete(_folder, recursive: true));
    }

    private async Task StartEtcdAsync(int client, int peer)
    {
        var etcd = Run(
            "etcd",
            "--name=e",
            $"--data-dir={_folder}/etcd",
            "--unsafe-no-fsync",
            "--log-level=warn",
            $"--listen-client-urls=http://127.0.0.1:{client}",
            $"--advertise-client-urls=http://127.0.0.1:{client}",
            $"--listen-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-cluster=e=http://127.0.0.1:{peer}");
        using var http = new HttpClient();
        await etcd.WaitAsync(() => SaysAsync(http, new Uri($"http://127.0.0.1:{client}/health"), "true"));
    }

    private async Task StartApiServerAsync(int etcd)
    {
        var pair = _certificates.Server();
        await File.WriteAllTextAsync($"{_folder}/ca.crt", _certificates.AuthorityPem);
        await File.WriteAllTextAsync($"{_folder}/server.crt", pair.Certificate);
        await File.WriteAllTextAsync($"{_folder}/server.key", pair.Key);
        await File.WriteAllTextAsync($"{_folder}/sa.key", Certificates.ServiceAccountKey());
        await File.WriteAllTextAsync($"{_folder}/audit-policy.yaml", AuditLog.Policy);
        _etcd = etcd;
        await RunServerAsync();
    }

    /// <summary>Kills the API server; what it has stored stays.</summary>
    public void KillServer()
    {
        _processes.Remove(_server!);
        _server!.Dispose();
    }

    /// <summary>Starts it again, at the same address and with what it had stored.</summary>
    public Task StartServerAgainAsync() => RunServerAsync();

    private async Task RunServerAsync()
    {
        var server = _server = Run(
            "kube-apiserver",
            $"--etcd-servers=http://127.0.0.1:{_etcd}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            $"--secure-port={Server.Port}",
            "--insecure-port=0",
            "--endpoint-reconciler-type=none",
            $"--tls-cert-file={_folder}/server.crt",
            $"--tls-private-key-file={_folder}/server.key",
            $"--cert-dir={_folder}/certs",
            $"--client-ca-file={_folder}/ca.crt",
            "--authorization-mode=RBAC",
            "--disable-admission-plugins=ServiceAccount",
            "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-signing-key-file={_folder}/sa.key",
            $"--service-account-key-file={_folder}/sa.key",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--allow-privileged=true",
            $"--audit-policy-file={_folder}/audit-policy.yaml",
            $"--audit-log-path={_folder}/audit.log");

        // The library has no operation for it.
        await server.WaitAsync(() => SaysAsync(Api.HttpClient, new Uri(Server, "/readyz"), "ok"));
    }

    private async Task DefineAsync(string definition)
    {
        // As text, as it lies in the release: the library's models lose what is inside a schema.
        using var body = new StringContent(definition, Encoding.UTF8, "application/yaml");
        using var answer = await Api.HttpClient.PostAsync(new Uri(Server, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"), body);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"the API server refused a CustomResourceDefinition: {text}");
        }

        var name = (string)JsonNode.Parse(text)!["metadata"]!["name"]!;
        await Eventually.TrueAsync($"{name} is served", async () =>
            (await Api.ApiextensionsV1.ReadCustomResourceDefinitionAsync(name)).Status?.Conditions?
                .Any(c => c is { Type: "Established", Status: "True" }) == true);
    }

    private async Task StartControllerManagerAsync()
    {
        Run(
            "kube-controller-manager",
            $"--kubeconfig={Kubeconfig("controller-manager", "system:masters")}",
            "--leader-elect=false",
            "--controllers=namespace,garbagecollector,resourcequota,deployment,replicaset,clusterrole-aggregation,serviceaccount,serviceaccount-token",
            "--bind-address=127.0.0.1",
            "--secure-port=0",
            "--port=0",
            $"--cert-dir={_folder}/certs",
            $"--service-account-private-key-file={_folder}/sa.key",
            $"--root-ca-file={_folder}/ca.crt");
        await Eventually.TrueAsync(
            "the controller manager works",
            async () => await Api.CoreV1.ReadNamespacedServiceAccountAsync("default", "default").OrNullAsync() is not null);
    }

    private ClusterProcess Run(string name, params string[] arguments)
    {
        var process = ClusterProcess.Start(name, _folder, arguments);
        _processes.Add(process);
        return process;
    }

    private string Write(string name, string user, Uri? server = null)
    {
        var path = Path.Combine(_folder, name + ".kubeconfig");
        File.WriteAllText(path, $$$$"""
            apiVersion: v1
            kind: Config
            current-context: e2e
            contexts: [{name: e2e, context: {cluster: e2e, user: {{{{name}}}}}}]
            clusters: [{name: e2e, cluster: {server: "{{{{(server ?? Server).AbsoluteUri}}}}", certificate-authority-data: {{{{Base64(AuthorityPem)}}}}}}]
            users: [{name: {{{{name}}}}, user: {{{{user.Trim()}}}}}]

            """);
        return path;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<bool> SaysAsync(HttpClient http, Uri address, string word)
    {
        try
        {
            return (await http.GetStringAsync(address)).Contains(word, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // All at once, so that they differ. Another process may take one before our program does; then that program says so.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Stop());
        return ports;
    }
}
