using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Doctor;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Testing;
using Microsoft.AspNetCore.Http;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>The way to a server, against real listeners on the loopback address: each fault is found by its own check, with its cause, and what follows is not looked at.</summary>
public sealed class FactFinderTests
{
    private const string Canary = "c2VjcmV0LXNpZ25hdHVyZQ";

    private static readonly TestPki Pki = new();
    private static readonly string[] Local = ["127.0.0.1", "localhost"];
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    public static TheoryData<string, string, string, string> Certificates => new()
    {
        { "other authority", "DOC0201", "signed by an unknown authority (issuer CN=other-ca", "certificate-authority-data" },
        { "system", "DOC0201", "trusted is the system's certificate authorities", "never insecure-skip-tls-verify" },
        { "other name", "DOC0202", "is valid for api.example.test, kubernetes, not 127.0.0.1", "tls-server-name to one of them (api.example.test, kubernetes)" },
        { "no names", "DOC0202", "use SANs instead", "certificate issued" },
        { "expired", "DOC0203", "has expired or is not yet valid", "first check the clock here" },
        { "future", "DOC0203", "has expired or is not yet valid", "check the clock here, which says" },
        { "for clients", "DOC0204", "it is not for servers", "port is that of the API server" },
    };

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task A_certificate_that_is_refused_is_told_with_its_reason(string name, string id, string says, string remedy)
    {
        using var certificate = name switch
        {
            "other authority" => new TestPki("other-ca").Server(Local),
            "other name" => Pki.Server(["api.example.test", "kubernetes"]),
            "no names" => Pki.Server([], name: "127.0.0.1"),
            "expired" => Pki.Server(Local, to: TestPki.Start.AddDays(1.5)),
            "future" => Pki.Server(Local, from: TestPki.End.AddDays(-5)),
            "for clients" => Pki.Server(Local, usage: "1.3.6.1.5.5.7.3.2"),
            _ => Pki.Server(Local),
        };
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer());
        var diagnosis = await LookAsync(Config(server.Port, cluster: name == "system" ? "" : Authority));

        var finding = Assert.Single(diagnosis.Findings);
        Assert.Equal(id, finding.Id);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.Equal("needs a TLS connection", Assert.Single(diagnosis.Skipped, s => s.Check == DoctorChecks.NotAccepted).Why);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task A_server_that_is_well_passes_and_tells_who_we_are()
    {
        using var certificate = Pki.Server(Local, to: TestPki.End.AddDays(-1));
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer());
        var facts = await FactsAsync(Config(server.Port));
        var diagnosis = ClusterDoctor.Of(facts, null);

