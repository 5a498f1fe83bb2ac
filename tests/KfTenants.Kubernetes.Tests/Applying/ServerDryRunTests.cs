using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Testing;
using static KfTenants.Kubernetes.Client.ScriptedServer;

namespace KfTenants.Kubernetes.Applying;

/// <summary>What is asked of the server, and what its answers mean; the real server's part is in the end-to-end suite.</summary>
public sealed class ServerDryRunTests
{
    private const string Reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private static readonly DesiredObject Binding = new(RoleBindingResource.Instance, TestCluster.Binding(), Claim.Whole, "team-a", Some.Place);

    [Fact]
    public async Task Every_request_is_a_question_or_a_dry_run()
    {
        using var cluster = new TestCluster(Answer(Stored));

        await RunAsync(cluster, Create(In("team-b")), Update(), Delete(), Replace());

        var writes = cluster.Sent.Where(s => s.Path != Reviews).ToList();
        Assert.Equal(4, writes.Count);
        Assert.All(writes, w => Assert.Contains("dryRun=All", w.PathAndQuery, StringComparison.Ordinal));

        // The server does not look at the query of a deletion that has a body.
        Assert.All(writes.Where(w => w.Method == "DELETE"), w => Assert.Equal("""["All"]""", w.Json["dryRun"]!.ToJsonString()));
        Assert.Equal(2, writes.Count(w => w.Method == "DELETE"));
        Assert.Contains(writes, w => w.PathAndQuery.Contains("force=true", StringComparison.Ordinal));
        Assert.All(writes.Where(w => w.Method == "PATCH"), w => Assert.NotNull(w.Json["metadata"]!["resourceVersion"]));
    }

