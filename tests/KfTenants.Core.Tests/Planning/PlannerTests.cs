using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

public sealed class PlannerTests
{
    private static readonly Contributor Ben = Some.Contributor("ben@example.com");
    private static readonly Contributor Carl = Some.Contributor("carl@example.com", Role.View);

    [Fact]
    public void A_new_tenant_gets_its_profile_and_the_pair_of_each_contributor()
    {
        var plan = PlanOf(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)), Live.State());

        Assert.Equal(
            ["Profile/team-a", "RoleBinding/team-a/user-ben-example-com-clusterrole-edit", "AuthorizationPolicy/team-a/user-ben-example-com-clusterrole-edit"],
            plan.Pending.Select(c => c.Key.ToString()));
        Assert.All(plan.Pending, c => Assert.IsType<Change.Create>(c));
        Assert.All(plan.Pending, c => Assert.Equal(ChangeReason.NewTenant, c.Reason));
        Assert.Equal(
            [new AccessChange("team-a", "ana@example.com", null, "owner"), new AccessChange("team-a", "ben@example.com", null, "edit")],
            plan.Access.ToArray());
    }

    [Fact]
    public void What_was_applied_is_kept()
    {
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben, Carl) with { Quota = Some.Quantities(("cpu", "4")) });
        var plan = PlanOf(set, Applied(set));

        Assert.True(plan.IsEmpty, Describe(plan));
        Assert.Equal(5, plan.Changes.Count(c => c is Change.NoOp));
    }

    [Fact]
    public void A_removed_contributor_loses_both_halves_before_anything_else_happens()
    {
        var before = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben, Carl));
        var plan = PlanOf(Some.Set(Some.Tenant("team-a", "ana@example.com", Carl, Some.Contributor("dee@example.com"))), Applied(before));

        Assert.Equal(["delete", "delete", "create", "create"], plan.Pending.Select(c => c.Action));
        Assert.All(plan.Pending.Take(2), c => Assert.Equal((ChangeReason.ContributorRemoved, Risk.AccessRevoked), (c.Reason, c.Risk)));
        Assert.Contains(new AccessChange("team-a", "ben@example.com", "edit", null), plan.Access);
    }

    [Fact]
    public void A_role_change_grants_the_new_role_before_it_takes_the_old_one()
    {
        var before = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben));
        var plan = PlanOf(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben with { Role = Role.View })), Applied(before));

        Assert.Equal(["create", "create", "delete", "delete"], plan.Pending.Select(c => c.Action));
        Assert.All(plan.Pending, c => Assert.Equal(ChangeReason.RoleChanged, c.Reason));
        Assert.Equal([new AccessChange("team-a", "ben@example.com", "edit", "view")], plan.Access.ToArray());
    }

    [Fact]
    public void A_label_alone_is_no_evidence_for_deletion()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var copied = Live.MadeBy("kubectl-create", ContributorObjects.RoleBinding(Some.SetName, "team-a", Ben))
            .EditedBy("kubectl-edit", "/metadata/annotations/user", "eve@example.com");
        var limits = Live.MadeBy("kubectl-create", LimitRangeObject.For(Some.SetName, Some.Tenant("team-a") with { LimitRange = SomeLimits })!);
        var plan = PlanOf(set, Applied(set).With(copied.Key, copied).With(limits.Key, limits));

        Assert.True(plan.IsEmpty, Describe(plan));
        Assert.Equal(copied.Key, Assert.Single(plan.Unmanaged).Key);
    }

    [Fact]
    public void A_grant_that_a_backup_brought_back_without_managed_fields_is_revoked_all_the_same()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var restored = Live.MadeBy("velero-server", ContributorObjects.RoleBinding(Some.SetName, "team-a", Ben));

        Assert.Equal(restored.Key, Assert.IsType<Change.Delete>(Assert.Single(PlanOf(set, Applied(set).With(restored.Key, restored)).Pending)).Key);
    }

    [Fact]
    public void An_owner_reference_saves_data_from_deletion_and_no_access()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var limits = Owned(Live.Applied(LimitRangeObject.For(Some.SetName, Some.Tenant("team-a") with { LimitRange = SomeLimits })!));
        Assert.True(PlanOf(set, Applied(set).With(limits.Key, limits)).IsEmpty);

        var grant = Owned(Live.Applied(ContributorObjects.RoleBinding(Some.SetName, "team-a", Ben)));
        Assert.Equal(grant.Key, Assert.IsType<Change.Delete>(Assert.Single(PlanOf(set, Applied(set).With(grant.Key, grant)).Pending)).Key);
    }

    private static LimitRangeItem SomeLimits => new(Some.Quantities(("cpu", "1")), Some.Quantities(), Some.Quantities(), Some.Quantities());

    private static KubeObject Owned(KubeObject o)
    {
        var body = o.ToNode();
        body["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "Other", ["name"] = "x", ["uid"] = "y", ["apiVersion"] = "v1" });
        return KubeObject.From(o.Key.Kind, body);
    }

    [Fact]
    public void A_tenant_missing_from_the_file_is_reported_and_kept_whole()
    {
        var before = Some.Set(Some.Tenant("team-a"), Some.Tenant("team-b", "ana@example.com", Ben, Carl));
        var plan = PlanOf(Some.Set(Some.Tenant("team-a")), Applied(before));

        Assert.True(plan.IsEmpty, Describe(plan));
        Assert.Equal([new MissingTenant("team-b", 2)], plan.MissingTenants.ToArray());
    }

    [Fact]
    public void Half_a_pair_is_completed()
    {
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben));
        var live = Applied(set);
        var policy = live.Of(ObjectKind.AuthorizationPolicy).Single();
        var change = Assert.Single(PlanOf(set, live.With(policy.Key, null)).Pending);

        Assert.Equal(ChangeReason.PairIncomplete, change.Reason);
        Assert.Equal(policy.Key, change.Key);
    }

    [Fact]
    public void A_grant_made_in_the_dashboard_is_reported_and_kept()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var granted = Live.MadeBy("access-management", WithoutLabels(ContributorObjects.RoleBinding("x", "team-a", Ben)));
        var plan = PlanOf(set, Applied(set).With(granted.Key, granted));

        Assert.True(plan.IsEmpty, Describe(plan));
        Assert.Equal([new UnmanagedGrant("team-a", granted.Key, "ben@example.com", "ClusterRole kubeflow-edit")], plan.Unmanaged.ToArray());
    }

    [Fact]
    public void A_grant_made_in_the_dashboard_is_adopted_where_the_file_lists_it_and_says_so()
    {
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben) with { Adopts = true });
        var granted = Live.MadeBy("access-management", WithoutLabels(ContributorObjects.RoleBinding("x", "team-a", Ben)));
        var plan = PlanOf(set, Applied(Some.Set(Some.Tenant("team-a"))).With(granted.Key, granted));

        var adopt = Assert.IsType<Change.Adopt>(plan.Pending.Single(c => c.Key == granted.Key));
        Assert.All(adopt.Fields, f => Assert.StartsWith("/metadata/labels/", f.Pointer, StringComparison.Ordinal));
        Assert.Empty(plan.Unmanaged);
        Assert.Empty(plan.Access);
    }

    [Fact]
    public void A_binding_whose_roleRef_was_exchanged_is_replaced_whatever_its_annotation_says()
    {
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Carl));
        var live = Applied(set);
        var forged = live.Of(ObjectKind.RoleBinding).Single().EditedBy("kubectl-edit", "/roleRef/name", "kubeflow-admin");
        var plan = PlanOf(set, live.With(forged.Key, forged));

        Assert.IsType<Change.Replace>(Assert.Single(plan.Pending));
        Assert.Equal([new AccessChange("team-a", "carl@example.com", "admin", "view")], plan.Access.ToArray());
    }

    [Fact]
    public void A_hand_edit_is_drift_and_is_taken_back_by_force()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4"), ("memory", "8Gi")) });
        var live = Applied(set);
        var edited = live.Find(ProfileObject.Key("team-a"))!.EditedBy("kubectl-edit", "/spec/resourceQuotaSpec/hard/memory", "64Gi");
        var update = Assert.IsType<Change.Update>(Assert.Single(PlanOf(set, live.With(edited.Key, edited)).Pending));

        Assert.Equal(ChangeReason.Drift, update.Reason);
        var field = Assert.Single(update.Fields);
        Assert.Equal(("\"64Gi\"", "\"8Gi\"", "kubectl-edit"), (field.Before, field.After, field.TakenFrom));
        Assert.True(Assert.IsType<WritePayload.Intent>(update.Requests[^1].Payload).Force);
    }

    [Fact]
    public void A_quota_key_added_by_hand_is_unset_because_apply_alone_cannot_remove_it()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) });
        var live = Applied(set);
        var edited = live.Find(ProfileObject.Key("team-a"))!.EditedBy("kubectl-edit", "/spec/resourceQuotaSpec/hard/pods", "10");
        var update = Assert.IsType<Change.Update>(Assert.Single(PlanOf(set, live.With(edited.Key, edited)).Pending));

        Assert.Equal(["/spec/resourceQuotaSpec/hard/pods"], update.Unset().ToArray());
    }

    [Fact]
    public void The_last_leaf_of_a_map_that_a_controller_wrote_empty_goes_with_the_map()
    {
        var live = Applied(Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4"), ("pods", "9")) }));
        var body = live.Find(ProfileObject.Key("team-a"))!.ToNode();
        body["metadata"]!["managedFields"]!.AsArray().Add(JsonNode.Parse("""
            {"manager": "manager", "operation": "Update", "apiVersion": "kubeflow.org/v1", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:resourceQuotaSpec": {}}}}
            """));
        var held = KubeObject.From(ObjectKind.Profile, body);

        Assert.Equal(["/spec/resourceQuotaSpec"], UnsetBy(Some.Tenant("team-a")));
        Assert.Empty(UnsetBy(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) }));

        string[] UnsetBy(Tenant tenant) => [.. Assert.Single(PlanOf(Some.Set(tenant), live.With(held.Key, held)).Pending).Unset()];
    }

    [Fact]
    public void A_controller_that_holds_a_field_is_a_conflict_that_names_it()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) });
        var live = Applied(set);
        var edited = live.Find(ProfileObject.Key("team-a"))!.EditedBy("quota-controller", "/spec/resourceQuotaSpec/hard/cpu", "6");
        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(set, live.With(edited.Key, edited)).Pending));

        Assert.Equal(ChangeReason.FieldOwned, conflict.Reason);
        Assert.Contains("quota-controller", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_into_a_namespace_with_a_different_owner()
    {
        var taken = Live.Of(ObjectKind.Namespace, """{"metadata":{"name":"team-a","uid":"u","resourceVersion":"1","annotations":{"owner":"zoe@example.com"}}}""");
        var plan = PlanOf(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)), Live.State(taken));

        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(plan.Pending));
        Assert.Equal(ChangeReason.NamespaceTaken, conflict.Reason);
        Assert.Empty(plan.Access);
    }

    [Fact]
    public void A_tenant_of_another_set_is_a_conflict()
    {
        var theirs = Some.Set(Some.Tenant("team-a")) with { Name = "other" };
        var plan = PlanOf(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)), Applied(theirs));

        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(plan.Pending));
        Assert.Equal(ChangeReason.OtherSet, conflict.Reason);
        Assert.Contains($"({Ownership.PartOfLabel}={Ownership.SetId("other")})", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_set_is_called_by_its_name_where_its_lock_tells_it()
    {
        static KubeObject Lease(string name) => Live.Of(ObjectKind.Lease, $$$"""{"metadata":{"name":"{{{name}}}","namespace":"kftenants-system"}}""");
        var live = Applied(Some.Set(Some.Tenant("team-a")) with { Name = "other" });
        foreach (var lease in (string[])["kftenants-", "kftenants-liar", "kftenants-other"])
        {
            live = live.With(Lease(lease).Key, Lease(lease));
        }

        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(PlanOf(Some.Set(Some.Tenant("team-a")), live).Pending));
        Assert.Equal("belongs to set other; a tenant can be in only one set: take it out of one of the two files", conflict.Detail);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("profile-finalizer", 1)]
    public void A_quota_that_the_controller_has_yet_to_make_is_no_change(string finalizer, int changes)
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) });
        var live = Applied(set);
        var body = JsonNode.Parse(live.Find(ProfileObject.Key("team-a"))!.Body.GetRawText())!.AsObject();
        body["metadata"]!["finalizers"] = new JsonArray(finalizer);
        live = live.With(ProfileObject.Key("team-a"), KubeObject.From(ObjectKind.Profile, body))
            .With(NamespaceObject.Key("team-a"), Live.Of(ObjectKind.Namespace,
                """{"metadata":{"name":"team-a","uid":"u","resourceVersion":"1","annotations":{"owner":"ana@example.com"},"labels":{"istio-injection":"enabled"}}}"""));

        Assert.Equal(changes, PlanOf(set, live).Pending.Count(c => c.Key.Kind == ObjectKind.ResourceQuota));
    }

    [Fact]
    public void Access_that_has_ended_is_a_revocation_with_its_reason_and_place()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)));
        var after = Some.Tenant("team-a") with { Ended = [Ben with { Until = DateTimeOffset.UnixEpoch }] };
        var changes = PlanOf(Some.Set(after), before).Pending.ToList();

        Assert.Equal(2, changes.Count);
        Assert.All(changes, c => Assert.Equal((ChangeReason.AccessEnded, ApplyPhase.Revocations, Ben.Origin), (c.Reason, c.Phase, c.Origin!.Value)));
    }

    [Theory]
    [InlineData(13, 1)]
    [InlineData(15, 0)]
    public void What_ends_within_two_weeks_is_told(int days, int notices)
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben with { Until = now.AddDays(days) })) with { Time = now };
        Assert.Equal(notices, PlanOf(set, Applied(set)).Notices.Count(n => n.Word == "accessEnds"));
        Assert.Empty(PlanOf(set, Applied(set)).Pending);
    }

    [Fact]
    public void A_change_that_a_tier_asks_for_names_it()
    {
        var before = Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) };
        var after = before with { Quota = Some.Quantities(("cpu", "3")), Tier = "small" };

        Assert.Equal("small", Assert.Single(PlanOf(Some.Set(after), Applied(Some.Set(before))).Pending).Tier);
        Assert.Null(Assert.Single(PlanOf(Some.Set(after with { Quota = before.Quota, NamespaceLabels = Some.Quantities(("a", "b")) }), Applied(Some.Set(before))).Pending).Tier);
        Assert.All(PlanOf(Some.Set(after), Live.State()).Pending, c => Assert.Null(c.Tier));
    }

    [Fact]
    public void A_terminating_namespace_stops_its_tenant()
    {
        var set = Some.Set(Some.Tenant("team-a"), Some.Tenant("team-b"));
        var going = Live.Of(ObjectKind.Namespace, """{"metadata":{"name":"team-a","uid":"u","resourceVersion":"1","deletionTimestamp":"2026-01-01T00:00:00Z"}}""");
        var plan = PlanOf(set, Live.State(going));

        Assert.Equal(ChangeReason.Terminating, Assert.IsType<Change.Conflict>(plan.Pending.Single(c => c.Tenant == "team-a")).Reason);
        Assert.IsType<Change.Create>(plan.Pending.Single(c => c.Tenant == "team-b"));
    }

    [Fact]
    public void An_emptied_quota_also_clears_what_an_old_controller_leaves_in_force()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var left = Live.Of(ObjectKind.ResourceQuota, """
            {"metadata":{"name":"kf-resource-quota","namespace":"team-a","uid":"q","resourceVersion":"3",
              "ownerReferences":[{"apiVersion":"kubeflow.org/v1","kind":"Profile","name":"team-a","uid":"p","controller":true}]},
             "spec":{"hard":{"cpu":"4"}}}
            """);
        var delete = Assert.IsType<Change.Delete>(Assert.Single(PlanOf(set, Applied(set).With(left.Key, left)).Pending));

        Assert.Equal(left.Key, delete.Key);
        Assert.Equal(Risk.None, delete.Risk);
    }

    [Fact]
    public void A_quota_of_that_name_that_is_not_the_profiles_is_left_alone()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var foreign =
            Live.Of(ObjectKind.ResourceQuota, """{"metadata":{"name":"kf-resource-quota","namespace":"team-a","uid":"q","resourceVersion":"3"},"spec":{"hard":{"cpu":"4"}}}""");

        Assert.True(PlanOf(set, Applied(set).With(foreign.Key, foreign)).IsEmpty);
    }

    [Fact]
    public void What_a_controller_rewrites_is_no_change()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4"), ("memory", "2Gi")) });
        var live = Applied(set);
        var body = live.Find(ProfileObject.Key("team-a"))!.ToNode();
        body["spec"]!["resourceQuotaSpec"]!["hard"] = new JsonObject { ["cpu"] = 4, ["memory"] = "2048Mi" };
        body["spec"]!["owner"]!["apiGroup"] = "rbac.authorization.k8s.io";
        body["spec"]!["plugins"] = new JsonArray(new JsonObject { ["kind"] = "WorkloadIdentity", ["spec"] = new JsonObject { ["gcpServiceAccount"] = "x" } });
        body["status"] = new JsonObject { ["conditions"] = new JsonArray() };
        var rewritten = KubeObject.From(ObjectKind.Profile, body);

        Assert.True(PlanOf(set, live.With(rewritten.Key, rewritten)).IsEmpty);
    }

    [Fact]
    public void What_is_written_as_null_is_not_there()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var live = Applied(set);
        var body = live.Find(ProfileObject.Key("team-a"))!.ToNode();
        body["spec"]!["plugins"] = null;
        body["spec"]!["resourceQuotaSpec"] = new JsonObject { ["hard"] = null };
        var written = KubeObject.From(ObjectKind.Profile, body);

        Assert.True(PlanOf(set, live.With(written.Key, written)).IsEmpty);
    }

    [Fact]
    public void Namespace_labels_that_the_file_no_longer_declares_are_given_up()
    {
        var declared = Some.Tenant("team-a") with { NamespaceLabels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "vision") };
        var space = Live.Applied(NamespaceObject.For(declared)!).EditedBy("manager", "/metadata/annotations/owner", "ana@example.com");
        var plan = PlanOf(Some.Set(Some.Tenant("team-a")), Applied(Some.Set(Some.Tenant("team-a"))).With(space.Key, space));

        var release = Assert.IsType<Change.Forget>(Assert.Single(plan.Pending));
        Assert.Equal(["/metadata/labels/team"], release.Fields.Select(f => f.Pointer));
    }

    [Fact]
    public void A_declared_namespace_label_wins_over_the_one_that_the_controller_set_where_there_was_none()
    {
        var tenant = Some.Tenant("team-a") with { NamespaceLabels = Some.Quantities(("pod-security.kubernetes.io/enforce", "restricted")) };
        var space = Live.MadeBy("manager", KubeObject.From(ObjectKind.Namespace, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "team-a",
                ["annotations"] = new JsonObject { ["owner"] = "ana@example.com" },
                ["labels"] = new JsonObject { ["pod-security.kubernetes.io/enforce"] = "baseline" },
            },
        }));
        var update = Assert.IsType<Change.Update>(Assert.Single(PlanOf(Some.Set(tenant), Applied(Some.Set(Some.Tenant("team-a"))).With(space.Key, space)).Pending));

        Assert.True(Assert.IsType<WritePayload.Intent>(update.Requests[^1].Payload).Force);
        Assert.Equal(ChangeReason.NamespaceMetadata, update.Reason);
    }

    [Theory]
    [InlineData("2026-11-20T07:59:59Z", false)]
    [InlineData("2026-11-20T08:00:01Z", true)]
    public void Only_what_was_written_after_our_last_apply_is_drift(string written, bool isDrift)
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "4")) });
        var live = Applied(set);
        var body = live.Find(ProfileObject.Key("team-a"))!.EditedBy("kubectl-edit", "/spec/resourceQuotaSpec/hard/pods", "10").ToNode();
        body["metadata"]!["managedFields"]!.AsArray().Last()!["time"] = written;
        var edited = KubeObject.From(ObjectKind.Profile, body);

        Assert.Equal(isDrift, Assert.Single(Assert.Single(PlanOf(set, live.With(edited.Key, edited)).Pending).Fields).IsDrift);
    }

    [Fact]
    public void Policies_follow_the_owners_policies_of_this_cluster()
    {
        var live = OwnedTenants.Of(Some.Set(Some.Tenant("team-z", "zoe@example.com")));
        var policy = live.Find(ProfileObject.OwnerPolicyKey("team-z"))!.EditedBy("manager", "/spec/rules", JsonNode.Parse(
            """[{"from":[{"source":{"principals":["p1","p2"]}}],"when":[{"key":"request.headers[x-user]","values":["accounts:zoe@example.com"]}]}]"""));
        var identity = ClusterIstio.Read(new IstioPlatform(null, null, null), live.With(policy.Key, policy));

        Assert.Equal(("x-user", "accounts:", "p1,p2"), (identity.UserIdHeader, identity.UserIdPrefix, string.Join(',', identity.Principals)));
    }

    [Fact]
    public void The_plan_does_not_depend_on_the_order_of_anything()
    {
        var tenants = Enumerable.Range(0, 8).Select(i => Some.Tenant($"team-{i}", "ana@example.com", Ben, Carl)).ToArray();
        var live = Applied(Some.Set(tenants[..4]));
        var reference = HandMade.Document(PlanOf(Some.Set(tenants), live)).Checksum;

        Assert.Equal(reference, HandMade.Document(PlanOf(Some.Set([.. tenants.Reverse()]), new LiveState(live.Cluster, live.All.Reverse()))).Checksum);
    }

    [Fact]
    public void A_scoped_plan_sees_only_its_tenants()
    {
        var set = Some.Set(Some.Tenant("team-a"), Some.Tenant("team-b"));
        var options = PlanOptions.Default with { Scope = ["team-b"] };
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, Live.State(), options);

        Assert.Equal(["team-b"], plan.Pending.Select(c => c.Tenant));
    }

    private static LiveState Applied(TenantSet set) =>
        Live.State([.. DesiredState.For(set, IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent))]);

    private static Plan PlanOf(TenantSet set, LiveState live) =>
        Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);

    private static KubeObject WithoutLabels(KubeObject o)
    {
        var body = o.ToNode();
        body["metadata"]!.AsObject().Remove("labels");
        return KubeObject.From(o.Key.Kind, body);
    }

    private static string Describe(Plan plan) => string.Join('\n', plan.Pending.Select(c => $"{c.Action} {c.Key} {c.Reason} {string.Join(", ", c.Fields)}"));
}
