using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;
using static KfTenants.Kubernetes.Client.ScriptedServer;
using static KfTenants.Kubernetes.Client.TestCluster;

namespace KfTenants.Kubernetes.Client;

/// <summary>The fault matrix H of the client specification, by its row numbers; sends are counted.</summary>
public sealed class ApiClientTests
{
    private static readonly Func<SentRequest, HttpResponseMessage> Ok = _ => Json(200, Stored());

    public static TheoryData<string, int, int> Recovered => new()
    {
        { "H01", 3, 2000 },
        { "H02", 4, 1700 },
        { "H03", 3, 2000 },
        { "H04", 2, 1000 },
        { "H08", 2, 1000 },
        { "H09", 2, 200 },
        { "H11", 3, 2000 },
        { "H12", 2, 200 },
        { "H14", 3, 700 },
        { "H17", 2, 200 },
        { "H19", 2, 1000 },
        { "H33", 2, 200 },
        { "H39", 2, 200 },
        { "H43", 2, 200 },
        { "H50", 2, 200 },
        { "H55", 2, 200 },
    };

    [Theory]
    [MemberData(nameof(Recovered))]
    public async Task A_passing_fault_is_outlived(string row, int sends, int sleptMilliseconds)
    {
        Func<SentRequest, HttpResponseMessage>[] steps = row switch
        {
            "H01" => [_ => Status(429, "x", retryAfter: 1), _ => Status(429, "x", retryAfter: 1), Ok],
            "H02" => [_ => Status(429, "x", retryAfter: 0), _ => Status(429, "x", retryAfter: 0), _ => Status(429, "x", retryAfter: 0), Ok],
            "H03" => [_ => Status(429, "x"), _ => Status(429, "x"), Ok],
            "H04" => [_ => Dated(Status(429, "x")), Ok],
            "H08" => [_ => After(Text(429, "text/plain", "Too many requests, please try again later.\n"), 1), Ok],
            "H09" => [_ => Text(503, "text/html", "<html>no backend</html>"), Ok],
            "H11" => [_ => Status(503, "x", retryAfter: 1), _ => Status(503, "x", retryAfter: 1), Ok],
            "H12" => [_ => Status(500, "etcdserver: leader changed"), Ok],
            "H14" => [_ => Status(500, "failed calling webhook \"a\": connection refused"), _ => Status(500, "failed calling webhook \"a\""), Ok],
            "H17" => [_ => Status(504, "Timeout: request did not complete", "Timeout"), Ok],
            "H19" => [_ => Status(504, "Too large resource version", "Timeout", JsonNode.Parse("""{"causes":[{"reason":"ResourceVersionTooLarge"}],"retryAfterSeconds":1}""")), Ok],
            "H33" => [_ => Throw(HttpRequestError.Unknown, new IOException("x", new SocketException((int)SocketError.ConnectionReset))), Ok],
            "H39" => [_ => CutOff("""{"metadata":{"na"""), Ok],
            "H43" => [_ => Throw(HttpRequestError.HttpProtocolError), Ok],
            "H50" => [_ => Throw(HttpRequestError.ConnectionError, new SocketException((int)SocketError.ConnectionRefused)), Ok],
            _ => [_ => Text(200, "application/json", ""), Ok],
        };
        using var cluster = new TestCluster(steps);
        var isWrite = row is "H08" or "H11" or "H14";
        if (isWrite)
        {
            Assert.IsType<WriteAnswer.Written>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
        }
        else
        {
            Assert.NotNull(await cluster.Api.GetAsync(BindingKey, default));
        }

        Assert.Equal(sends, cluster.Sent.Count);
        Assert.True(cluster.Time.Slept.TotalMilliseconds >= sleptMilliseconds, cluster.Time.Slept.ToString());
    }

    [Fact]
    public async Task H05_H06_patience_has_an_end()
    {
        using var hour = new TestCluster(_ => Status(429, "busy", retryAfter: 3600));
        var error = await Failure(hour);
        Assert.Equal("RoleBinding/team-a/user-ana get: 429 TooManyRequests: busy (after 3 attempts)", error);
        Assert.All(hour.Time.Sleeps, s => Assert.True(s <= TimeSpan.FromSeconds(60)));

        using var often = new TestCluster(_ => Status(429, "busy", retryAfter: 1));
        await Failure(often);
        Assert.Equal(11, often.Sent.Count);
    }

