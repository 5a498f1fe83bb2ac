using System.Text.Json.Nodes;
using KfTenants.Kube;
using static KfTenants.Kubernetes.Client.ScriptedServer;
using static KfTenants.Kubernetes.Client.TestCluster;

namespace KfTenants.Kubernetes.Client;

public sealed class ApiClusterReadTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(500, 1)]
    [InlineData(501, 2)]
    [InlineData(1201, 3)]
    public async Task Lists_are_read_page_by_page(int count, int requests)
    {
        var names = Enumerable.Range(0, count).Select(i => $"cm-{i:D5}").ToList();
        using var cluster = new TestCluster(sent =>
        {
            var from = sent.PathAndQuery.Split("continue=") is [_, var token] ? int.Parse(token) : 0;
            return List(names.Skip(from).Take(500), from + 500 < count ? (from + 500).ToString() : from == 0 ? "" : null);
        });
        var objects = await cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default);

        Assert.Equal(names, objects.Select(o => o.Key.Name));
        Assert.Equal(requests, cluster.Sent.Count);
        Assert.All(cluster.Sent, s => Assert.StartsWith("/api/v1/configmaps?limit=500", s.PathAndQuery, StringComparison.Ordinal));
        Assert.DoesNotContain(cluster.Sent, s => s.PathAndQuery.Contains("resourceVersion", StringComparison.Ordinal));
        Assert.All(objects, o => Assert.Equal("é{}\"[", o.Text("data", "k")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_have_their_kind_whether_or_not_the_list_says_it(bool isTyped)
    {
        using var cluster = new TestCluster(_ => List(["a"], null, isTyped: isTyped));
        var item = Assert.Single(await cluster.Api.ListAsync(ObjectKind.ConfigMap, "a", default));
        Assert.Equal("ConfigMap", item.Text("kind"));
        Assert.Equal("v1", item.Text("apiVersion"));
        Assert.Equal("/api/v1/namespaces/a/configmaps", cluster.Sent[0].Path);
        Assert.Equal(new ObjectKey(ObjectKind.ConfigMap, "a", "a"), item.Key);
    }

    [Fact]
    public async Task A_list_that_expires_in_the_middle_begins_again()
    {
        using var cluster = new TestCluster(
            _ => List(["a"], "next"), _ => Status(410, "expired", "Expired", new JsonObject()), _ => List(["a", "b"], "next"), _ => List(["c"], null));
        var objects = await cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default);
        Assert.Equal(["a", "b", "c"], objects.Select(o => o.Key.Name));
        Assert.DoesNotContain("continue", cluster.Sent[2].PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_always_expires_is_tried_unpaged_once_and_then_given_up()
    {
        using var cluster = new TestCluster(_ => Status(410, "too old", "Expired"));
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default));
        Assert.Equal("ConfigMap list: the list expired while it was read, three times: too old", error.Message);
        Assert.Equal(["/api/v1/configmaps?limit=500", "/api/v1/configmaps?limit=500", "/api/v1/configmaps"], cluster.Sent.Select(s => s.PathAndQuery));
    }

    [Fact]
    public async Task A_page_that_breaks_off_is_asked_for_again_by_the_same_token()
    {
        using var cluster = new TestCluster(
            _ => List(["a"], "t2"), _ => CutOff("""{"metadata":{},"items":[{"metadata":{"name":"b"""),
                _ => CutOff("""{"metadata":{},"items":[{"metadata":{"name":"b","namespace":"a"}}"""), _ => List(["b"], null));
        var objects = await cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default);
        Assert.Equal(["a", "b"], objects.Select(o => o.Key.Name));
        Assert.All(cluster.Sent.Skip(1), s => Assert.Equal("/api/v1/configmaps?limit=500&continue=t2", s.PathAndQuery));
    }

    [Fact]
    public async Task A_kind_that_nothing_serves_says_what_may_be_missing()
    {
        using var cluster = new TestCluster(_ => Text(404, "text/plain", "404 page not found\n"));
        var error = await Assert.ThrowsAsync<NotServedException>(() => cluster.Api.ListAsync(ObjectKind.Profile, null, default));
        Assert.Equal("the cluster does not serve kubeflow.org/v1 Profile (is Kubeflow installed?)", error.Message);
    }

    [Fact]
    public async Task Get_gives_the_object_or_nothing()
    {
        using var cluster =
            new TestCluster(_ => Json(200, Stored()), _ => NotFound(), _ => Status(404, "the server could not find the requested resource", "NotFound", new JsonObject()));
        Assert.Equal("uid-1", (await cluster.Api.GetAsync(BindingKey, default))!.Uid);
        Assert.Null(await cluster.Api.GetAsync(BindingKey, default));
        await Assert.ThrowsAsync<NotServedException>(() => cluster.Api.GetAsync(BindingKey, default));
        Assert.All(cluster.Sent, s => Assert.Equal("GET", s.Method));
    }

    [Theory]
    [InlineData(401, "Unauthorized", "401 Unauthorized: the credentials of user \"ana\" (kubeconfig ~/.kube/config, context prod) were not accepted: " +
        "log in again, and check that the context is the right one")]
    [InlineData(403, "profiles.kubeflow.org is forbidden: User \"dev\" cannot list resource \"profiles\"",
        "Profile list: 403 Forbidden: profiles.kubeflow.org is forbidden: User \"dev\" cannot list resource \"profiles\"")]
    [InlineData(400, "bad", "Profile list: 400: bad")]
    public async Task A_read_that_is_refused_says_verb_and_resource(int status, string message, string line)
    {
        using var cluster = new TestCluster(_ => Status(status, message));
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.ListAsync(ObjectKind.Profile, null, default));
        Assert.Equal(line, error.Message);
        Assert.Single(cluster.Sent);
    }

    [Theory]
    [InlineData("""{"metadata":{},"items":[{"metadata":{}}]}""")]
    [InlineData("""{"metadata":{},"items":[1]}""")]
    [InlineData("""{"metadata":{},"items":{}}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("[]")]
    [InlineData("""{"metadata":{},"items":[{"metadata":{"name":"a"},]}""")]
    public async Task An_answer_that_is_no_list_is_an_error_and_not_an_empty_cluster(string body)
    {
        using var cluster = new TestCluster(_ => Text(200, "application/json", body));
        var error = await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default));
        Assert.Contains("cluster.test", error.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task An_items_field_of_null_is_an_empty_list()
    {
        using var cluster = new TestCluster(_ => Text(200, "application/json", """{"kind":"ConfigMapList","metadata":{"continue":""},"items":null}"""));
        Assert.Empty(await cluster.Api.ListAsync(ObjectKind.ConfigMap, null, default));
    }

    [Fact]
    public async Task Managed_fields_and_unknown_fields_survive()
    {
        var stored = Stored();
        stored["future"] = JsonNode.Parse("""{"n":9007199254740993,"d":1.0,"t":"2026-01-01T00:00:00.123456789Z"}""");
        using var cluster = new TestCluster(_ => Json(200, new JsonObject { ["metadata"] = new JsonObject(), ["items"] = new JsonArray(stored) }));
        var item = Assert.Single(await cluster.Api.ListAsync(ObjectKind.RoleBinding, null, default));
        Assert.True(item.Managers.IncludeUs);
        Assert.Equal("""{"n":9007199254740993,"d":1.0,"t":"2026-01-01T00:00:00.123456789Z"}""", item.At("future")!.Value.GetRawText());
    }

    [Fact]
    public async Task A_large_unpaged_list_is_never_one_large_text()
    {
        const int Count = 10_000;
        var item = """{"metadata":{"name":"x","namespace":"a"},"data":{"k":"VALUE"}}""".Replace("VALUE", new string('v', 1500), StringComparison.Ordinal);
        var body = System.Text.Encoding.UTF8.GetBytes("""{"metadata":{},"items":[""" + string.Join(',', Enumerable.Repeat(item, Count)) + "]}");
        await ListReader.ReadAsync(new MemoryStream("""{"items":[]}"""u8.ToArray()), "v1", "ConfigMap", new JsonShapes(), Budget(), default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var page = await ListReader.ReadAsync(new MemoryStream(body), "v1", "ConfigMap", new JsonShapes(), Budget(), default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Count, page.Items.Length);
        Assert.True(allocated < body.Length / 2, $"{allocated} bytes are allocated for {body.Length}");
    }

    [Fact]
    public async Task The_end_of_a_log_is_text()
    {
        using var cluster = new TestCluster(_ => Text(200, "text/plain", "a\nb\n"));
        Assert.Equal("a\nb\n", await cluster.Api.ReadLogAsync(Dex, "dex", previous: true, default));
        Assert.Equal("/api/v1/namespaces/auth/pods/dex-1/log?container=dex&tailLines=20&previous=true", cluster.Sent[0].PathAndQuery);
    }

    [Theory]
    [InlineData(400, "container \"dex\" in pod \"dex-1\" is waiting to start")]
    [InlineData(403, "pods \"dex-1\" is forbidden: User \"dev\" cannot get resource \"pods/log\"")]
    [InlineData(404, "pods \"dex-1\" not found")]
    [InlineData(500, "dial tcp 10.0.0.1:10250: i/o timeout")]
    [InlineData(503, "later")]
    public async Task A_log_that_cannot_be_had_is_asked_for_once_and_missed_silently(int status, string message)
    {
        using var cluster = new TestCluster(_ => Status(status, message));
        Assert.Null(await cluster.Api.ReadLogAsync(Dex, "dex", previous: false, default));
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task A_cluster_in_which_Dex_never_ran_says_so()
    {
        using var cluster = new TestCluster(_ => Text(404, "text/plain", "404 page not found\n"));
        var error = await Assert.ThrowsAsync<NotServedException>(() => cluster.Api.ListAsync(ObjectKind.Password, "auth", default));
        Assert.Equal("the cluster does not serve dex.coreos.com/v1 Password (Dex creates its kinds when it starts with the storage type kubernetes; has it been running?)",
            error.Message);
    }

    private static ListBudget Budget() => new("ConfigMap", "https://cluster.test:6443", TimeProvider.System, 1L << 30);

    private static ObjectKey Dex => new(ObjectKind.Pod, "auth", "dex-1");
}
