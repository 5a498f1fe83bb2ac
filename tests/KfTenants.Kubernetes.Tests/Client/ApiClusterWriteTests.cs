using System.Text.Json.Nodes;
using KfTenants.Kube;
using static KfTenants.Kubernetes.Client.ScriptedServer;
using static KfTenants.Kubernetes.Client.TestCluster;

namespace KfTenants.Kubernetes.Client;

public sealed class ApiClusterWriteTests
{
    [Fact]
    public async Task Create_sends_resource_version_1_and_nothing_else()
    {
        using var cluster = new TestCluster(_ => Json(201, Stored()));
        var answer = Assert.IsType<WriteAnswer.Written>(await cluster.Api.ApplyAsync(Binding(), null, force: false, default));

        Assert.Equal("42", answer.Object!.ResourceVersion);
        var sent = Assert.Single(cluster.Sent);
        Assert.Equal("PATCH", sent.Method);
        Assert.Equal(
            "/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/rolebindings/user-ana?fieldManager=kftenants&fieldValidation=Strict", sent.PathAndQuery);
        Assert.Equal("application/apply-patch+yaml", sent.ContentType);
        Assert.Equal("1", (string?)sent.Json["metadata"]!["resourceVersion"]);
        Assert.Null(sent.Json["metadata"]!["uid"]);
        Assert.Equal("kubeflow-edit", (string?)sent.Json["roleRef"]!["name"]);
    }

