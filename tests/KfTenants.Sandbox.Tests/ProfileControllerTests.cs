using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

public sealed class ProfileControllerTests
{
    private const string Profile = """
        {"metadata":{"name":"team-new"},"spec":{"owner":{"kind":"User","name":"ana@example.com"},"resourceQuotaSpec":{"hard":{"cpu":"4"}}}}
        """;

    [Fact]
    public async Task A_new_profile_gets_what_a_tenant_consists_of()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var profile = await directory.Applied(ObjectKind.Profile, Profile);

        var tenant = await directory.Get(ObjectKind.Namespace, null, "team-new");
        Assert.Equal("ana@example.com", tenant.Annotation("owner"));
        Assert.Equal("enabled", tenant.Label("istio-injection"));
        Assert.Equal("kubeflow-profile", tenant.Label("app.kubernetes.io/part-of"));
        Assert.Equal(profile.Uid, tenant.ToNode()["metadata"]!["ownerReferences"]![0]!["uid"]!.ToString());
        Assert.Equal(["default", "default-editor", "default-viewer"], await Names(directory, ObjectKind.ServiceAccount));
        Assert.Equal(["default-editor", "default-viewer", "namespaceAdmin"], await Names(directory, ObjectKind.RoleBinding));
        Assert.Equal("""[{"kind":"User","name":"ana@example.com","apiGroup":"rbac.authorization.k8s.io"}]""",
            (await directory.Get(ObjectKind.RoleBinding, "team-new", "namespaceAdmin")).At("subjects").ToString());
        Assert.Equal("4", (await directory.Get(ObjectKind.ResourceQuota, "team-new", "kf-resource-quota")).Text("spec", "hard", "cpu"));
        Assert.Equal("""["profile-finalizer"]""", profile.At("metadata", "finalizers").ToString());
        var policy = (await directory.Get(ObjectKind.AuthorizationPolicy, "team-new", "ns-owner-access-istio")).ToNode()["spec"]!["rules"]!.AsArray();
        Assert.Equal(4, policy.Count);
        Assert.Equal("""[{"key":"request.headers[kubeflow-userid]","values":["ana@example.com"]}]""", policy[0]!["when"]!.ToJsonString());
    }

    [Fact]
    public async Task Header_prefix_and_principals_are_those_of_the_other_tenants()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces), ("policy.yaml", """
            apiVersion: security.istio.io/v1beta1
            kind: AuthorizationPolicy
            metadata: {name: ns-owner-access-istio, namespace: team-a, annotations: {user: eva@example.com, role: admin}}
            spec:
              rules:
              - from: [{source: {principals: [corp.local/ns/gw/sa/gw]}}]
                when: [{key: "request.headers[x-user]", values: ["accounts:eva@example.com"]}]
            """));
        await directory.Applied(ObjectKind.Profile, Profile);

        var rule = (await directory.Get(ObjectKind.AuthorizationPolicy, "team-new", "ns-owner-access-istio")).ToNode()["spec"]!["rules"]![0]!;
        Assert.Equal("""{"from":[{"source":{"principals":["corp.local/ns/gw/sa/gw"]}}],"when":[{"key":"request.headers[x-user]","values":["accounts:ana@example.com"]}]}""",
            rule.ToJsonString());
    }

    [Fact]
    public async Task The_quota_follows_the_profile_and_goes_with_it()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var profile = await directory.Applied(ObjectKind.Profile, Profile);
        profile = await directory.Applied(ObjectKind.Profile, Profile.Replace("\"4\"", "\"6\"", StringComparison.Ordinal), TemporaryCluster.LiveOf(profile));
        Assert.Equal("6", (await directory.Get(ObjectKind.ResourceQuota, "team-new", "kf-resource-quota")).Text("spec", "hard", "cpu"));

        profile = await directory.Applied(ObjectKind.Profile, """{"metadata":{"name":"team-new"},"spec":{"owner":{"kind":"User","name":"ana@example.com"}}}""",
            TemporaryCluster.LiveOf(profile));
        Assert.Null(await directory.Find(ObjectKind.ResourceQuota, "team-new", "kf-resource-quota"));
        Assert.Equal("{}", profile.At("spec", "resourceQuotaSpec").ToString());
    }

    [Fact]
    public async Task A_foreign_namespace_freezes_the_profile()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var profile = await directory.Applied(ObjectKind.Profile, Profile.Replace("team-new", "team-a", StringComparison.Ordinal));

        Assert.Null(profile.At("metadata", "finalizers"));
        Assert.Empty(await directory.Cluster.ListAsync(ObjectKind.RoleBinding, null, CancellationToken.None));
    }

    [Fact]
    public async Task The_owner_annotation_unfreezes_it()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var profile = await directory.Applied(ObjectKind.Profile, Profile);
        await directory.Applied(ObjectKind.Profile, Profile.Replace("ana@", "bo@", StringComparison.Ordinal), TemporaryCluster.LiveOf(profile));
        Assert.Contains("ana@", (await directory.Get(ObjectKind.RoleBinding, "team-new", "namespaceAdmin")).At("subjects").ToString(), StringComparison.Ordinal);

        var tenant = await directory.Get(ObjectKind.Namespace, null, "team-new");
        await directory.Applied(ObjectKind.Namespace, """{"metadata":{"name":"team-new","annotations":{"owner":"bo@example.com"}}}""", TemporaryCluster.LiveOf(tenant),
            force: true);
        Assert.Contains("bo@", (await directory.Get(ObjectKind.RoleBinding, "team-new", "namespaceAdmin")).At("subjects").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_changes_in_the_owners_objects_is_put_back()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        await directory.Applied(ObjectKind.Profile, Profile);
        var policy = await directory.Get(ObjectKind.AuthorizationPolicy, "team-new", "ns-owner-access-istio");
        await directory.Cluster.MergePatchAsync(policy.Key, JsonNode.Parse("""{"spec":{"rules":[]}}""")!.AsObject(), TemporaryCluster.LiveOf(policy), CancellationToken.None);

        Assert.Equal(policy.At("spec").ToString(), (await directory.Get(ObjectKind.AuthorizationPolicy, "team-new", "ns-owner-access-istio")).At("spec").ToString());
    }

    [Fact]
    public async Task Deleting_a_profile_deletes_the_namespace_and_everything_in_it()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces),
            ("pvc.yaml", "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: home, namespace: team-new}\n"));
        var before = Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories).Count();
        var profile = await directory.Applied(ObjectKind.Profile, Profile);
        await directory.Applied(ObjectKind.ConfigMap, """{"metadata":{"name":"cm","namespace":"team-new"},"data":{}}""");

        Assert.Null(Assert.IsType<WriteAnswer.Written>(await directory.Cluster.DeleteAsync(profile.Key, TemporaryCluster.LiveOf(profile), CancellationToken.None)).Object);
        Assert.Null(await directory.Find(ObjectKind.Namespace, null, "team-new"));
        Assert.Empty(await directory.Cluster.ListAsync(ObjectKind.ServiceAccount, null, CancellationToken.None));
        Assert.Equal(before - 1, Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task A_frozen_profile_cannot_be_deleted()
    {
        using var directory = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        var profile = await directory.Applied(ObjectKind.Profile, Profile);
        profile = await directory.Applied(ObjectKind.Profile, Profile.Replace("ana@", "bo@", StringComparison.Ordinal), TemporaryCluster.LiveOf(profile));

        var answer = Assert.IsType<WriteAnswer.Written>(await directory.Cluster.DeleteAsync(profile.Key, TemporaryCluster.LiveOf(profile), CancellationToken.None));
        Assert.True(answer.Object!.IsTerminating);
        Assert.NotNull(await directory.Find(ObjectKind.Namespace, null, "team-new"));
    }

    [Fact]
    public async Task A_run_killed_after_any_file_leaves_valid_files_and_the_next_one_finishes()
    {
        using var whole = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
        await whole.Applied(ObjectKind.Profile, Profile);
        var files = Directory.EnumerateFiles(whole.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(whole.Path, f)).Order(StringComparer.Ordinal).ToArray();
        var made = files.Where(f => f.StartsWith("team-new", StringComparison.Ordinal)).ToArray();
        Assert.Equal(8, made.Length);

        for (var kept = 0; kept <= made.Length; kept++)
        {
            // The Profile as the request left it: its controller had not got to the end.
            using var half = await TemporaryCluster.With(("ns.yaml", TemporaryCluster.Namespaces));
            var profile = (await whole.Get(ObjectKind.Profile, null, "team-new")).ToNode();
            profile["metadata"]!.AsObject().Remove("finalizers");
            await half.Put("cluster/profile-team-new.yaml", ManifestYaml.Write(profile));
            foreach (var file in made.Take(kept))
            {
                await half.Put(file, await whole.Text(file));
            }

            await half.Put("team-new/rolebinding-x.yaml.tmp", "half a fi");
            await half.Reopen();
            await half.Applied(ObjectKind.ConfigMap, """{"metadata":{"name":"cm","namespace":"team-new"},"data":{}}""");
            Assert.Equal(["default-editor", "default-viewer", "namespaceAdmin"], await Names(half, ObjectKind.RoleBinding));
            Assert.False(ProfileController.IsUnfinished(await half.Get(ObjectKind.Profile, null, "team-new")));
        }
    }

    private static async Task<IEnumerable<string>> Names(TemporaryCluster directory, ObjectKind kind) =>
        (await directory.Cluster.ListAsync(kind, "team-new", CancellationToken.None)).Select(o => o.Key.Name);
}
