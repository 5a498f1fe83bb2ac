using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Testing;
using static KfTenants.Kubernetes.Client.ScriptedServer;

namespace KfTenants.Kubernetes.Client;

/// <summary>A server that never comes to an end, or never begins, ends the run in a sentence: before memory does, and soon.</summary>
public sealed class HostileServerTests
{
    private const string Advice = ", which is no list of a cluster that this machine can work with; look at the server, or limit the run with --tenant";
    private const string Item = """{"metadata":{"name":"x","namespace":"a"},"data":{"k":"vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"}},""";

    [Fact]
    public async Task A_list_that_never_ends_is_given_up_by_its_size()
    {
        using var cluster = new TestCluster(_ => Endless("""{"metadata":{},"items":[""", Item));
        Assert.Equal("ConfigMap list: https://cluster.test:6443 sends more objects than go into 64 MiB" + Advice, await ListFailure(cluster));
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task An_object_that_never_ends_is_given_up_by_its_size()
    {
        using var inList = new TestCluster(_ => Endless("""{"metadata":{},"items":[{"metadata":{"name":"x"},"data":{"k":" """, "vvvvvvvv"));
        Assert.Equal("ConfigMap list: https://cluster.test:6443 sends an object of more than 16 MiB" + Advice, await ListFailure(inList));
        using var alone = new TestCluster(_ => Endless("""{"metadata":{"name":"x"},"data":{"k":" """, "vvvvvvvv"));
        Assert.Contains("the answer is larger than 16777216 bytes",
            (await Assert.ThrowsAsync<KfTenantsException>(() => alone.Api.GetAsync(TestCluster.BindingKey, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_without_end_are_given_up_by_their_number()
    {
        var page = 0;
        using var cluster = new TestCluster(_ => List($"t{++page}"));
        Assert.Equal("ConfigMap list: https://cluster.test:6443 sends more than 4000 pages" + Advice, await ListFailure(cluster));
        Assert.Equal(4000, cluster.Sent.Count);
    }

    [Fact]
    public async Task A_page_that_leads_back_to_itself_is_given_up_at_once()
    {
        using var cluster = new TestCluster(_ => List("again"));
        Assert.Equal("ConfigMap list: https://cluster.test:6443 sends the same page again and again" + Advice, await ListFailure(cluster));
        Assert.Equal(2, cluster.Sent.Count);
    }

    [Fact]
    public async Task Pages_that_take_for_ages_are_given_up_by_their_time()
    {
        var page = 0;
        TestCluster? slow = null;
        using var cluster = slow = new TestCluster(_ =>
        {
            slow!.Time.Advance(TimeSpan.FromSeconds(50));
            return List($"t{++page}");
        });
        Assert.Equal("ConfigMap list: https://cluster.test:6443 sends for longer than 5 minutes" + Advice, await ListFailure(cluster));
        Assert.Equal(7, cluster.Sent.Count);
    }

    [Theory]
    [InlineData(512L << 20, 32)]
    [InlineData(64L << 30, 1024)]
    [InlineData(1L << 20, 16)]
    public void Memory_decides_how_much_a_list_may_be(long memory, int mebibytes) => Assert.Equal(mebibytes, ListBudget.BytesFor(memory) >> 20);

    [Fact]
    public void What_is_not_kept_is_bounded_as_well()
    {
        var budget = new ListBudget("ConfigMap", "https://cluster.test:6443", TimeProvider.System, 1L << 30);
        budget.TakeBytes(int.MaxValue);
        budget.EndPage();
        budget.BeginPage();
        budget.TakeBytes(int.MaxValue);
        var refused = Assert.Throws<KfTenantsException>(() => budget.TakeBytes(3));
        Assert.Equal("ConfigMap list: https://cluster.test:6443 sends more than 4 GiB" + Advice, refused.Message);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_soon_and_is_waited_for_aloud()
    {
        var time = new ManualTime();
        var said = new List<string>();
        using var api = new ApiCluster(new ApiClient(
            new ClusterConnection
            {
                Server = "https://cluster.test:6443",
                Description = "test",
                Credential = ConfiguredCredential.Token("user \"ana\"", time, "t", null, null),
            },
            new ApiClientOptions { Handler = () => new SilentServer(), Time = time, Waiting = said.Add }));
        var read = Task.Run(() => Task.WhenAll(
            api.ListAsync(ObjectKind.Profile, null, default), api.ListAsync(ObjectKind.Namespace, null, default)));
        for (var second = 0; !read.IsCompleted && second < 120; second++)
        {
            await Task.Delay(20);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("https://cluster.test:6443: did not answer within 30 s (1 attempt)", (await Assert.ThrowsAsync<KfTenantsException>(() => read)).Message);
        Assert.InRange(said.Count, 4, 7);
        Assert.Matches("^waiting for https://cluster.test:6443 to answer (Profile|Namespace) list \\(5 s\\)$", said[0]);
    }

    private static async Task<string> ListFailure(TestCluster cluster) =>
        (await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default))).Message;

    private static HttpResponseMessage List(string next) =>
        Text(200, "application/json", string.Create(CultureInfo.InvariantCulture, $"{{\"metadata\":{{\"continue\":\"{next}\"}},\"items\":[]}}"));

    private static HttpResponseMessage Endless(string start, string more) => new(HttpStatusCode.OK)
    {
        Content = new StreamContent(new EndlessStream(Encoding.UTF8.GetBytes(start), Encoding.UTF8.GetBytes(more)))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };

    /// <summary>What a small compressed answer looks like when it is unpacked.</summary>
    private sealed class EndlessStream(byte[] start, byte[] more) : MemoryStream
    {
        private long _at;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, 8192);
            for (var i = 0; i < count; i++, _at++)
            {
                buffer.Span[i] = _at < start.Length ? start[_at] : more[(_at - start.Length) % more.Length];
            }

            return ValueTask.FromResult(count);
        }
    }

    private sealed class SilentServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