    [Theory]
    [InlineData(500, "boom")]
    [InlineData(403, "no")]
    [InlineData(500, "failed to create typed patch object (x): .a: etcdserver: leader changed")]
    public async Task H13_H15_H25_a_lasting_fault_is_one_send(int status, string message)
    {
        using var cluster = new TestCluster(_ => Status(status, message));
        Assert.Contains(message, await Failure(cluster), StringComparison.Ordinal);
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task H22_a_static_token_is_not_tried_twice()
    {
        using var cluster = new TestCluster(_ => Status(401, "Unauthorized"));
        Assert.Contains("user \"ana\"", await Failure(cluster), StringComparison.Ordinal);
        Assert.Single(cluster.Sent);
        Assert.Equal("Bearer " + Token, cluster.Sent[0].Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task H23_a_token_file_that_was_rotated_is_read_again()
    {
        using var home = new TestHome();
        var file = home.Write("token", "old");
        var credential = home.ResolveText(TestHome.Config($"{{tokenFile: {file}}}")).Credential;
        home.Write("token", "new");
        using var server = new ScriptedServer(s => s.Headers.Authorization!.Parameter == "old" ? Status(401, "Unauthorized") : Json(200, Stored()));
        using var cluster = new TestCluster(server, credential);
        Assert.NotNull(await cluster.Api.GetAsync(BindingKey, default));
        Assert.Equal(2, cluster.Sent.Count);
    }

    [Fact]
    public async Task H47_cancelling_ends_the_wait_and_sends_nothing_more()
    {
        using var server = new ScriptedServer(_ => Status(429, "x", retryAfter: 30));
        var connection = new ClusterConnection { Server = "https://c.test", Description = "d", Credential = ConfiguredCredential.Anonymous("a", TimeProvider.System) };
        using var client = new ApiClient(connection, new ApiClientOptions { Handler = () => server });
        using var api = new ApiCluster(client);
        using var source = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetAsync(BindingKey, source.Token));
        Assert.Single(server.Sent);
    }

    [Fact]
    public async Task H45_an_attempt_that_takes_too_long_is_tried_twice()
    {
        using var handler = new SilentHandler { Answers = 1 };
        var connection = new ClusterConnection { Server = "https://c.test", Description = "d", Credential = ConfiguredCredential.Anonymous("a", TimeProvider.System) };
        using var client = new ApiClient(connection, new ApiClientOptions { Handler = () => handler, AttemptTimeout = TimeSpan.FromMilliseconds(50) });
        using var api = new ApiCluster(client);
        await api.GetAsync(BindingKey, default);
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => api.GetAsync(BindingKey, default));
        Assert.Equal("https://c.test: did not answer within 0.05 s (2 attempts)", error.Message);
        Assert.Equal(3, handler.Count);
    }

    [Fact]
    public async Task H51_an_unknown_server_fails_fast_and_is_named()
    {
        using var cluster = new TestCluster(_ => Throw(HttpRequestError.NameResolutionError, new SocketException((int)SocketError.HostNotFound)));
        Assert.Equal("https://cluster.test:6443: its name cannot be resolved (2 attempts)", await Failure(cluster));
    }

    [Fact]
    public async Task H52_a_wrong_scheme_is_said_after_one_try()
    {
        using var cluster =
            new TestCluster(_ => Throw(HttpRequestError.SecureConnectionError, new IOException("Cannot determine the frame size or a corrupted frame was received.")));
        Assert.Equal("https://cluster.test:6443: the server does not speak TLS; is its URL http instead of https? (1 attempt)", await Failure(cluster));
    }

    [Fact]
    public async Task H53_H54_what_is_no_API_server_is_not_believed()
    {
        using var redirect = new TestCluster(_ =>
        {
            var moved = new HttpResponseMessage(HttpStatusCode.Found);
            moved.Headers.Location = new Uri("https://elsewhere.test/login?x=1");
            return moved;
        });
        Assert.Equal("https://cluster.test:6443: answered with a redirect to elsewhere.test, which is not followed; is the URL right?", await Failure(redirect));
        Assert.Single(redirect.Sent);

        using var portal = new TestCluster(_ => Text(200, "text/html", "<html>log in</html>"));
        Assert.Equal("https://cluster.test:6443: did not answer like a Kubernetes API server (200 text/html)", await Failure(portal));
    }

    [Fact]
    public async Task H57_answers_that_cannot_be_read_are_clear_errors()
    {
        using var deep = new TestCluster(_ => Text(200, "application/json", new string('[', 200) + new string(']', 200)));
        Assert.Contains("cannot be read", await Failure(deep), StringComparison.Ordinal);
        using var binary = new TestCluster(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]) });
        Assert.Contains("not UTF-8", await Failure(binary), StringComparison.Ordinal);
        using var twice = new TestCluster(_ => Text(200, "application/json", """{"metadata":{"name":"a","name":"b"}}"""));
        Assert.Equal("b", (await twice.Api.GetAsync(BindingKey, default))!.Key.Name);
    }

    [Fact]
    public async Task H59_warnings_are_passed_on_once()
    {
        using var cluster = new TestCluster(_ =>
        {
            var answer = Json(200, Stored());
            answer.Headers.TryAddWithoutValidation("Warning",
                "299 - \"unknown field \\\"metadata.foo\\\"\", 299 - \"second, with comma\" \"Sat, 25 Aug 2012 23:34:45 GMT\", 199 - \"not this\"");
            return answer;
        });
        await cluster.Api.GetAsync(BindingKey, default);
        await cluster.Api.GetAsync(BindingKey, default);
        Assert.Equal(["unknown field \"metadata.foo\"", "second, with comma"], cluster.Warnings);
    }

    [Fact]
    public async Task At_most_eight_reads_run_at_once_and_fewer_after_a_429()
    {
        var running = 0;
        var most = 0;
        using var handler = new CountingHandler(async () =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Delay(20);
            Interlocked.Decrement(ref running);
        });
        var connection = new ClusterConnection { Server = "https://c.test", Description = "d", Credential = ConfiguredCredential.Anonymous("a", TimeProvider.System) };
        using var client = new ApiClient(connection, new ApiClientOptions { Handler = () => handler });
        using var api = new ApiCluster(client);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => api.GetAsync(BindingKey, default)));
        Assert.Equal(8, most);

        var time = new SkippingTime();
        var gate = new ConcurrencyGate(8, time);
        gate.Halve();
        gate.Halve();
        Assert.Equal(4, gate.CurrentLimit());
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(8, gate.CurrentLimit());
    }

    [Fact]
    public async Task A_cancelled_wait_for_a_place_gives_the_place_to_the_next()
    {
        var gate = new ConcurrencyGate(1, TimeProvider.System);
        await gate.EnterAsync(default);
        using var source = new CancellationTokenSource();
        var cancelled = gate.EnterAsync(source.Token);
        var next = gate.EnterAsync(default);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.Leave();
        await next.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Requests_say_who_asks_and_verbose_lines_say_what_happened()
    {
        using var cluster = new TestCluster(_ => Status(503, "x", retryAfter: 1), Ok);
        await cluster.Api.GetAsync(BindingKey, default);
        Assert.StartsWith("kftenants/", cluster.Sent[0].Headers.UserAgent.ToString(), StringComparison.Ordinal);
        Assert.Equal("application/json", cluster.Sent[0].Headers.Accept.ToString());
        const string Path = "GET /apis/rbac.authorization.k8s.io/v1/namespaces/team-a/rolebindings/user-ana";
        Assert.Equal([$"{Path} 503 0 ms", $"{Path} 200 0 ms"], cluster.Lines);
    }

    [Fact]
    public async Task No_secret_is_ever_in_a_message()
    {
        const string Hash = "$2y$10$canaryhashcanaryhash";
        var secret = KubeObject.From(ObjectKind.Secret, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "s", ["namespace"] = "auth" },
            ["data"] = new JsonObject { ["h"] = TestHome.Base64(Hash) },
        });
        var texts = new List<string>();
        foreach (var status in new[] { 400, 401, 403, 409, 413, 422, 429, 500, 503 })
        {
            using var cluster = new TestCluster(_ => Text(
                status, "text/plain", $"bad Authorization: Bearer {Token} and {TestHome.Base64(Hash)} and {Hash}"), _ => Status(
                status, $"bad Authorization: Bearer {Token} and {TestHome.Base64(Hash)} and {Hash}"));
            for (var i = 0; i < 2; i++)
            {
                try
                {
                    texts.Add((await cluster.Api.ApplyAsync(secret, Live, force: false, default)).ToString());
                }
                catch (KfTenantsException e)
                {
                    texts.Add(e.ToString());
                }
            }

            texts.AddRange(cluster.Lines);
            texts.Add(cluster.Client.ToString()!);
        }

        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Hash, text, StringComparison.Ordinal);
            Assert.DoesNotContain(TestHome.Base64(Hash), text, StringComparison.Ordinal);
        });
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var was && was == seen ? value : was;
        }
    }

    private static HttpResponseMessage Dated(HttpResponseMessage response)
    {
        response.Headers.TryAddWithoutValidation("Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT");
        return response;
    }

    private static async Task<string> Failure(TestCluster cluster)
    {
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.GetAsync(BindingKey, default));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        /// <summary>How many requests it answers before it falls silent.</summary>
        public int Answers { get; init; }

        public int Count { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Count++ < Answers)
            {
                return Json(200, Stored());
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new HttpResponseMessage();
        }
    }

    private sealed class CountingHandler(Func<Task> work) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await work();
            return Json(200, Stored());
        }
    }
}
