using System.Text;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

public sealed class ManifestFileTests
{
    private const string Mixed = "# who we are\n---\n\napiVersion: v1\nkind: ConfigMap # ours\nmetadata: {name: one, namespace: team-a}\ndata: {a: 'x'}\n\n# between\n---\n" +
        "# a widget\napiVersion: example.com/v1\nkind: Widget\nspec:   {odd:   [1,2],\n  list: yes}\n---\nnot: an object\n--- # empty\n---\napiVersion: v1\nkind: ConfigMap\n" +
            "metadata:\n  name: two\n  namespace: team-a\ndata:\n  a: |\n    ---x\n    # inside\n";

    [Fact]
    public async Task Only_the_changed_document_is_written_anew()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces), ("mixed.yaml", Mixed));
        await Change(directory, "one");

        var one = await directory.Get(ObjectKind.ConfigMap, "team-a", "one");
        Assert.Equal("# who we are\n---\n\n" + ManifestYaml.Write(one.ToNode()) + Mixed[Mixed.IndexOf("# between", StringComparison.Ordinal)..],
            await directory.Text("mixed.yaml"));
        Assert.Equal(TemporaryCluster.Namespaces, await directory.Text("ns.yaml"));

        await Change(directory, "two");
        await directory.Reopen();
        Assert.Equal("changed", (await directory.Get(ObjectKind.ConfigMap, "team-a", "two")).Text("data", "a"));
        Assert.Contains("spec:   {odd:   [1,2],\n  list: yes}\n", await directory.Text("mixed.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_documents_leave_the_others_and_the_last_one_takes_the_file_along()
    {
        using var directory = await TemporaryCluster.With(("two.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, namespace: a}\n"));
        await Delete(directory, "a", "one");
        Assert.Equal("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, namespace: a}\n", await directory.Text("two.yaml"));
        await Delete(directory, "a", "two");
        Assert.Empty(Directory.EnumerateFiles(directory.Path));
    }

    [Fact]
    public async Task A_list_keeps_its_other_items_and_json_stays_json()
    {
        const string List = """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Ingress","metadata":{"name":"p"},"n":1.50},""" +
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"team-a"}}]}""";
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces), ("list.json", List),
            ("list.yaml", "kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Ingress\n  metadata: {name: p}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: " +
            "two, namespace: team-a}}\n"));
        await Change(directory, "one");
        await Change(directory, "two");

        Assert.Contains("\"n\": 1.50", await directory.Text("list.json"), StringComparison.Ordinal);
        Assert.StartsWith("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Ingress\n  metadata:\n    name: p\n- apiVersion: v1\n  kind: ConfigMap\n",
            await directory.Text("list.yaml"), StringComparison.Ordinal);
        await Delete(directory, "team-a", "two");
        Assert.DoesNotContain("ConfigMap", await directory.Text("list.yaml"), StringComparison.Ordinal);
        await directory.Reopen();
        Assert.Equal("changed", (await directory.Get(ObjectKind.ConfigMap, "team-a", "one")).Text("data", "a"));
    }

    [Fact]
    public async Task Line_ends_and_byte_order_mark_stay()
    {
        var text = "\uFEFF" + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: team-a}\n---\na: 1\n".Replace("\n", "\r\n", StringComparison.Ordinal);
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces), ("windows.yaml", text));
        await Change(directory, "one");

        var written = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(directory.Path, "windows.yaml")));
        Assert.DoesNotContain("\n", written.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("---\r\na: 1\r\n", written, StringComparison.Ordinal);
        await directory.Reopen();
    }

    [Theory]
    [InlineData("bad.yaml", "a: 1\nb: [1\n", "bad.yaml:")]
    [InlineData("bad.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata: {}\n", "bad.yaml:1: is not a ConfigMap")]
    [InlineData("bad.yaml", "---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n", "has no metadata.namespace")]
    [InlineData("bad.yaml", "a: 1\na: 2\n", "bad.yaml:2:1: ")]
    [InlineData("bad.json", "{\n\"a\": }\n", "bad.json:2: ")]
    [InlineData("bad.json", "{\"a\": 1, \"a\": 2}", "bad.json:1: ")]
    public async Task What_cannot_be_read_is_named_with_its_line(string file, string text, string message)
    {
        var problem = await Assert.ThrowsAsync<KfTenantsException>(() => TemporaryCluster.With((file, text)));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_object_in_two_files_is_an_error_that_names_both()
    {
        var problem = await Assert.ThrowsAsync<KfTenantsException>(() => TemporaryCluster.With(("a.yaml", TemporaryCluster.Namespaces), ("b.yaml", TemporaryCluster.Namespaces)));

        Assert.Contains("b.yaml:1: Namespace/kube-system is also in ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("a.yaml:1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_directory_is_an_error() =>
        await Assert.ThrowsAsync<KfTenantsException>(() => DirectoryCluster.OpenAsync("no-such-directory", TimeProvider.System, CancellationToken.None));

    [Fact]
    public async Task A_file_that_cannot_be_written_keeps_its_content_and_the_cluster_its_state()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces), ("mixed.yaml", Mixed));
        var temporary = Path.Combine(directory.Path, "mixed.yaml.tmp");
        // A folder in its place stands for a full disk: it cannot be opened as a file either.
        Directory.CreateDirectory(Path.Combine(temporary, "x"));

        var problem = await Assert.ThrowsAsync<KfTenantsException>(() => Change(directory, "one"));

        Assert.Contains("mixed.yaml: cannot be written", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Mixed, await directory.Text("mixed.yaml"));
        Assert.Equal("x", (await directory.Get(ObjectKind.ConfigMap, "team-a", "one")).Text("data", "a"));
        Directory.Delete(temporary, recursive: true);
        await Change(directory, "one");
        Assert.Equal("changed", (await directory.Get(ObjectKind.ConfigMap, "team-a", "one")).Text("data", "a"));
    }

    [Fact]
    public async Task A_file_that_changed_is_not_overwritten()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces), ("mixed.yaml", Mixed));
        await directory.Put("mixed.yaml", Mixed + "# more\n");

        await Assert.ThrowsAsync<KfTenantsException>(() => Change(directory, "one"));
        Assert.Equal(Mixed + "# more\n", await directory.Text("mixed.yaml"));
    }

    [Fact]
    public async Task A_secret_is_written_for_its_owner_only_and_permissions_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        await directory.Applied(ObjectKind.Secret, """{"metadata":{"name":"s","namespace":"team-a"},"data":{"a":"eA=="}}""");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory.Path, "team-a/secret-s.yaml")));
    }

    private static async Task Change(TemporaryCluster directory, string name)
    {
        var live = await directory.Get(ObjectKind.ConfigMap, "team-a", name);
        await directory.Applied(ObjectKind.ConfigMap, $$$"""{"metadata":{"name":"{{{name}}}","namespace":"team-a"},"data":{"a":"changed"}}""", TemporaryCluster.LiveOf(live));
    }

    private static async Task Delete(TemporaryCluster directory, string inNamespace, string name)
    {
        var live = await directory.Get(ObjectKind.ConfigMap, inNamespace, name);
        Assert.IsType<WriteAnswer.Written>(await directory.Cluster.DeleteAsync(live.Key, TemporaryCluster.LiveOf(live), CancellationToken.None));
    }
}
