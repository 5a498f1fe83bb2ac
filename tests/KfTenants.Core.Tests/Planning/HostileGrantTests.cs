using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

/// <summary>What the owner of a namespace, who may write every RoleBinding and policy in it, can do about a grant that is to go or to stay.</summary>
public sealed class HostileGrantTests
{
    private const string Mal = "mal@example.com";

    private static readonly Contributor Carl = Some.Contributor("carl@example.com");
    private static readonly TenantSet With = Some.Set(Some.Tenant("team-mal", Mal, Carl));
    private static readonly TenantSet Without = Some.Set(Some.Tenant("team-mal", Mal));

    private static readonly ObjectKey Binding = ContributorObjects.RoleBinding(Some.SetName, "team-mal", Carl).Key;

    public static TheoryData<string> Disguises => ["label", "no labels", "another set", "owner", "managedFields", "subjects", "finalizer", "terminating", "everything"];

    [Theory]
    [MemberData(nameof(Disguises))]
    public void A_grant_is_revoked_in_every_disguise(string how)
    {
        var live = Recorded(With);
        var plan = OwnedTenants.PlanOf(Without, live.With(Binding, Disguised(live.Find(Binding)!, how)));

        var revocation = Assert.Single(plan.Pending.OfType<Change.Delete>(), c => c.Key == Binding);
        Assert.Equal(ApplyPhase.Revocations, revocation.Phase);
    }

    [Theory]
    [MemberData(nameof(Disguises))]
    public void A_grant_that_stays_is_put_back_from_every_disguise(string how)
    {
        var live = Recorded(With);
        var plan = OwnedTenants.PlanOf(With, live.With(Binding, Disguised(live.Find(Binding)!, how)));

        // What has no meaning for the grant may stay; what is being deleted needs a person.
        var changes = plan.Pending.ToList();
        Assert.All(changes, c => Assert.True(c is Change.Update or Change.Adopt or Change.Conflict { Reason.Word: "terminating" }, OwnedTenants.Describe(plan)));
        Assert.Equal(how is "owner" or "finalizer", changes.Count == 0);
    }

    [Fact]
    public void Finalizers_of_a_grant_that_goes_are_taken_off_and_shown()
    {
        var live = Recorded(With);
        var plan = OwnedTenants.PlanOf(Without, live.With(Binding, Disguised(live.Find(Binding)!, "finalizer")));
        var revocation = plan.Pending.OfType<Change.Delete>().Single(c => c.Key == Binding);

        Assert.Equal("""["example.com/stay"]""", revocation.Fields.Single(f => f.Pointer == "/metadata/finalizers").Before);
        Assert.Equal([WriteVerb.Patch, WriteVerb.Delete], revocation.Writes.Select(w => w.Verb));
    }

    [Fact]
    public void Forged_grants_are_reported_and_neither_deleted_nor_counted()
    {
        var live = Recorded(Some.Set(Some.Tenant("team-mal", Mal, [.. Enumerable.Range(0, 12).Select(i => Some.Contributor($"p{i}@example.com"))])));
        var forged = Enumerable.Range(0, 200).Select(i => Live.Applied(ContributorObjects.RoleBinding(Some.SetName, "team-mal", Some.Contributor($"f{i}@example.com"))));
        var plan = OwnedTenants.PlanOf(Without, new LiveState(live.Cluster, live.All.Concat(forged)));

        Assert.Equal(24, plan.Pending.Count());
        Assert.Equal(200, plan.Unmanaged.Length);

        // 12 of the 13 that this set gave, whatever stands beside them.
        var guard = plan.Guards.Single(g => g.Id == "max-access-revoked-percent");
        Assert.Equal((93, "12 of 13 grants"), (guard.Value, guard.Note));
    }

    [Fact]
    public void What_was_given_and_dropped_and_is_still_there_by_another_object_is_a_conflict()
    {
        var live = Recorded(With);
        var second = Live.MadeBy("kubectl-create", ContributorObjects.RoleBinding(Some.SetName, "team-mal", Carl) is var pair ? Renamed(pair, "second") : null!);
        var plan = OwnedTenants.PlanOf(Without, live.With(second.Key, second));

        var conflict = Assert.Single(plan.Pending.OfType<Change.Conflict>());
        Assert.Equal((second.Key, ChangeReason.AccessRemains), (conflict.Key, conflict.Reason));
        Assert.StartsWith("carl@example.com would keep ClusterRole kubeflow-edit", conflict.Detail, StringComparison.Ordinal);

        // Also after our own pair is gone, as long as it lasts.
        var after = live.With(second.Key, second).With(Binding, null).With(Binding with { Kind = ObjectKind.AuthorizationPolicy }, null);
        var again = OwnedTenants.PlanOf(Without, after);
        Assert.Equal(conflict.Key, Assert.Single(again.Pending).Key);
        Assert.Equal("carl@example.com", Assert.Single(again.Record.Settled.In("team-mal")).Person);
        Assert.Empty(OwnedTenants.PlanOf(Without, after.With(second.Key, null)).Record.Settled.In("team-mal"));
    }

    [Fact]
    public void A_weaker_role_with_the_old_one_kept_by_another_object_is_a_conflict()
    {
        var live = Recorded(With);
        var second = Live.MadeBy("kubectl-create", Renamed(ContributorObjects.RoleBinding(Some.SetName, "team-mal", Carl), "second"));
        var plan = OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-mal", Mal, Carl with { Role = Role.View })), live.With(second.Key, second));

        Assert.Equal(second.Key, Assert.Single(plan.Pending.OfType<Change.Conflict>()).Key);
    }