        Assert.Empty(diagnosis.Findings.Where(f => f.Area <= DoctorArea.Identity));
        Assert.Contains(("kubernetes", "v1.31.2"), diagnosis.About);
        Assert.Contains(("identity", "ana@example.com"), diagnosis.About);
        Assert.True(TimeSpan.FromMinutes(1) > (facts.Server!.Answer!.Date!.Value - facts.Server.Answer.Received!.Value).Duration());
    }

    [Fact]
    public async Task Nothing_listens()
    {
        var finding = Assert.Single((await LookAsync(Config(FreePort()))).Findings);
        Assert.Equal("DOC0104", finding.Id);
        Assert.Contains("nothing listens there", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_not_known()
    {
        var diagnosis = await LookAsync(TestHome.Config($"{{token: {Token()}}}", "{server: \"https://api.no-such-cluster.invalid\"}"));
        var finding = Assert.Single(diagnosis.Findings);
        Assert.Equal("DOC0103", finding.Id);
        Assert.Contains("api.no-such-cluster.invalid", finding.Message, StringComparison.Ordinal);
        Assert.Contains(diagnosis.Skipped, s => s.Check == DoctorChecks.Refused && s.Why == "needs the address of api.no-such-cluster.invalid");
    }

    // The queue of connections is full: a connection is neither made nor refused.
    [Fact]
    public async Task A_server_that_takes_connections_and_says_nothing()
    {
        using var mute = new Socket(SocketType.Stream, ProtocolType.Tcp);
        mute.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        mute.Listen();
        var finding = Assert.Single((await LookAsync(Config(((IPEndPoint)mute.LocalEndPoint!).Port))).Findings);
        Assert.Equal("DOC0204", finding.Id);
        Assert.Contains("not finished within 1 s", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS()
    {
        await using var plain = new PlainListener("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var finding = Assert.Single((await LookAsync(Config(plain.Port))).Findings);
        Assert.Equal("DOC0204", finding.Id);
        Assert.Contains("TLS", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_is_not_forever()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        var finding = Assert.Single((await LookAsync(Config(server.Port))).Findings);
        Assert.Equal("DOC0108", finding.Id);
        Assert.Contains("did not answer within 1 s", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page", "DOC0108", "answers 200 with text/html in the place of JSON")]
    [InlineData("redirect", "DOC0108", "redirect (302) to login.example.test")]
    [InlineData("unready", "DOC0109", "etcd, poststarthook/rbac")]
    [InlineData("unauthorized", "DOC0307", "401 for the token of system:serviceaccount:team-a:bot, issued by https://kubernetes.default.svc")]
    [InlineData("anonymous", "DOC0301", "the server knows us as system:anonymous")]
    public async Task What_the_server_says_is_told(string answer, string id, string says)
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer(answer));
        var findings = (await LookAsync(Config(server.Port))).Findings.Where(f => f.Area <= DoctorArea.Identity).ToList();
        Assert.Equal(id, Assert.Single(findings).Id);
        Assert.Contains(says, findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, findings[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_before_SelfSubjectReview_is_asked_about_rights_instead()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("old"));
        var facts = await FactsAsync(Config(server.Port));
        Assert.Equal(201, facts.Server!.Answer!.Authentication);
        Assert.Null(facts.Server.Answer.User);
        Assert.Contains(("identity", "system:serviceaccount:team-a:bot (as its token says)"), ClusterDoctor.Of(facts, null).About);
    }

    [Fact]
    public async Task Clocks_that_differ_are_told()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("late"));
        var finding = Assert.Single((await LookAsync(Config(server.Port))).Findings, f => f.Area <= DoctorArea.Identity);
        Assert.Equal("DOC0207", finding.Id);
        Assert.Contains("the server's clock says 2020-01-01T00:00:00Z", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_that_are_switched_off_and_a_certificate_that_ends_are_told()
    {
        using var certificate = Pki.Server(Local, to: DateTimeOffset.UtcNow.AddHours(2));
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer());
        Assert.Equal(["DOC0205"], Ids(await LookAsync(Config(server.Port))));
        Assert.Equal(["DOC0205", "DOC0206"], Ids(await LookAsync(Config(server.Port, cluster: "insecure-skip-tls-verify: true"))));
    }

    public static TheoryData<string, string> Tokens => new()
    {
        { $"Bearer {Token()}", "DOC0302" },
        { $"{Token()}\\n", "DOC0303" },
        { Convert.ToBase64String(Encoding.UTF8.GetBytes(Token())), "DOC0304" },
        { Token("\"exp\":1700000000"), "DOC0305" },
        { Token("\"nbf\":4102444800,\"exp\":4102444900"), "DOC0306" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_token_is_judged_before_it_is_sent(string token, string id)
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("unauthorized"));
        var diagnosis = await LookAsync(Config(server.Port, $"{{token: \"{token}\"}}"));
        Assert.Equal([id], Ids(diagnosis));
        Assert.DoesNotContain(Canary, string.Join('\n', diagnosis.Findings) + string.Join('\n', diagnosis.About), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_or_fails_is_named()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer());
        var missing = Assert.Single((await LookAsync(Config(server.Port,
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-login, interactiveMode: Never, installHint: install it with brew}}"))).Findings);
        Assert.Equal(("DOC0308", "user \"u\": no-such-login"), (missing.Id, missing.Subject));
        Assert.Contains("not found in PATH", missing.Message, StringComparison.Ordinal);
        Assert.Contains("install it with brew", missing.Message, StringComparison.Ordinal);

        var failing = Assert.Single((await LookAsync(Config(
            server.Port, "{exec: {apiVersion: client.authentication.k8s.io/v1, command: \"false\", interactiveMode: Never}}"))).Findings);
        Assert.Equal("DOC0308", failing.Id);
        Assert.Contains("failed with exit code 1", failing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_that_has_expired_is_told_and_one_that_ends_soon()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer());
        Assert.Equal(["DOC0310"], Ids(await LookAsync(Config(server.Port, Client(DateTimeOffset.UtcNow.AddHours(-1))))));
        Assert.Equal(["DOC0309"], Ids(await LookAsync(Config(server.Port, Client(DateTimeOffset.UtcNow.AddHours(2))))));
    }

    [Fact]
    public async Task Without_a_credential_and_over_http_it_is_said()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("anonymous"));
        Assert.Equal(["DOC0301"], Ids(await LookAsync(Config(server.Port, "{}"))));
        Assert.Contains("DOC0102", Ids(await LookAsync(TestHome.Config("{token: t}", $"{{server: \"http://127.0.0.1:{FreePort()}\"}}"))));
    }

    [Fact]
    public async Task A_proxy_in_the_way_is_named()
    {
        using var home = new TestHome();
        var port = FreePort();
        home.Environment["HTTPS_PROXY"] = $"http://user:hunter22@127.0.0.1:{port}";
        home.Write("config", TestHome.Config($"{{token: {Token()}}}", "{server: \"https://10.255.255.1:6443\"}"));
        var findings = ClusterDoctor.Of(await Finder().OfClusterAsync(home.Request("config"), null, [], default), null).Findings;
        Assert.Equal(["DOC0104", "DOC0107"], findings.Select(f => f.Id));
        Assert.Contains($"through the proxy http://127.0.0.1:{port}", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("NO_PROXY=10.255.255.1", findings[0].Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", string.Join('\n', findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("current-context: nowhere", "current-context \"nowhere\" is not defined")]
    [InlineData("a: [", "kubeconfig")]
    [InlineData("kind: Pod", "kind \"Pod\" is not Config")]
    public async Task What_leads_nowhere_is_one_finding(string text, string says)
    {
        var finding = Assert.Single((await LookAsync(text)).Findings);
        Assert.Equal("DOC0101", finding.Id);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_are_judged_like_a_file()
    {
        using var home = new TestHome();
        home.Environment["K8S_API_SERVER"] = "https://127.0.0.1:1";
        home.Environment["K8S_SERVICE_ACCOUNT_TOKEN"] = "Bearer " + Token();
        Assert.Equal(["DOC0302"], Ids(ClusterDoctor.Of(await Finder().OfClusterAsync(home.Request(), null, [], default), null)));
    }

    [Fact]
    public async Task Missing_rights_are_asked_with_their_scope()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("limited"));
        var diagnosis = await LookAsync(Config(server.Port));
        var finding = Assert.Single(diagnosis.Findings, f => f.Id == "DOC0401");
        Assert.Contains("profiles.kubeflow.org", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("profiles.kubeflow.org in namespace", finding.Message, StringComparison.Ordinal);
        Assert.Contains(diagnosis.Skipped, s => s.Check == DoctorChecks.Crashing && s.Why.Contains("403", StringComparison.Ordinal));
        Assert.Contains(diagnosis.Unread, u => u.StartsWith("Pod list: 403", StringComparison.Ordinal));
        // Secrets are never listed.
        Assert.DoesNotContain(diagnosis.Unread, u => u.StartsWith("Secret list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_right_that_is_missing_in_every_namespace_is_named_without_one_however_many_there_are()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("powerless"));
        using var home = new TestHome();
        home.Write("config", Config(server.Port));
        var set = Some.Set([.. Enumerable.Range(1, 60).Select(i => Some.Tenant($"team-{i}", "ana@example.com"))]);
        var rights = (await Finder().OfClusterAsync(home.Request("config"), set, [], default)).Rights!;

        Assert.Contains("patch namespaces", rights.MissingForApply);
        Assert.DoesNotContain(rights.MissingForApply, r => r.Contains("team-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kubeconfig_that_is_handed_out_is_judged_with_what_it_may_do()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("limited"));
        var diagnosis = await JudgeAsync(TestHome.Config($"{{token: {Token()}}}", Cluster(server.Port, Authority), "{cluster: cl, user: u, namespace: team-a}"));
        Assert.Empty(diagnosis.Findings);
        Assert.Contains(("namespace", "team-a"), diagnosis.About);
        Assert.Contains(diagnosis.About, a => a.Word == "may" && a.Value.Contains("list pods", StringComparison.Ordinal));
        Assert.Contains(diagnosis.About, a => a.Word == "may not" && a.Value.Contains("get secrets", StringComparison.Ordinal));
        Assert.Contains(diagnosis.About, a => a.Word == "credential" && a.Value.StartsWith("token of user \"u\", until 2100-01-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_should_not_be_handed_out_is_told()
    {
        using var certificate = Pki.Server(Local);
        await using var server = await TlsServer.StartAsync(certificate, answer: AnApiServer("mighty"));
        var text = TestHome.Config($"{{token: {Token("\"iat\":1700000000")}}}", Cluster(server.Port, Authority)) + "\n- name: root\n  user: {token: other-secret}\n";
        var diagnosis = await JudgeAsync(text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        // The worst first.
        Assert.Equal(["DOC0008", "DOC0001", "DOC0002", "DOC0004", "DOC0006"], Ids(diagnosis));
        Assert.DoesNotContain("other-secret", string.Join('\n', diagnosis.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_for_another_computer_and_one_that_is_not_there()
    {
        using var home = new TestHome();
        home.Write("ca.crt", Pki.Pem);
        home.Write("token", Token());
        home.Write("config", TestHome.Config(
            "{tokenFile: token}", $"{{server: \"https://127.0.0.1:{FreePort()}\", certificate-authority: ca.crt}}", "{cluster: cl, user: u, namespace: n}"));
        var named = ClusterDoctor.Of(await Finder().OfFileAsync(home.Request("config"), "config", default), null);
        Assert.Contains("certificate-authority and tokenFile by path", Assert.Single(named.Findings, f => f.Id == "DOC0003").Message, StringComparison.Ordinal);

        var missing = ClusterDoctor.Of(await Finder().OfFileAsync(home.Request("not-there"), "not-there", default), null);
        Assert.Equal(["DOC0101"], Ids(missing));
    }

    private static string Authority => TlsServer.Authority(Pki.Pem);

    private static FactFinder Finder() => new(new ApiClientOptions { Jitter = () => 0 }, Short);

    private static string Cluster(int port, string more) => $"{{server: \"https://127.0.0.1:{port}\"{(more.Length == 0 ? "" : ", " + more)}}}";

    private static string Config(int port, string? user = null, string? cluster = null) => TestHome.Config(user ?? $"{{token: {Token()}}}", Cluster(port, cluster ?? Authority));

    private static string Client(DateTimeOffset to)
    {
        var (certificate, key) = Pki.Client("ana", to: to);
        return $"{{client-certificate-data: {TestHome.Base64(certificate)}, client-key-data: {TestHome.Base64(key)}}}";
    }

    private static string Token(string times = "\"iat\":1700000000,\"exp\":4102444800") =>
        $"e30.{Url($$"""{"sub":"system:serviceaccount:team-a:bot","iss":"https://kubernetes.default.svc","aud":["https://kubernetes.default.svc"],{{times}}}""")}.{Canary}";

    private static string Url(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string[] Ids(Diagnosis diagnosis) => [.. diagnosis.Findings.Where(f => f.Area <= DoctorArea.Identity).Select(f => f.Id)];

    private static async Task<Diagnosis> LookAsync(string kubeconfig) => ClusterDoctor.Of(await FactsAsync(kubeconfig), null);

    private static async Task<DoctorFacts> FactsAsync(string kubeconfig)
    {
        using var home = new TestHome();
        home.Write("config", kubeconfig);
        return await Finder().OfClusterAsync(home.Request("config"), null, [], default);
    }

    private static async Task<Diagnosis> JudgeAsync(string kubeconfig, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        using var home = new TestHome();
        var path = home.Write("config", kubeconfig);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return ClusterDoctor.Of(await Finder().OfFileAsync(home.Request("config"), "config", default), null);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>As much of an API server as a look at it needs.</summary>
    private static RequestDelegate AnApiServer(string kind = "well") => async context =>
    {
        var path = context.Request.Path.Value!;
        if (kind == "late")
        {
            context.Response.Headers.Date = "Wed, 01 Jan 2020 00:00:00 GMT";
        }

        await ((kind, path) switch
        {
            ("page", _) => TextAsync(context, 200, "text/html", "<html>sign in</html>"),
            ("redirect", _) => RedirectAsync(context),
            (_, "/version") => JsonAsync(context, 200, new JsonObject { ["gitVersion"] = "v1.31.2" }),
            ("unready", "/readyz") => TextAsync(context, 500, "text/plain", "[+]ping ok\n[-]etcd failed: reason withheld\n[-]poststarthook/rbac failed\nreadyz check failed"),
            (_, "/readyz") => TextAsync(context, 200, "text/plain", "ok"),
            ("unauthorized", _) => JsonAsync(context, 401, Status(401, "Unauthorized")),
            ("anonymous", _) => JsonAsync(context, 403, Status(403, "x is forbidden: User \"system:anonymous\" cannot create resource \"selfsubjectreviews\"")),
            ("old", "/apis/authentication.k8s.io/v1/selfsubjectreviews") => TextAsync(context, 404, "text/plain", "404 page not found"),
            (_, "/apis/authentication.k8s.io/v1/selfsubjectreviews") =>
                JsonAsync(context, 201, new JsonObject { ["status"] = new JsonObject { ["userInfo"] = new JsonObject { ["username"] = "ana@example.com" } } }),
            (_, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews") => MayAsync(context, kind),
            _ => JsonAsync(context, 403, Status(403, "forbidden: User \"ana@example.com\" cannot list resource")),
        });
    };

    // Limited: in its namespace alone, and no Secret. A right for a kind without a namespace is there with one, as a real server says.
    private static async Task MayAsync(HttpContext context, string kind)
    {
        var question = (await JsonNode.ParseAsync(context.Request.Body))!["spec"]!["resourceAttributes"]!;
        var isAllowed = kind switch
        {
            "powerless" => false,
            "limited" => question["namespace"] is not null && (string?)question["resource"] != "secrets",
            _ => true,
        };
        await JsonAsync(context, 201, new JsonObject { ["status"] = new JsonObject { ["allowed"] = isAllowed } });
    }

    private static JsonObject Status(int code, string message) => new() { ["kind"] = "Status", ["code"] = code, ["message"] = message };

    private static Task RedirectAsync(HttpContext context)
    {
        context.Response.Redirect("https://login.example.test/");
        return Task.CompletedTask;
    }

    private static Task JsonAsync(HttpContext context, int status, JsonObject body) => TextAsync(context, status, "application/json", body.ToJsonString());

    private static Task TextAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }

    /// <summary>A listener that answers whatever comes with the same text.</summary>
    private sealed class PlainListener : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public PlainListener(string answer)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _serving = ServeAsync(Encoding.ASCII.GetBytes(answer));
        }

        public int Port { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await client.GetStream().WriteAsync(answer);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // It was stopped.
            }
        }
    }
}
