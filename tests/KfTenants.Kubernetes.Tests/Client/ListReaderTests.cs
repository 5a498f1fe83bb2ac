using System.Text;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

public sealed class ListReaderTests
{
    private const string Managers = """
        [{"manager":"kftenants","operation":"Apply","apiVersion":"rbac.authorization.k8s.io/v1","time":"2026-11-30T17:26:18Z","fieldsType":"FieldsV1","fieldsV1":
        {"f:metadata":{"f:annotations":{"f:role":{},"f:user":{}},"f:labels":{"f:app.kubernetes.io/managed-by":{},"f:applyset.kubernetes.io/part-of":{}}},
        "f:roleRef":{"f:apiGroup":{},"f:kind":{},"f:name":{}},"f:subjects":{}}}]
        """;

    [Theory]
    [InlineData("""{"metadata":{"name":"a","managedFields":MANAGERS}}""")]
    [InlineData("""{"metadata":{"managedFields":MANAGERS,"name":"a"},"data":{}}""")]
    [InlineData("""{ "apiVersion" : "v1" , "kind" : "ConfigMap" , "metadata" : { "name" : "a" , "managedFields" : MANAGERS } , "data" : { "managedFields" : "x" } }""")]
    [InlineData("""{"data":{"metadata":"[]"},"spec":{"metadata":{"managedFields":[1]}},"metadata":{"labels":{"managedFields":"x"},"name":"a","managedFields":MANAGERS}}""")]
    public async Task An_item_is_read_with_its_managed_fields(string item)
    {
        var read = await ReadAsync(item.Replace("MANAGERS", Managers, StringComparison.Ordinal));

        Assert.Equal("a", read.Key.Name);
        Assert.Equal(Managers, read.ManagedFields!.Value.GetRawText());
        Assert.True(read.Managers.IncludeUs);
        Assert.Equal(("v1", "ConfigMap"), (read.Text("apiVersion"), read.Text("kind")));
        var whole = CanonicalJson.Of(read.ToNode());
        Assert.Contains("\"f:subjects\":{}", whole, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a"}}""")]
    [InlineData("""{"metadata":{"name":"a","managedFields":null}}""")]
    [InlineData("""{"metadata":{"name":"a","managedFields":{}}}""")]
    [InlineData("""{"metadata":{"name":"a","managedFields":[]}}""")]
    public async Task An_item_may_have_none(string item)
    {
        var read = await ReadAsync(item);
        Assert.Empty(read.Managers.Entries);
        Assert.Null(read.Flaw);
    }

    // An item of a page comes in pieces: wherever it is cut, it is the same.
    [Fact]
    public async Task Wherever_the_bytes_are_cut_the_item_is_the_same()
    {
        var item = $$$"""{"metadata":{"name":"a","managedFields":{{{Managers}}},"labels":{"x":"y"}},"data":{"k":"v"}}""";
        var whole = CanonicalJson.Of((await ReadAsync(item)).ToNode());
        for (var size = 1; size < item.Length; size += 7)
        {
            Assert.Equal(whole, CanonicalJson.Of((await ReadAsync(item, size)).ToNode()));
        }
    }

    [Fact]
    public async Task An_item_that_is_like_others_costs_a_part_of_its_text()
    {
        static string Item(int i) => $$$"""
            {"metadata":{"name":"user-person-{{{i}}}-example-com-clusterrole-edit","namespace":"team-{{{i}}}",
            "uid":"2c5f6c1e-0d6a-4a40-9d2c-{{{i:D12}}}","resourceVersion":"{{{i}}}",
            "creationTimestamp":"2026-11-30T17:26:18Z","labels":{"app.kubernetes.io/managed-by":"kftenants"},"annotations":{"role":"edit","user":"person-{{{i}}}@example.com"},
            "managedFields":{{{Managers.Replace("17:26:18", $"17:{i / 60 % 60:D2}:{i % 60:D2}", StringComparison.Ordinal)}}}},
            "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"person-{{{i}}}@example.com"}],
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"kubeflow-edit"}}
            """;
        const int Count = 2000;
        var body = Encoding.UTF8.GetBytes($$"""{"metadata":{},"items":[{{string.Join(',', Enumerable.Range(0, Count).Select(Item))}}]}""");
        await ReadListAsync(new MemoryStream(body));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var page = await ReadListAsync(new MemoryStream(body));
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

        Assert.Equal(Count, page.Items.Length);
        var length = body.Length / Count;
        Assert.True(allocated <= length / 2, $"{allocated} bytes for an item of {length}");
    }

    private static async Task<KubeObject> ReadAsync(string item, int pieces = int.MaxValue)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"kind":"ConfigMapList","metadata":{"continue":""},"items":[{{item}}]}""");
        return new KubeObject(ObjectKind.ConfigMap, Assert.Single((await ReadListAsync(new Pieces(body, pieces))).Items));
    }

    private static Task<ListPage> ReadListAsync(Stream stream) =>
        ListReader.ReadAsync(stream, "v1", "ConfigMap", new JsonShapes(), new ListBudget("ConfigMap", "https://cluster.test:6443", TimeProvider.System, 1L << 30), default);

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