    [Fact]
    public async Task Update_sends_uid_and_resource_version_and_force_only_when_asked()
    {
        using var cluster = new TestCluster(_ => Json(200, Stored()));
        await cluster.Api.ApplyAsync(Binding(), Live, force: true, default);

        var sent = Assert.Single(cluster.Sent);
        Assert.EndsWith("&force=true", sent.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal("uid-1", (string?)sent.Json["metadata"]!["uid"]);
        Assert.Equal("41", (string?)sent.Json["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Merge_patch_carries_its_precondition_beside_the_patch()
    {
        using var cluster = new TestCluster(_ => Json(200, Stored()));
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = null } } };
        await cluster.Api.MergePatchAsync(BindingKey, patch, Live, default);

        var sent = Assert.Single(cluster.Sent);
        Assert.Equal("application/merge-patch+json", sent.ContentType);
        Assert.Equal("""{"metadata":{"labels":{"a":null},"uid":"uid-1","resourceVersion":"41"}}""", sent.Body);
        Assert.Equal("""{"metadata":{"labels":{"a":null}}}""", patch.ToJsonString());
    }

    [Fact]
    public async Task Merge_patch_can_be_in_the_name_of_another_manager()
    {
        using var cluster = new TestCluster(_ => Json(200, Stored()));
        await cluster.Api.MergePatchAsync(BindingKey, [], Live, LastUse.FieldManager, default);
        Assert.Contains("fieldManager=kftenants-touch&", Assert.Single(cluster.Sent).PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_names_uid_and_resource_version()
    {
        using var cluster = new TestCluster(_ => Json(200, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Success" }));
        var answer = Assert.IsType<WriteAnswer.Written>(await cluster.Api.DeleteAsync(BindingKey, Live, default));

        Assert.Null(answer.Object);
        var sent = Assert.Single(cluster.Sent);
        Assert.Equal("DELETE", sent.Method);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"41","uid":"uid-1"},"propagationPolicy":"Background"}""", sent.Body);
    }

    [Fact]
    public async Task Delete_of_an_object_with_finalizers_gives_the_object()
    {
        var going = Stored();
        going["metadata"]!["deletionTimestamp"] = "2026-11-21T10:00:00Z";
        using var cluster = new TestCluster(_ => Json(200, going));
        var answer = Assert.IsType<WriteAnswer.Written>(await cluster.Api.DeleteAsync(BindingKey, Live, default));
        Assert.True(answer.Object!.IsTerminating);
    }

    [Theory]
    [InlineData(409, "Operation cannot be fulfilled on rolebindings \"user-ana\": uid mismatch", "Conflict", """{"name":"user-ana"}""")]
    [InlineData(409, "rolebindings \"user-ana\" already exists", "AlreadyExists", """{"name":"user-ana"}""")]
    [InlineData(404, "rolebindings \"user-ana\" not found", "NotFound", """{"name":"user-ana","kind":"rolebindings"}""")]
    [InlineData(422, "RoleBinding \"user-ana\" is invalid: metadata.uid: field is immutable", "Invalid",
        """{"name":"user-ana","causes":[{"reason":"FieldValueInvalid","message":"x","field":"metadata.uid"}]}""")]
    public async Task A_precondition_that_no_longer_holds_is_stale(int status, string message, string reason, string details)
    {
        using var cluster = new TestCluster(_ => Status(status, message, reason, JsonNode.Parse(details)));
        var answer = Assert.IsType<WriteAnswer.Stale>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
        Assert.StartsWith("RoleBinding/team-a/user-ana: ", answer.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task Conflicts_name_every_field_and_manager()
    {
        using var cluster = new TestCluster(_ => Status(
            409, "Apply failed with 3 conflicts: conflicts with \"kubectl-edit\" using kubeflow.org/v1:\n- .spec.owner.name\n", "Conflict", JsonNode.Parse("""
            {"causes":[
              {"reason":"FieldManagerConflict","message":"conflict with \"kubectl-edit\" using rbac.authorization.k8s.io/v1 at 2026-11-20T10:00:00Z","field":".subjects"},
              {"reason":"FieldManagerConflict","message":"conflict with \"kubectl-edit\" using rbac.authorization.k8s.io/v1","field":".metadata.finalizers[\"x\"]"},
              {"reason":"FieldManagerConflict","message":"conflict with \"manager\" with subresource \"status\" using v1","field":".spec.ports[port=80,protocol=\"TCP\"].port"}]}
            """)));
        var answer = Assert.IsType<WriteAnswer.Owned>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));

        Assert.Equal(
            ["kubectl-edit .subjects", "kubectl-edit .metadata.finalizers[\"x\"]", "manager .spec.ports[port=80,protocol=\"TCP\"].port"],
            answer.Fields.Select(f => $"{f.Manager} {f.Field}"));
        Assert.DoesNotContain('\n', answer.Message);
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task A_terminating_namespace_is_told_from_a_missing_permission()
    {
        using var cluster = new TestCluster(
            _ => Status(403, "rolebindings \"user-ana\" is forbidden: unable to create new content in namespace team-a because it is being terminated", "Forbidden",
                JsonNode.Parse(
                    """{"name":"user-ana","causes":[{"reason":"NamespaceTerminating","message":"namespace team-a is being terminated","field":"metadata.namespace"}]}""")),
            _ => Status(403, "rolebindings.rbac.authorization.k8s.io \"user-ana\" is forbidden: User \"u\" cannot patch resource \"rolebindings\" in API group " +
                "\"rbac.authorization.k8s.io\" in the namespace \"team-a\"",
                "Forbidden", JsonNode.Parse("""{"name":"user-ana"}""")));

        Assert.IsType<WriteAnswer.NamespaceTerminating>(await cluster.Api.ApplyAsync(Binding(), null, force: false, default));
        var refused = Assert.IsType<WriteAnswer.Refused>(await cluster.Api.ApplyAsync(Binding(), null, force: false, default));
        Assert.Equal(
            "RoleBinding/team-a/user-ana: forbidden: User \"u\" cannot patch resource \"rolebindings\" in API group \"rbac.authorization.k8s.io\" in the namespace \"team-a\"",
            refused.Message);
    }

    [Fact]
    public async Task A_missing_namespace_is_not_found_and_a_missing_kind_is_an_error()
    {
        using var cluster = new TestCluster(
            _ => Status(404, "namespaces \"team-a\" not found", "NotFound", JsonNode.Parse("""{"name":"team-a","kind":"namespaces"}""")),
            _ => Text(404, "text/plain", "404 page not found\n"));

        var answer = Assert.IsType<WriteAnswer.NotFound>(await cluster.Api.ApplyAsync(Binding(), null, force: false, default));
        Assert.Equal("RoleBinding/team-a/user-ana: namespaces \"team-a\" not found", answer.Message);
        var error = await Assert.ThrowsAsync<NotServedException>(() => cluster.Api.ApplyAsync(Binding(), null, force: false, default));
        Assert.Equal("the cluster does not serve rbac.authorization.k8s.io/v1 RoleBinding", error.Message);
    }

    [Theory]
    [InlineData(422, "RoleBinding.rbac.authorization.k8s.io \"user-ana\" is invalid: roleRef: Invalid value: cannot change roleRef",
        "RoleBinding/team-a/user-ana: invalid: roleRef: Invalid value: cannot change roleRef")]
    [InlineData(400, "error strict decoding YAML:\n  line 1: key \"owner\" already set",
        "RoleBinding/team-a/user-ana: error strict decoding YAML: line 1: key \"owner\" already set")]
    [InlineData(500, "failed to create typed patch object (team-a/user-ana; v1, Kind=RoleBinding): .spec.nonsense: field not declared in schema",
        "RoleBinding/team-a/user-ana: does not fit the cluster's schema: .spec.nonsense: field not declared in schema")]
    [InlineData(500, "failed to create typed patch object: errors:\n  .dta: field not declared in schema",
        "RoleBinding/team-a/user-ana: does not fit the cluster's schema: errors: .dta: field not declared in schema")]
    [InlineData(415, "415: Unsupported Media Type", "RoleBinding/team-a/user-ana: 415: Unsupported Media Type")]
    public async Task What_the_server_refuses_for_good_is_one_line_and_one_request(int status, string message, string line)
    {
        using var cluster = new TestCluster(_ => Status(status, message));
        var answer = Assert.IsType<WriteAnswer.Refused>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
        Assert.Equal(line, answer.Message);
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task A_request_that_is_too_large_says_how_large()
    {
        using var cluster = new TestCluster(_ => Status(413, "Request entity too large: limit is 3145728"));
        var answer = Assert.IsType<WriteAnswer.Refused>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
        Assert.Equal($"RoleBinding/team-a/user-ana: Request entity too large: limit is 3145728 (the request has {cluster.Sent[0].Body.Length} bytes)", answer.Message);
    }

    [Fact]
    public async Task An_apply_whose_answer_was_lost_is_written_when_the_object_says_so()
    {
        using var cluster = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => StaleAnswer(), _ => Json(200, Stored()));
        var answer = Assert.IsType<WriteAnswer.Written>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
        Assert.Equal("42", answer.Object!.ResourceVersion);
        Assert.Equal(["PATCH", "PATCH", "GET"], cluster.Sent.Select(s => s.Method));
    }

    [Theory]
    [InlineData("another", "kubeflow-edit", true)]
    [InlineData("uid-1", "kubeflow-view", true)]
    [InlineData("uid-1", "kubeflow-edit", false)]
    public async Task An_apply_whose_answer_was_lost_is_stale_when_the_object_says_otherwise(string uid, string role, bool isOurs)
    {
        var stored = Stored(uid, role: role);
        if (!isOurs)
        {
            stored["metadata"]!["managedFields"]![0]!["manager"] = "kubectl";
        }

        using var cluster = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => StaleAnswer(), _ => Json(200, stored));
        Assert.IsType<WriteAnswer.Stale>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
    }

    [Fact]
    public async Task A_conflict_without_a_lost_answer_is_stale_without_another_request()
    {
        using var cluster = new TestCluster(_ => StaleAnswer());
        Assert.IsType<WriteAnswer.Stale>(await cluster.Api.ApplyAsync(Binding(), Live, force: false, default));
        Assert.Single(cluster.Sent);
    }

    [Fact]
    public async Task A_merge_patch_whose_answer_was_lost_is_looked_up()
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["role"] = "edit", ["old"] = null } } };
        using var cluster = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => StaleAnswer(), _ => Json(200, Stored()));
        Assert.IsType<WriteAnswer.Written>(await cluster.Api.MergePatchAsync(BindingKey, patch, Live, default));

        using var other = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => StaleAnswer(), _ => Json(200, Stored()));
        patch["metadata"]!["annotations"]!["role"] = "view";
        Assert.IsType<WriteAnswer.Stale>(await other.Api.MergePatchAsync(BindingKey, patch, Live, default));
    }

    [Fact]
    public async Task A_delete_whose_answer_was_lost_is_done_when_the_object_is_gone_or_another()
    {
        using var gone = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => NotFound(), _ => NotFound());
        Assert.Null(Assert.IsType<WriteAnswer.Written>(await gone.Api.DeleteAsync(BindingKey, Live, default)).Object);

        using var recreated = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => StaleAnswer(), _ => Json(200, Stored("uid-2")));
        Assert.Null(Assert.IsType<WriteAnswer.Written>(await recreated.Api.DeleteAsync(BindingKey, Live, default)).Object);
        Assert.DoesNotContain(recreated.Sent.Skip(2), s => s.Method == "DELETE");

        using var untouched = new TestCluster(_ => Throw(HttpRequestError.ResponseEnded), _ => StaleAnswer(), _ => Json(200, Stored()));
        Assert.IsType<WriteAnswer.Stale>(await untouched.Api.DeleteAsync(BindingKey, Live, default));

        using var missing = new TestCluster(_ => NotFound());
        Assert.IsType<WriteAnswer.NotFound>(await missing.Api.DeleteAsync(BindingKey, Live, default));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    public async Task A_name_that_would_reach_another_path_is_never_sent(string name)
    {
        using var cluster = new TestCluster(_ => Json(200, Stored()));
        await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.GetAsync(new ObjectKey(ObjectKind.RoleBinding, "team-a", name), default));
        await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.GetAsync(new ObjectKey(ObjectKind.RoleBinding, "", "x"), default));
        Assert.Empty(cluster.Sent);
    }
}