    [Fact]
    public void A_policy_alone_lets_people_in_and_is_told()
    {
        var live = Recorded(With);
        var policy = Live.MadeBy("kubectl-create", Live.Of(ObjectKind.AuthorizationPolicy, """
            {"metadata":{"name":"share","namespace":"team-mal"},"spec":{"rules":[{"when":[{"key":"request.headers[kubeflow-userid]","values":["eve@example.com"]}]}]}}
            """));
        var state = live.With(policy.Key, policy);

        var grant = Assert.Single(OwnedTenants.PlanOf(With, state).Unmanaged);
        Assert.Equal((policy.Key, "eve@example.com", "mesh access"), (grant.Key, grant.Subject, grant.Grants));

        var suspended = Some.Set(Some.Tenant("team-mal", Mal, Carl) with { IsSuspended = true });
        Assert.Equal(policy.Key, Assert.Single(OwnedTenants.PlanOf(suspended, state).Pending.OfType<Change.Conflict>()).Key);
    }

    [Fact]
    public void A_service_account_of_the_namespace_with_an_administrators_rights_is_a_way_back_in()
    {
        var live = Recorded(With);
        var backdoor = Live.MadeBy("kubectl-create", Live.Of(ObjectKind.RoleBinding, """
            {"metadata":{"name":"backdoor","namespace":"team-mal"},"roleRef":{"kind":"ClusterRole","name":"kubeflow-admin"},
             "subjects":[{"kind":"ServiceAccount","name":"default-editor","namespace":"team-mal"}]}
            """));
        var state = live.With(backdoor.Key, backdoor);

        Assert.Equal("ServiceAccount team-mal/default-editor", Assert.Single(OwnedTenants.PlanOf(With, state).Unmanaged).Subject);
        Assert.DoesNotContain(OwnedTenants.PlanOf(With, state).Pending, c => c is Change.Conflict);
        foreach (var set in new[] { Some.Set(Some.Tenant("team-mal", Mal, Carl) with { IsSuspended = true }), Some.Set(Some.Tenant("team-mal", "new@example.com", Carl)) })
        {
            Assert.Equal(backdoor.Key, Assert.Single(OwnedTenants.PlanOf(set, state).Pending.OfType<Change.Conflict>()).Key);
        }
    }

    [Fact]
    public void An_object_that_is_only_named_like_the_controllers_is_questioned()
    {
        var live = Recorded(With);
        var state = live.Edited(ProfileObject.OwnerBindingKey("team-mal"), "/subjects", JsonNode.Parse(
            """[{"kind":"User","name":"mal@example.com"},{"kind":"User","name":"eve@example.com"}]"""));

        Assert.Equal("eve@example.com", Assert.Single(OwnedTenants.PlanOf(With, state).Unmanaged).Subject);
    }

    private static LiveState Recorded(TenantSet set)
    {
        var live = OwnedTenants.Of(set);
        var record = set.Tenants.Aggregate(AccessRecord.None, (all, t) => all.With(t.Name, t.EffectiveContributors.Select(c => new GivenGrant(
            c.Email,
            c.Role,
            live.Find(ContributorObjects.RoleBinding(set.Name, t.Name, c).Key)!.Uid,
            live.Find(ContributorObjects.AuthorizationPolicy(set.Name, t.Name, c, IstioIdentity.Default).Key)!.Uid))));
        return new LiveState(live.Cluster, live.All.Concat(AccessRecordParts.ToObjects(set.Name, record)));
    }

    private static KubeObject Renamed(KubeObject o, string name)
    {
        var body = o.ToNode();
        body["metadata"]!["name"] = name;
        body["metadata"]!.AsObject().Remove("labels");
        return KubeObject.From(o.Key.Kind, body);
    }

    private static KubeObject Disguised(KubeObject grant, string how)
    {
        var body = grant.ToNode();
        var metadata = body["metadata"]!.AsObject();
        if (how is "label" or "everything")
        {
            metadata["labels"]![Ownership.TenantLabel] = "another";
        }

        if (how is "no labels")
        {
            metadata.Remove("labels");
        }

        if (how is "another set" or "everything")
        {
            metadata["labels"]![Ownership.PartOfLabel] = "applyset-another-v1";
        }

        if (how is "owner" or "everything")
        {
            metadata["ownerReferences"] = JsonNode.Parse("""[{"apiVersion":"v1","kind":"ConfigMap","name":"x","uid":"y"}]""");
        }

        if (how is "subjects" or "everything")
        {
            body["subjects"] = JsonNode.Parse("""[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"evil@example.com"}]""");
            grant = KubeObject.From(grant.Key.Kind, body).EditedBy("thief", "/subjects", body["subjects"]!.DeepClone());
            body = grant.ToNode();
            metadata = body["metadata"]!.AsObject();
        }

        if (how is "managedFields" or "everything")
        {
            metadata.Remove("managedFields");
        }

        if (how is "finalizer" or "terminating" or "everything")
        {
            metadata["finalizers"] = new JsonArray("example.com/stay");
        }

        if (how is "terminating" or "everything")
        {
            metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        }

        return KubeObject.From(grant.Key.Kind, body);
    }
}
