using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Importing;

/// <summary>What each kind of object says of a tenant, and what it says when it cannot.</summary>
public sealed class ClusterImportTests
{
    private static readonly ImportOptions Plain = new(null, null, Groups: false, Tiers: false, DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_profile_gives_owner_quota_and_plugins()
    {
        var tenant = Only(Imported(
            Profile("""
                {"owner":{"kind":"User","name":"Ana@x.example"},"resourceQuotaSpec":{"hard":{"cpu":"4000m","pods":10}},
                "plugins":[{"kind":"WorkloadIdentity","spec":{"gcpServiceAccount":"a@b"}}]}
                """),
            Space()));

        Assert.Equal("Ana@x.example", tenant.Owner);
        Assert.Equal([new("cpu", "4"), new("pods", "10")], tenant.Quota);
        Assert.Equal("""{"gcpServiceAccount":"a@b"}""", Assert.Single(tenant.Plugins).SpecJson);
    }

    [Theory]
    [InlineData("""{"owner":{"kind":"Group","name":"ml"}}""", "the owner of Profile/team is the Group \"ml\"")]
    [InlineData("""{"owner":{"kind":"ServiceAccount","name":"x"}}""", "the owner of Profile/team is the ServiceAccount \"x\"")]
    [InlineData("{}", "Profile/team has no owner")]
    [InlineData("""{"owner":{"kind":"User","name":"not an address"}}""", "\"not an address\" is not an e-mail address")]
    [InlineData("""{"owner":{"kind":"User","name":"other@x.example"}}""", "Namespace/team is annotated with owner Ana@x.example")]
    public void A_tenant_that_cannot_stand_in_the_file_is_left_out_with_the_reason(string spec, string why)
    {
        var result = Imported(Profile(spec), Space());

        Assert.Equal(0, result.Tenants);
        Assert.StartsWith("left out: " + why, Assert.Single(result.Findings, f => f.Tenant == "team").Text, StringComparison.Ordinal);
        Assert.Contains("# - name: team\n", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suspended_tenant_is_suspended_and_its_owner_is_to_be_named()
    {
        var result = Imported(Profile($$"""{"owner":{"kind":"User","name":"{{Suspension.Owner}}"} }"""), Space(owner: Suspension.Owner));

        var tenant = Only(result);
        Assert.True(tenant.IsSuspended);
        Assert.NotNull(EmailAddress.Problem(Suspension.Owner));
        Assert.EndsWith(".invalid", tenant.Owner, StringComparison.Ordinal);
        Assert.Contains(result.Findings, f => f.Text.Contains("write the owner in the place of", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_that_a_person_decided_are_imported_and_others_are_explained()
    {
        var space = Live.MadeBy("manager", Live.Of(ObjectKind.Namespace, """
            {"metadata":{"name":"team","annotations":{"owner":"Ana@x.example","field.cattle.io/projectId":"p"},
            "labels":{"istio-injection":"enabled","app.kubernetes.io/part-of":"kubeflow-profile",
            "katib.kubeflow.org/metrics-collector-injection":"enabled","site.example/by-controller":"x","kubernetes.io/metadata.name":"team","kftenants.io/tenant":"team"}}}
            """)).EditedBy("kubectl-label", "/metadata/labels/pod-security.kubernetes.io~1enforce", "baseline").EditedBy("kubectl-label", "/metadata/labels/team", "42");

        var result = Imported(Profile(), space);

        // The default's value, and yet a person's: the controller sets it only where there is none.
        Assert.Equal(["pod-security.kubernetes.io/enforce", "team"], Only(result).NamespaceLabels.Keys);
        Assert.Empty(Only(result).NamespaceAnnotations);
        Assert.Contains(result.Findings, f => f.Text.Contains("\"field.cattle.io/projectId\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_managedFields_a_default_is_known_by_its_value()
    {
        Assert.Empty(Only(Imported(Profile(), Space("""{"pod-security.kubernetes.io/enforce":"baseline","pipelines.kubeflow.org/enabled":"true"}"""))).NamespaceLabels);
        Assert.Equal([new("pipelines.kubeflow.org/enabled", "false")], Only(Imported(Profile(), Space("""{"pipelines.kubeflow.org/enabled":"false"}"""))).NamespaceLabels);
    }

    [Fact]
    public void Limits_of_others_are_told_and_stay()
    {
        var result = Imported(
            Profile("""{"owner":{"kind":"User","name":"Ana@x.example"},"resourceQuotaSpec":{"hard":{"cpu":"4"},"scopes":["NotTerminating"]}}"""), Space(),
            Of(ObjectKind.ResourceQuota, "kf-resource-quota", """{"hard":{"cpu":"8"}}"""),
            Of(ObjectKind.ResourceQuota, "objects", """{"hard":{"pods":"8"}}"""),
            Of(ObjectKind.LimitRange, "theirs", """{"limits":[{"type":"Container"}]}"""),
            Of(ObjectKind.LimitRange, "kftenants", """{"limits":[{"type":"Container","default":{"cpu":"1"},"maxLimitRequestRatio":{"cpu":"2"}}]}"""));

        Assert.Null(Only(result).LimitRange);
        Assert.All(
            [
                "LimitRange/team/theirs is another", "LimitRange/team/kftenants says more", "ResourceQuota/team/objects is not made from", "kf-resource-quota is not as",
                "has scopes",
            ],
            said => Assert.Contains(result.Findings, f => f.Tenant == "team" && f.Text.Contains(said, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_limit_range_of_our_name_is_imported_as_it_is()
    {
        var result = Imported(
            Profile(), Space(),
            Of(ObjectKind.LimitRange, "kftenants", """{"limits":[{"type":"Container","default":{"cpu":"1"},"defaultRequest":{"cpu":"100m"}}]}"""));

        Assert.Equal([new("cpu", "1")], Only(result).LimitRange!.Default);
        Assert.Equal([new("cpu", "100m")], Only(result).LimitRange!.DefaultRequest);
        Assert.Empty(result.Findings.Where(f => f.Tenant is not null));
    }

    [Fact]
    public void Logins_without_the_Deployment_of_Dex_are_told()
    {
        var result = Imported(Profile(), Space(), Dex("- {email: Ana@x.example, hashFromEnv: X, username: ana, userID: \"1\"}"));

        Assert.Equal(1, result.Tenants);
        const string Said = "no plan can be made while there are logins in the file: Deployment/auth/dex: does not exist";
        Assert.Contains(result.Findings, f => f.Text.StartsWith(Said, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_has_a_role_is_a_contributor_whatever_the_binding_is_called_and_says()
    {
        var result = Imported(
            Profile(), Space(),
            Binding("by-hand", "kubeflow-edit", """{"kind":"User","name":"ben@x.example"}"""),
            Binding("user-cat-x-example-clusterrole-view", "kubeflow-admin", """{"kind":"User","name":"cat@x.example"}""", """{"user":"cat@x.example","role":"view"}"""),
            Binding("two", "kubeflow-view", """{"kind":"User","name":"dee@x.example"},{"kind":"User","name":"eve@x.example"},{"kind":"Group","name":"g"}"""),
            Binding("both", "kubeflow-view", """{"kind":"User","name":"ben@x.example"}"""),
            Binding("own", "kubeflow-edit", """{"kind":"User","name":"ana@x.example"}"""),
            Binding("other-role", "edit", """{"kind":"User","name":"fay@x.example"}"""));

        Assert.Equal(
            [("ben@x.example", Role.Edit), ("cat@x.example", Role.Admin), ("dee@x.example", Role.View), ("eve@x.example", Role.View)],
            Only(result).Contributors.Select(c => (c.Email, c.Role)));
        Assert.All(
            [
                "annotation says \"view\"", "\"ben@x.example\" also has view by RoleBinding/team/both", "\"ana@x.example\" owns the tenant",
                "\"fay@x.example\" has ClusterRole edit by", "\"Group g\" has ClusterRole kubeflow-view by",
            ],
            said => Assert.Contains(result.Findings, f => f.Text.Contains(said, StringComparison.Ordinal)));
    }

    [Fact]
    public void Half_a_pair_is_told_on_either_side()
    {
        var result = Imported(
            Profile(), Space(),
            Binding("user-ben-x-example-clusterrole-edit", "kubeflow-edit", """{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"ben@x.example"}""",
                """{"user":"ben@x.example","role":"edit"}"""),
            Of(ObjectKind.AuthorizationPolicy, "user-cat-x-example-clusterrole-edit",
                """{"rules":[{"when":[{"key":"request.headers[kubeflow-userid]","values":["cat@x.example"]}]}]}"""));

        Assert.Equal(["ben@x.example"], Only(result).Contributors.Select(c => c.Email));
        var said = result.Findings.Where(f => f.Tenant == "team").Select(f => f.Text).ToList();
        Assert.True(said.Count == 2, string.Join('\n', said));
        Assert.Contains(result.Findings, f => f.Text.Contains("the plan adds AuthorizationPolicy/team/user-ben-x-example-clusterrole-edit", StringComparison.Ordinal));
        Assert.Contains(result.Findings, f => f.Text.Contains("lets \"cat@x.example\" in through the mesh", StringComparison.Ordinal));
    }

    [Fact]
    public void A_person_whose_binding_would_have_another_s_name_is_told_and_loses_nothing()
    {
        var result = Imported(
            Profile(), Space(),
            Binding("a-by-hand", "kubeflow-edit", """{"kind":"User","name":"a-b@x.example"}"""),
            Binding("user-a-b-x-example-clusterrole-edit", "kubeflow-edit", """{"kind":"User","name":"a.b@x.example"}""", """{"user":"a.b@x.example","role":"edit"}"""));

        Assert.Equal(["a.b@x.example"], Only(result).Contributors.Select(c => c.Email));
        Assert.Contains(result.Findings, f => f.Text.StartsWith("\"a-b@x.example\" has edit by RoleBinding/team/a-by-hand and is not in the file", StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_that_is_used_as_a_tenant_and_is_none_is_told()
    {
        var result = Imported(
            Profile(), Space(), Live.Of(ObjectKind.Namespace, """{"metadata":{"name":"loose"}}"""),
            Live.Of(ObjectKind.Namespace, """{"metadata":{"name":"kept","annotations":{"owner":"x@x.example"}}}"""),
            Live.Of(ObjectKind.RoleBinding, """
                {"metadata":{"name":"b","namespace":"loose"},"roleRef":{"kind":"ClusterRole","name":"kubeflow-edit"},"subjects":[{"kind":"User","name":"ben@x.example"}]}
                """));

        Assert.Contains(result.Findings, f => f.Text.StartsWith("Namespace/loose has no Profile, and Kubeflow's roles are given there to \"ben", StringComparison.Ordinal));
        Assert.Contains(result.Findings, f => f.Text.StartsWith("Namespace/kept has no Profile, and is annotated with the owner \"x@x.example\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Logins_are_imported_with_their_hashes_but_for_those_that_are_public_or_weak()
    {
        const string Good = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";
        var result = Imported(Profile(), Space(), Dex(
            $"- {{email: Ana@x.example, hash: {Good}, username: \"Ana L\", userID: \"1\", groups: [a, b]}}",
            $"- {{email: low@x.example, hash: {Good.Replace("$12$", "$04$", StringComparison.Ordinal)}, username: low, userID: \"2\"}}",
            "- {email: user@example.com, hash: $2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72, username: user, userID: \"3\"}",
            "- {email: env@x.example, hashFromEnv: SOME_HASH, username: env, userID: \"4\"}"));
        var users = ImportedFileTests.Read(result.Text).Users;

        Assert.Equal(["Ana@x.example", "env@x.example"], users.Select(u => u.Email));
        Assert.Equal(Good, Assert.IsType<Login.PasswordHash>(users[0].Login).Hash);
        Assert.Equal(("Ana L", "a b"), (users[0].Username, string.Join(' ', users[0].Groups!.Value)));
        Assert.Equal("SOME_HASH", Assert.IsType<Login.DexEnv>(users[1].Login).Variable);
        Assert.Equal(2, result.Findings.Count(f => f.Text.Contains("in Dex is not in the file", StringComparison.Ordinal)));
        Assert.DoesNotContain(result.Findings, f => f.Text.Contains("$2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_mark_of_a_hash_in_a_snapshot_is_never_written_as_one()
    {
        var mark = HashMark.Of("$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy");
        var result = Imported(Profile(), Space(), Dex($"- {{email: Ana@x.example, hash: \"{mark}\", username: ana, userID: \"1\"}}"));

        Assert.DoesNotContain("kftenants-snapshot", result.Text, StringComparison.Ordinal);
        Assert.Contains(result.Findings, f => f.Text.EndsWith("a snapshot holds no hash of it, only the cluster does: import from there", StringComparison.Ordinal));
    }

    [Fact]
    public void Password_objects_make_it_a_set_of_Password_objects()
    {
        var hash = Convert.ToBase64String("$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy"u8);
        var name = DexPasswordName.For("ben@x.example");
        var result = Imported(Profile(), Space(), Dex(), Live.Of(ObjectKind.Password,
            $$"""{"metadata":{"name":"{{name}}","namespace":"auth"},"email":"ben@x.example","hash":"{{hash}}","username":"ben","userID":"9"}"""));
        var set = ImportedFileTests.Read(result.Text);

        Assert.Equal(LoginStore.Passwords, set.Platform.Dex.Logins);
        Assert.IsType<Login.PasswordHash>(Assert.Single(set.Users, u => u.Email == "ben@x.example").Login);
    }

    [Fact]
    public void A_configuration_that_cannot_be_read_is_told()
    {
        var result = Imported(Profile(), Space(), Live.Of(ObjectKind.ConfigMap,
            """{"metadata":{"name":"dex","namespace":"auth"},"data":{"config.yaml":"staticPasswords: [{email: 1}]"}}"""));

        Assert.Equal(1, result.Tenants);
        Assert.Contains(result.Findings, f => f.Text.StartsWith("logins are not imported: ConfigMap/auth/dex", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cluster_of_several_sets_says_so_and_leaves_out_what_is_of_another()
    {
        var result = Imported(Profile(labels: Ownership.Labels("one", "team")), Space(), Parent("one"), Parent("two"));

        Assert.Contains(result.Findings, f => f.Text.Contains("manages other sets in this cluster: one and two", StringComparison.Ordinal));
        Assert.Contains(result.Findings, f => f.Text.StartsWith("left out: Profile/team belongs to", StringComparison.Ordinal));
        Assert.Contains("  name: production\n", result.Text, StringComparison.Ordinal);
        Assert.Contains("  name: one\n", Imported(Profile(labels: Ownership.Labels("one", "team")), Space(), Parent("one")).Text, StringComparison.Ordinal);
    }

    private static ImportResult Imported(params KubeObject[] objects) => Import.FromCluster(Live.State([.. objects.Select(Identified)]), Plain, "a test");

    private static KubeObject Identified(KubeObject o)
    {
        var body = o.ToNode();
        body["metadata"]!["uid"] ??= $"uid-{o.Key}";
        body["metadata"]!["resourceVersion"] ??= "7";
        return KubeObject.From(o.Key.Kind, body);
    }

    private static Tenant Only(ImportResult result) => Assert.Single(ImportedFileTests.Read(result.Text).Tenants);

    private static KubeObject Profile(string spec = """{"owner":{"kind":"User","name":"Ana@x.example"}}""", JsonObject? labels = null)
    {
        var body = JsonNode.Parse($$"""{"metadata":{"name":"team","uid":"u"},"spec":{{spec}} }""")!;
        body["metadata"]!["labels"] = labels;
        return KubeObject.From(ObjectKind.Profile, body);
    }

    private static KubeObject Space(string labels = "{}", string owner = "Ana@x.example") => Live.Of(ObjectKind.Namespace,
        $$"""
        {"metadata":{"name":"team","annotations":{"owner":"{{owner}}"},"labels":{{labels}},
        "ownerReferences":[{"kind":"Profile","name":"team","uid":"u","controller":true}]} }
        """);

    private static KubeObject Binding(string name, string role, string subjects, string annotations = "{}") => Live.Of(ObjectKind.RoleBinding,
        $$"""
        {"metadata":{"name":"{{name}}","namespace":"team","annotations":{{annotations}} },
        "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{role}}"},"subjects":[{{subjects}}] }
        """);

    private static KubeObject Of(ObjectKind kind, string name, string spec) => Live.Of(kind, $$"""{"metadata":{"name":"{{name}}","namespace":"team"},"spec":{{spec}} }""");

    private static KubeObject Parent(string set) => KubeObject.From(ObjectKind.ConfigMap, new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = Ownership.ParentOf(set).Name,
            ["namespace"] = Ownership.SystemNamespace,
            ["labels"] = new JsonObject { ["applyset.kubernetes.io/id"] = Ownership.SetId(set) },
        },
    });

    private static KubeObject Dex(params string[] entries) => KubeObject.From(ObjectKind.ConfigMap, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "dex", ["namespace"] = "auth" },
        ["data"] = new JsonObject { ["config.yaml"] = $"enablePasswordDB: true\nstaticPasswords:{(entries.Length == 0 ? " []" : "\n" + string.Join('\n', entries))}\n" },
    });
}