    [Fact]
    public async Task Rights_are_asked_for_once_for_a_verb_and_a_kind_and_the_roles_to_bind()
    {
        using var cluster = new TestCluster(Answer(Stored));
        var many = Enumerable.Range(1, 20).Select(i => Create(In($"team-{i}"))).ToArray();

        await RunAsync(cluster, many);

        Assert.Equal(
            ["bind clusterroles kubeflow-edit", "create rolebindings user-ana", "patch rolebindings user-ana"],
            cluster.Sent.Where(s => s.Path == Reviews).Select(Asked).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restart_of_Dex_needs_the_rights_of_its_way_back()
    {
        using var cluster = new TestCluster(Answer(Stored));
        var logins = Some.Logins();

        await RunAsync(cluster, new Change.Update(new LoginBasis(logins, LoginStep.Restart), [], TestCluster.Live)
        {
            Key = logins.Deployment,
            Tenant = null,
            Reason = ChangeReason.DexUnconfirmed,
        });

        Assert.Equal(
            ["get configmaps dex", "get deployments dex", "patch configmaps dex", "patch deployments dex"],
            cluster.Sent.Where(s => s.Path == Reviews).Select(Asked).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Missing_rights_come_as_a_list_and_nothing_is_tried()
    {
        using var cluster = new TestCluster(sent => Allowed(Asked(sent) is "delete rolebindings user-ana" or "patch rolebindings user-ana"));

        var failure = await Assert.ThrowsAsync<KfTenantsException>(() => RunAsync(cluster, Create(Binding), Delete()));

        var lines = failure.Problems.Select(p => p.Line).ToList();
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("forbidden: these credentials may not bind clusterroles.rbac.authorization.k8s.io kubeflow-edit,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("forbidden: these credentials may not create rolebindings.rbac.authorization.k8s.io user-ana in namespace team-a,", lines[1], StringComparison.Ordinal);
        Assert.All(cluster.Sent, s => Assert.Equal(Reviews, s.Path));
    }

    // What is read and written by name only is asked about by name, however many names a tenant has.
    [Fact]
    public async Task Rights_that_are_given_by_name_are_asked_about_by_name()
    {
        using var cluster = new TestCluster(sent => sent.Path == Reviews ? Allowed(Attributes(sent)["name"] is not null) : Json(201, Stored()));

        var result = await RunAsync(cluster, Create(Secret("one")), Create(Secret("two")));

        Assert.All(result, r => Assert.IsType<Validation.Validated>(r.Value));
        Assert.Equal(
            ["create secrets one", "create secrets two", "patch secrets one", "patch secrets two"],
            cluster.Sent.Where(s => s.Path == Reviews).Select(Asked).Order(StringComparer.Ordinal));

        static DesiredObject Secret(string name) => new(
            SecretResource.Instance,
            KubeObject.From(ObjectKind.Secret, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "team-a" },
            }),
            Claim.Whole, "team-a", Some.Place);
    }

    [Fact]
    public async Task A_right_in_the_one_namespace_is_enough()
    {
        using var cluster = new TestCluster(sent => sent.Path == Reviews
            ? Allowed(Attributes(sent)["namespace"] is not null || (string?)Attributes(sent)["verb"] == "bind")
            : Json(201, Stored()));

        var result = await RunAsync(cluster, Create(Binding));

        Assert.IsType<Validation.Validated>(Assert.Single(result).Value);
    }

    [Theory]
    [InlineData(403, """rolebindings "x" is forbidden: exceeded quota: q, requested: count/rolebindings=1""", "rejected", "exceeded quota: q")]
    [InlineData(422, """RoleBinding "x" is invalid: roleRef: cannot change roleRef""", "rejected", "cannot change roleRef")]
    [InlineData(400, """admission webhook "opa.example.com" denied the request: no""", "rejected", "denied the request: no")]
    [InlineData(400, """admission webhook "opa.example.com" does not support dry run""", "not", """webhook "opa.example.com" does not support dry run""")]
    [InlineData(403, """rolebindings "x" is forbidden: User "u" cannot patch resource "rolebindings" in API group "g" in the namespace "team-a" """, "not", "forbidden: ")]
    [InlineData(403, """rolebindings "x" is forbidden: user "u" (groups=[]) is attempting to grant RBAC permissions not currently held: []""", "not", "attempting to grant")]
    [InlineData(500, "failed to create typed patch object: .spec.x: field not declared in schema", "rejected", ".spec.x: field not declared")]
    public async Task A_refusal_is_told_in_the_servers_words(int status, string message, string expected, string part)
    {
        using var cluster = new TestCluster(Answer(() => throw new InvalidOperationException(), () => Status(status, message)));

        var (rejected, reason) = Assert.Single(await RunAsync(cluster, Create(Binding))).Value switch
        {
            Validation.Rejected r => ("rejected", r.Reason),
            Validation.NotValidated n => ("not", n.Reason),
            _ => ("validated", ""),
        };

        Assert.Equal(expected, rejected);
        Assert.Contains(part, reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason);
    }

    [Fact]
    public async Task What_lives_in_a_namespace_that_the_plan_makes_cannot_be_tried()
    {
        using var cluster = new TestCluster(Answer(
            Stored, () => Status(404, "namespaces \"team-a\" not found", "NotFound", JsonNode.Parse("""{"name":"team-a","kind":"namespaces"}"""))));
        var profile = new DesiredObject(ProfileResource.Instance, ProfileObject.For("production", Some.Tenant("team-a")), Claim.Whole, "team-a", Some.Place);
        var space = new DesiredObject(
            NamespaceResource.Instance,
            KubeObject.From(ObjectKind.Namespace, JsonNode.Parse("""{"metadata":{"name":"team-a","labels":{"a":"b"}}}""")!), Claim.Fields, "team-a", Some.Place);

        var made = await RunAsync(cluster, Create(profile), Create(space), Create(Binding));
        var missing = await RunAsync(cluster, Create(Binding));

        Assert.Equal(new Validation.NotValidated("this plan creates the namespace"), made["rolebinding/team-a/user-ana"]);
        Assert.Equal(new Validation.NotValidated("this plan creates the namespace"), made["namespace/team-a"]);
        Assert.IsType<Validation.Rejected>(missing["rolebinding/team-a/user-ana"]);
        Assert.DoesNotContain(cluster.Sent, s => s.Path == "/api/v1/namespaces/team-a");
    }

    [Fact]
    public async Task An_object_that_cannot_be_processed_hides_nothing_of_the_others()
    {
        using var cluster = new TestCluster(Answer(Stored, () => Status(501, "no"), path => path.Contains("team-a", StringComparison.Ordinal)));

        var result = await RunAsync(cluster, Create(Binding), Create(In("team-b")));

        Assert.IsType<Validation.Rejected>(result["rolebinding/team-a/user-ana"]);
        Assert.IsType<Validation.Validated>(result["rolebinding/team-b/user-ana"]);
    }

    [Fact]
    public async Task Of_a_replacement_only_the_deletion_is_tried_and_a_conflict_is_not_tried_at_all()
    {
        using var cluster = new TestCluster(Answer(Stored));

        var result = await RunAsync(cluster, Replace(), new Change.Conflict("held") { Key = In("team-b").Key, Tenant = "team-b", Reason = ChangeReason.FieldOwned });

        Assert.Equal("rolebinding/team-a/user-ana", Assert.Single(result).Key);
        Assert.IsType<Validation.NotValidated>(result["rolebinding/team-a/user-ana"]);
        Assert.Equal("DELETE", Assert.Single(cluster.Sent, s => s.Path != Reviews).Method);
    }

    // Before, only the Profile of an owner transfer was tried, and the change was called validated.
    [Fact]
    public async Task Every_write_of_an_owner_transfer_is_tried_and_its_rights_are_asked_for()
    {
        using var cluster = new TestCluster(Answer(Stored));

        var result = await RunAsync(cluster, Transfer());

        Assert.IsType<Validation.Validated>(Assert.Single(result).Value);
        Assert.Equal(
            ["authorizationpolicies", "namespaces", "profiles", "rolebindings"],
            cluster.Sent.Where(s => s.Path != Reviews).Select(Resource).Order(StringComparer.Ordinal));
        Assert.Subset(
            cluster.Sent.Where(s => s.Path == Reviews).Select(Asked).ToHashSet(StringComparer.Ordinal),
            new HashSet<string>(
                ["patch profiles team-a", "patch namespaces team-a", "patch authorizationpolicies ns-owner-access-istio", "patch rolebindings namespaceAdmin"],
                StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("namespaces")]
    [InlineData("authorizationpolicies")]
    [InlineData("rolebindings")]
    public async Task A_refusal_of_one_write_is_the_answer_for_the_whole_owner_transfer(string resource)
    {
        using var cluster = new TestCluster(Answer(
            Stored, () => Status(422, "admission webhook \"opa.example.com\" denied the request: frozen"), path => Resource(path) == resource));

        var rejected = Assert.IsType<Validation.Rejected>(Assert.Single(await RunAsync(cluster, Transfer())).Value);

        Assert.Contains("denied the request: frozen", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_must_be_written_before_a_tenant_can_go_is_tried_with_its_deletion()
    {
        using var cluster = new TestCluster(Answer(
            Stored, () => Status(422, "admission webhook \"opa.example.com\" denied the request: frozen"), path => Resource(path) == "namespaces"));
        var thaw = Annotated(new ObjectKey(ObjectKind.Namespace, null, "team-a"), "owner");
        var delete = new Change.Delete(TestCluster.Live, DeletionScope.Tenant)
        {
            Key = ProfileObject.Key("team-a"),
            Tenant = "team-a",
            Reason = ChangeReason.TenantDeleted,
            Before = [thaw],
        };

        Assert.IsType<Validation.Rejected>(Assert.Single(await RunAsync(cluster, delete)).Value);
    }

    private static Change.OwnerTransfer Transfer()
    {
        var profile = new DesiredObject(ProfileResource.Instance, ProfileObject.For("production", Some.Tenant("team-a")), Claim.Whole, "team-a", Some.Place);
        return new Change.OwnerTransfer(
            profile,
            "eve@example.com",
            [
                PlannedWrite.Apply(profile.Intent, TestCluster.Live),
                Annotated(new ObjectKey(ObjectKind.Namespace, null, "team-a"), "owner"),
                Annotated(ProfileObject.OwnerPolicyKey("team-a"), "user"),
                Annotated(ProfileObject.OwnerBindingKey("team-a"), "user"),
            ],
            TestCluster.Live,
            Adopts: false)
        {
            Key = profile.Key,
            Tenant = "team-a",
            Reason = ChangeReason.OwnerTransfer,
        };
    }

    private static PlannedWrite Annotated(ObjectKey key, string annotation) => PlannedWrite.Patch(
        key, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = "eve@example.com" } } }, TestCluster.Live);

    private static string Resource(SentRequest sent) => Resource(sent.Path);

    private static string Resource(string path) => path.Split('/')[^2];

    private static Task<ImmutableDictionary<string, Validation>> RunAsync(TestCluster cluster, params Change[] changes) =>
        new ServerDryRun(cluster.Api).RunAsync(new Plan("production", "sha256:0", Some.Cluster, null, [.. changes], [], [], [], []), CancellationToken.None);

    private static JsonObject Stored() => TestCluster.Stored();

    private static Func<SentRequest, HttpResponseMessage> Answer(
        Func<JsonObject> stored, Func<HttpResponseMessage>? refusal = null, Func<string, bool>? isRefused = null) => sent =>
        sent.Path == Reviews ? Allowed(true)
        : refusal is not null && (isRefused?.Invoke(sent.Path) ?? sent.Path.Contains("rolebindings", StringComparison.Ordinal)) ? refusal()
        : sent.Path.Contains("rolebindings", StringComparison.Ordinal) ? Json(200, stored())
        : Json(201, ProfileObject.For("production", Some.Tenant("team-a")).ToNode());

    private static HttpResponseMessage Allowed(bool isAllowed) => Json(201, new JsonObject { ["status"] = new JsonObject { ["allowed"] = isAllowed } });

    private static JsonNode Attributes(SentRequest sent) => sent.Json["spec"]!["resourceAttributes"]!;

    private static string Asked(SentRequest sent) => $"{Attributes(sent)["verb"]} {Attributes(sent)["resource"]} {Attributes(sent)["name"]}";

    private static DesiredObject In(string tenant)
    {
        var body = TestCluster.Binding().ToNode();
        body["metadata"]!["namespace"] = tenant;
        return new DesiredObject(RoleBindingResource.Instance, KubeObject.From(ObjectKind.RoleBinding, body), Claim.Whole, tenant, Some.Place);
    }

    private static Change.Create Create(DesiredObject desired) => new Change.Create(desired) { Key = desired.Key, Tenant = desired.Tenant, Reason = ChangeReason.NewTenant };

    private static Change.Update Update() =>
        new Change.Update(new ObjectBasis(In("team-c")), [PlannedWrite.Apply(In("team-c").Intent, TestCluster.Live, force: true)], TestCluster.Live)
        {
            Key = In("team-c").Key,
            Tenant = "team-c",
            Reason = ChangeReason.BindingChanged,
        };

    private static Change.Delete Delete() => new Change.Delete(TestCluster.Live) { Key = In("team-d").Key, Tenant = "team-d", Reason = ChangeReason.ContributorRemoved };

    private static Change.Replace Replace() => new Change.Replace(Binding, TestCluster.Live) { Key = Binding.Key, Tenant = "team-a", Reason = ChangeReason.RoleChanged };
}
