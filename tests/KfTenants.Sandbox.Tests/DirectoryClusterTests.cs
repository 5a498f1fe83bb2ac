using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

/// <summary>What an API server was measured to answer, on the simulated one.</summary>
public sealed class DirectoryClusterTests
{
    private const string Config = """{"metadata":{"name":"cm","namespace":"team-a"},"data":{"a":"1","b":"2"}}""";

    private const string Binding = """
        {"metadata":{"name":"x","namespace":"team-a"},"roleRef":{"kind":"ClusterRole","name":"kubeflow-edit"},"subjects":[{"kind":"User","name":"a@b.c"}]}
        """;

    [Fact]
    public async Task M2_an_apply_that_says_the_same_changes_nothing()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var first = await directory.Applied(ObjectKind.ConfigMap, Config);
        var text = await directory.Text("team-a/configmap-cm.yaml");
        directory.Time.Now = directory.Time.Now.AddDays(1);
        var second = await directory.Applied(ObjectKind.ConfigMap, Config, TemporaryCluster.LiveOf(first));

        Assert.True(first.SameAs(second));
        Assert.Equal(text, await directory.Text("team-a/configmap-cm.yaml"));
    }

    [Fact]
    public async Task M3_a_namespace_must_exist()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));

        Assert.IsType<WriteAnswer.NotFound>(await directory.Apply(ObjectKind.ConfigMap, Config.Replace("team-a", "team-new", StringComparison.Ordinal)));
        Assert.Equal(["ns.yaml"], Directory.EnumerateFileSystemEntries(directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task M4_a_stale_version_is_refused_even_with_force()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var first = await directory.Applied(ObjectKind.ConfigMap, Config);
        await directory.Applied(ObjectKind.ConfigMap, Config.Replace("\"1\"", "\"9\"", StringComparison.Ordinal), TemporaryCluster.LiveOf(first));

        Assert.IsType<WriteAnswer.Stale>(await directory.Apply(ObjectKind.ConfigMap, Config, TemporaryCluster.LiveOf(first)));
        Assert.IsType<WriteAnswer.Stale>(await directory.Apply(ObjectKind.ConfigMap, Config, TemporaryCluster.LiveOf(first), force: true));
    }

    [Fact]
    public async Task M5_an_update_never_becomes_a_creation_and_sees_a_new_object_of_the_name()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var first = await directory.Applied(ObjectKind.ConfigMap, Config);
        await directory.Cluster.DeleteAsync(first.Key, TemporaryCluster.LiveOf(first), CancellationToken.None);
        Assert.IsType<WriteAnswer.Stale>(await directory.Apply(ObjectKind.ConfigMap, Config, TemporaryCluster.LiveOf(first)));

        var second = await directory.Applied(ObjectKind.ConfigMap, Config);
        Assert.NotEqual(first.Uid, second.Uid);
        Assert.IsType<WriteAnswer.Stale>(await directory.Apply(ObjectKind.ConfigMap, Config, TemporaryCluster.LiveOf(first)));
    }

    [Fact]
    public async Task A1_A2_A3_a_creation_only_creates()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var created = await directory.Applied(ObjectKind.ConfigMap, Config);

        Assert.True(created.Managers.IncludeUs);
        Assert.IsType<WriteAnswer.Stale>(await directory.Apply(ObjectKind.ConfigMap, Config));
        Assert.IsType<WriteAnswer.Stale>(await directory.Apply(ObjectKind.ConfigMap, Config, force: true));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("a\\u0000b")]
    [InlineData("/outside")]
    public async Task Nothing_is_written_outside_of_the_directory_whatever_a_namespace_is_called(string space)
    {
        using var directory = await TemporaryCluster.With(
            ("in/ns.json", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{space}}}"}}"""), ("in/system.yaml", TemporaryCluster.Namespaces));
        var cluster = await DirectoryCluster.OpenAsync(Path.Combine(directory.Path, "in"), directory.Time, CancellationToken.None);
        var map = TemporaryCluster.Of(ObjectKind.ConfigMap, $$$"""{"metadata":{"name":"outside","namespace":"{{{space}}}"},"data":{"a":"1"}}""");

        Assert.IsType<WriteAnswer.Written>(await cluster.ApplyAsync(map, live: null, force: false, CancellationToken.None));

        Assert.Equal(["in"], Directory.EnumerateFileSystemEntries(directory.Path).Select(Path.GetFileName));
        Assert.False(File.Exists("/outside/outside.yaml"));
    }

    [Fact]
    public async Task M7_a_deletion_with_another_uid_or_version_is_refused()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var live = await directory.Applied(ObjectKind.ConfigMap, Config);

        Assert.IsType<WriteAnswer.Stale>(await directory.Cluster.DeleteAsync(live.Key, new Precondition(live.Uid!, "1"), CancellationToken.None));
        Assert.IsType<WriteAnswer.Stale>(await directory.Cluster.DeleteAsync(live.Key, new Precondition("other", live.ResourceVersion!), CancellationToken.None));
        Assert.Null(Assert.IsType<WriteAnswer.Written>(await directory.Cluster.DeleteAsync(live.Key, TemporaryCluster.LiveOf(live), CancellationToken.None)).Object);
        Assert.False(File.Exists(Path.Combine(directory.Path, "team-a/configmap-cm.yaml")));
    }

    [Fact]
    public async Task M8_fields_of_others_are_theirs_unless_forced_and_equal_values_are_shared()
    {
        using var directory = await TemporaryCluster.With(("all.yaml", TemporaryCluster.Namespaces + """

            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: cm
              namespace: team-a
              managedFields:
              - {manager: kubectl-edit, operation: Update, apiVersion: v1, fieldsV1: {"f:data": {"f:a": {}, "f:b": {}}}}
            data: {a: "8", b: "2"}
            """));
        var live = TemporaryCluster.LiveOf(await directory.Get(ObjectKind.ConfigMap, "team-a", "cm"));

        var owned = Assert.IsType<WriteAnswer.Owned>(await directory.Apply(ObjectKind.ConfigMap, Config, live));
        Assert.Equal(new FieldOwner("kubectl-edit", ".data.a"), Assert.Single(owned.Fields));
        var taken = await directory.Applied(ObjectKind.ConfigMap, Config, live, force: true);
        Assert.Equal("1", taken.Text("data", "a"));
        Assert.Empty(taken.Managers.OthersOf("/data/a"));
        Assert.Equal("kubectl-edit", Assert.Single(taken.Managers.OthersOf("/data/b")).Manager);
    }

    [Fact]
    public async Task M11_a_roleRef_cannot_change()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var live = await directory.Applied(ObjectKind.RoleBinding, Binding);

        Assert.IsType<WriteAnswer.Refused>(
            await directory.Apply(ObjectKind.RoleBinding, Binding.Replace("-edit", "-view", StringComparison.Ordinal), TemporaryCluster.LiveOf(live)));
    }

    [Fact]
    public async Task M12_subjects_are_owned_as_a_whole()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var live = await directory.Applied(ObjectKind.RoleBinding, Binding);

        Assert.Equal("rbac.authorization.k8s.io", live.Text("roleRef", "apiGroup"));
        Assert.Contains("/subjects", live.Managers.Ours.Leaves);
    }

    [Fact]
    public async Task M14_a_key_that_is_no_longer_sent_goes()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var live = await directory.Applied(ObjectKind.ConfigMap, Config);
        live = await directory.Applied(ObjectKind.ConfigMap, """{"metadata":{"name":"cm","namespace":"team-a"},"data":{"a":"1"}}""", TemporaryCluster.LiveOf(live));

        Assert.Null(live.At("data", "b"));
    }

    [Fact]
    public async Task E1_nothing_is_created_in_a_namespace_that_is_being_deleted()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", """
            apiVersion: v1
            kind: Namespace
            metadata: {name: team-a, deletionTimestamp: "2026-11-20T00:00:00Z"}
            """));

        Assert.IsType<WriteAnswer.NamespaceTerminating>(await directory.Apply(ObjectKind.ConfigMap, Config));
    }

    [Fact]
    public async Task A_merge_patch_changes_its_keys_and_keeps_the_rest()
    {
        using var directory = await TemporaryCluster.With(("all.yaml", TemporaryCluster.Namespaces +
            "\n---\n# Dex\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: dex, namespace: team-a}\ndata:\n  config.yaml: |\n    a: 1\n  other: x\n# end\n"));
        var live = await directory.Get(ObjectKind.ConfigMap, "team-a", "dex");
        var patch = JsonNode.Parse("""{"metadata":{"uid":"ignored"},"data":{"config.yaml":"a: 2\n# kept\n","record":"{}","gone":null}}""")!.AsObject();

        var written = Assert.IsType<WriteAnswer.Written>(await directory.Cluster.MergePatchAsync(live.Key, patch, TemporaryCluster.LiveOf(live), CancellationToken.None));

        Assert.Equal(live.Uid, written.Object!.Uid);
        Assert.IsType<WriteAnswer.Stale>(await directory.Cluster.MergePatchAsync(live.Key, patch, TemporaryCluster.LiveOf(live), CancellationToken.None));
        Assert.Equal(TemporaryCluster.Namespaces + $$"""

            ---
            # Dex
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: dex
              namespace: team-a
              uid: {{live.Uid}}
              resourceVersion: "2"
            data:
              config.yaml: |
                a: 2
                # kept
              other: x
              record: "{}"
            # end

            """, await directory.Text("all.yaml"));
    }

    [Fact]
    public async Task A_new_pod_template_rolls_out_at_once()
    {
        using var directory = await TemporaryCluster.With(("all.yaml", TemporaryCluster.Namespaces + """

            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: dex, namespace: team-a, generation: 4}
            spec: {replicas: 2, template: {metadata: {labels: {app: dex}}}}
            status: {observedGeneration: 4, unavailableReplicas: 1}
            """));
        var live = await directory.Get(ObjectKind.Deployment, "team-a", "dex");
        live = await directory.Applied(ObjectKind.Deployment,
            """{"metadata":{"name":"dex","namespace":"team-a"},"spec":{"template":{"metadata":{"annotations":{"x":"y"}}}}}""", TemporaryCluster.LiveOf(live));

        Assert.Equal(5, live.At("metadata", "generation")!.Value.GetInt32());
        Assert.Equal("""{"observedGeneration":5,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2}""", live.At("status").ToString());
    }

    [Fact]
    public async Task Reading_again_gives_the_same_objects()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        await directory.Applied(ObjectKind.ConfigMap, Config);
        await directory.Applied(ObjectKind.RoleBinding, Binding);
        var before = await All(directory);
        await directory.Reopen();

        Assert.Equal(before, await All(directory), (one, other) => one.SameAs(other));
        Assert.Equal("0c6c4fa1-6f0e-4d0b-9a53-6a1e3b0a1f10", (await directory.Get(ObjectKind.Namespace, null, "kube-system")).Uid);
        Assert.NotNull((await directory.Get(ObjectKind.Namespace, null, "team-a")).Uid);
    }

    [Fact]
    public async Task Lists_are_sorted_and_limited_to_a_namespace()
    {
        using var directory = await TemporaryCluster.With(("list.json", """
            {"apiVersion":"v1","kind":"List","items":[
             {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b","namespace":"y"}},
             {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"y"}},
             {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"y"}},
             {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"x"}}]}
            """));

        Assert.Equal(["x/c", "y/a", "y/b"], (await directory.Cluster.ListAsync(ObjectKind.ConfigMap, null, CancellationToken.None)).Select(o => $"{o.Key.Namespace}/{o.Key.Name}"));
        Assert.Equal(["a", "b"], (await directory.Cluster.ListAsync(ObjectKind.ConfigMap, "y", CancellationToken.None)).Select(o => o.Key.Name));
    }

    internal static async Task<KubeObject[]> All(TemporaryCluster directory)
    {
        var objects = new List<KubeObject>();
        foreach (var kind in ObjectKind.All)
        {
            objects.AddRange(await directory.Cluster.ListAsync(kind, null, CancellationToken.None));
        }

        return [.. objects];
    }
}
