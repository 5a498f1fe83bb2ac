using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.AccessLists;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

/// <summary>Roles in a tenant's namespace beside contributors, and its service accounts.</summary>
public sealed class RoleGrantTests
{
    private const string Mal = "mal@example.com";

    private static readonly RoleGrant Logs = new(new RoleReference(IsOfCluster: true, "log-reader"),
        [
            new GrantSubject(GrantSubjectKind.User, "ben@example.com"),
            new GrantSubject(GrantSubjectKind.Group, "on call"),
            new GrantSubject(GrantSubjectKind.ServiceAccount, "ci", "build"),
        ],
        Some.Place);

    private static readonly TenantAccount Account = new("sdk-user", "kftenants-preset-sdk-trainer", Some.Place);

    private static readonly Tenant Plain = Some.Tenant("team-mal", Mal);
    private static readonly TenantSet Without = Some.Set(Plain);
    private static readonly TenantSet With = Some.Set(Plain with { RoleBindings = [Logs], ServiceAccounts = [Account] });
    private static readonly TenantSet Suspended = Some.Set(With.Tenants[0] with { IsSuspended = true });

    private static readonly ObjectKey Binding = new(ObjectKind.RoleBinding, "team-mal", "kftenants-clusterrole-log-reader");
    private static readonly ObjectKey AccountBinding = new(ObjectKind.RoleBinding, "team-mal", "kftenants-serviceaccount-sdk-user");
    private static readonly ObjectKey ServiceAccount = new(ObjectKind.ServiceAccount, "team-mal", "sdk-user");
    private static readonly ObjectKey Role = new(ObjectKind.ClusterRole, null, "log-reader");

    [Fact]
    public void What_the_file_gives_is_made_and_told_and_nothing_after_that()
    {
        var plan = OwnedTenants.PlanOf(With, OwnedTenants.Of(Without));

        Assert.Equal(
            [(ServiceAccount, Risk.None), (Binding, Risk.AccessGranted), (AccountBinding, Risk.AccessGranted)],
            plan.Pending.Select(c => (c.Key, c.Risk)));
        Assert.Equal(["Group on call", "ben@example.com"], plan.Access.Select(a => a.Person));
        Assert.All(plan.Access, a => Assert.Equal((null, "log-reader"), (a.Before, a.After)));
        Assert.Contains(plan.Notices, n => n.Word == "groupsWithoutMesh" && n.Text.Contains("on call", StringComparison.Ordinal));
        Assert.Contains(plan.Notices, n => n.Word == "clusterRuntimes" && n.Text.Contains("system:serviceaccount:team-mal:sdk-user", StringComparison.Ordinal));

        var again = OwnedTenants.PlanOf(With, Recorded(With));
        Assert.True(again.Pending.Any() is false, OwnedTenants.Describe(again));
        Assert.Empty(again.Unmanaged);
        Assert.Empty(again.Notices.Where(n => n.Tenant is not null));
    }

    [Fact]
    public void What_leaves_the_file_goes_and_is_counted()
    {
        var plan = OwnedTenants.PlanOf(Without, Recorded(With));

        Assert.Equal(
            [(AccountBinding, ApplyPhase.Revocations), (Binding, ApplyPhase.Revocations), (ServiceAccount, ApplyPhase.Clearing)],
            plan.Pending.Select(c => (c.Key, c.Phase)).OrderBy(c => c.Phase).ThenByDescending(c => c.Key.Name, StringComparer.Ordinal));
        Assert.Equal(["Group on call", "ben@example.com"], plan.Access.Where(a => a.IsLoss).Select(a => a.Person));
    }

    [Fact]
    public void Losses_count_for_the_guard()
    {
        var many = Logs with { Subjects = [.. Enumerable.Range(0, 12).Select(i => new GrantSubject(GrantSubjectKind.User, $"p{i:00}@example.com"))] };
        var plan = OwnedTenants.PlanOf(Without, Recorded(Some.Set(Plain with { RoleBindings = [many] })));

        var guard = plan.Guards.Single(g => g.Id == "max-access-revoked-percent");
        Assert.Equal((93, "12 of 13 grants"), (guard.Value, guard.Note));
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("managedFields")]
    [InlineData("annotations")]
    [InlineData("subjects")]
    public void A_binding_is_revoked_in_every_disguise(string how)
    {
        var live = Recorded(With);
        var body = live.Find(Binding)!.ToNode();
        var metadata = body["metadata"]!.AsObject();
        switch (how)
        {
            case "annotations":
                metadata["annotations"] = new JsonObject { ["user"] = "ben@example.com", ["role"] = "edit" };
                break;
            case "subjects":
                body["subjects"] = new JsonArray(new JsonObject { ["kind"] = "User", ["name"] = "eve@example.com" });
                break;
            default:
                metadata.Remove(how);
                break;
        }

        var plan = OwnedTenants.PlanOf(Without, live.With(Binding, KubeObject.From(Binding.Kind, body)));

        var revocation = Assert.Single(plan.Pending.OfType<Change.Delete>(), c => c.Key == Binding);
        Assert.Equal((ApplyPhase.Revocations, ChangeReason.RoleTaken), (revocation.Phase, revocation.Reason));
    }

    [Fact]
    public void A_binding_of_others_stays_theirs()
    {
        var live = OwnedTenants.Of(Without);
        var foreign = Live.MadeBy("argocd", KubeObject.From(ObjectKind.RoleBinding, RoleGrantObject.For("other", "team-mal", Logs).ToNode()));
        var unlabelled = foreign.ToNode();
        unlabelled["metadata"]!.AsObject().Remove("labels");
        var state = live.With(Binding, KubeObject.From(ObjectKind.RoleBinding, unlabelled));

        Assert.Empty(OwnedTenants.PlanOf(Without, state).Pending);
        Assert.Equal(3, OwnedTenants.PlanOf(Without, state).Unmanaged.Length);
        var conflict = Assert.Single(OwnedTenants.PlanOf(With, state).Pending.OfType<Change.Conflict>());
        Assert.Equal((Binding, ChangeReason.NotAdopted), (conflict.Key, conflict.Reason));
    }

    [Fact]
    public void Whom_the_file_dropped_and_another_binding_keeps_is_a_conflict()
    {
        var body = RoleGrantObject.For(Some.SetName, "team-mal", Logs).ToNode();
        body["metadata"]!["name"] = "second";
        body["metadata"]!.AsObject().Remove("labels");
        var second = Live.MadeBy("kubectl-create", KubeObject.From(ObjectKind.RoleBinding, body));
        var live = Recorded(With).With(second.Key, second);

        var conflict = Assert.Single(OwnedTenants.PlanOf(Without, live).Pending.OfType<Change.Conflict>());
        Assert.Equal((second.Key, ChangeReason.AccessRemains), (conflict.Key, conflict.Reason));
        Assert.DoesNotContain(OwnedTenants.PlanOf(With, live).Pending, c => c is Change.Conflict);

        // As long as it lasts, also after our own is gone.
        var after = OwnedTenants.PlanOf(Without, live.With(Binding, null).With(AccountBinding, null).With(ServiceAccount, null));
        Assert.Equal(second.Key, Assert.Single(after.Pending).Key);
        Assert.Equal(Binding.Name, Assert.Single(after.Record.Settled.BindingsIn("team-mal")).Name);
    }

    [Fact]
    public void Suspension_takes_every_binding_and_keeps_the_accounts()
    {
        var plan = OwnedTenants.PlanOf(Suspended, Recorded(With));

        Assert.Equal([AccountBinding, Binding], plan.Pending.OfType<Change.Delete>().Select(c => c.Key).OrderByDescending(k => k.Name, StringComparer.Ordinal));
        Assert.All(plan.Pending.OfType<Change.Delete>(), c => Assert.Equal(ChangeReason.Suspended, c.Reason));
        Assert.DoesNotContain(plan.Pending, c => c.Key == ServiceAccount);
    }

    [Fact]
    public void Another_role_behind_one_name_is_a_replacement()
    {
        var named = Logs with { OwnName = "oncall" };
        var other = named with { Role = new RoleReference(IsOfCluster: false, "publisher") };
        var plan = OwnedTenants.PlanOf(Some.Set(Plain with { RoleBindings = [other] }), Recorded(Some.Set(Plain with { RoleBindings = [named] })));

        var replaced = Assert.IsType<Change.Replace>(Assert.Single(plan.Pending));
        Assert.Equal("oncall", replaced.Key.Name);
        Assert.Equal(["log-reader", "publisher"], plan.Access.Where(a => a.Person == "ben@example.com").SelectMany(a => new[] { a.Before, a.After }));
    }

    [Fact]
    public void A_role_that_is_missing_is_a_conflict_and_one_that_was_not_looked_for_is_none()
    {
        var live = OwnedTenants.Of(Without);
        Assert.DoesNotContain(OwnedTenants.PlanOf(With, live).Pending, c => c is Change.Conflict);

        var plan = OwnedTenants.PlanOf(With, Looked(live));
        var conflicts = plan.Pending.OfType<Change.Conflict>().ToList();
        Assert.Equal([Binding, AccountBinding], conflicts.Select(c => c.Key));
        Assert.All(conflicts, c => Assert.Equal(ChangeReason.RoleMissing, c.Reason));
        Assert.Contains("bootstrap", conflicts[1].Detail, StringComparison.Ordinal);
        Assert.Empty(plan.Access);
    }

    [Fact]
    public void A_role_that_could_not_be_read_is_told()
    {
        var live = Looked(OwnedTenants.Of(Without));
        live = new LiveState(live.Cluster, live.All) { Looked = live.Looked, Unread = [new UnreadPart(ObjectKind.ClusterRole, null, "log-reader", "forbidden")] };

        var plan = OwnedTenants.PlanOf(With, live);
        Assert.Contains(plan.Pending, c => c is Change.Create && c.Key == Binding);
        Assert.Contains("ClusterRole/log-reader could not be read", Assert.Single(plan.Notices, n => n.Word == "roleUnread").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Wildcards_need_the_files_leave_also_when_the_role_got_them_later()
    {
        var everything = RoleOf("""[{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]""");
        foreach (var live in new[] { OwnedTenants.Of(Without), Recorded(With) })
        {
            var conflict = Assert.Single(OwnedTenants.PlanOf(With, live.With(Role, everything)).Pending.OfType<Change.Conflict>());
            Assert.Equal((Binding, ChangeReason.RoleTooWide), (conflict.Key, conflict.Reason));
        }

        var allowed = Some.Set(Plain with { RoleBindings = [Logs with { AllowsWildcards = true }] });
        var created = Assert.Single(OwnedTenants.PlanOf(allowed, OwnedTenants.Of(Without).With(Role, everything)).Pending);
        Assert.Equal((Risk.AccessAdminGranted, "create"), (created.Risk, created.Action));
    }

    [Fact]
    public void What_a_role_allows_stands_in_the_change_and_survives_as_its_risk()
    {
        var live = OwnedTenants.Of(Without);
        var tokens = OwnedTenants.PlanOf(With, live.With(Role, RoleOf("""[{"apiGroups": [""], "resources": ["serviceaccounts/token", "secrets"], "verbs": ["create"]}]""")));
        var secrets = OwnedTenants.PlanOf(With, live.With(Role, RoleOf("""[{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]""")));

        var field = tokens.Pending.Single(c => c.Key == Binding).Fields.Single(f => f.Pointer == ChangeRisk.AllowsField);
        Assert.Equal("""["secrets","serviceaccounts/token"]""", field.After);
        Assert.Equal(Risk.AccessAdminGranted, tokens.Pending.Single(c => c.Key == Binding).Risk);
        Assert.Equal(Risk.AccessGranted, secrets.Pending.Single(c => c.Key == Binding).Risk);

        // By the plan alone, and a plan with another strength is another plan.
        var documents = HandMade.Document(tokens);
        Assert.Equal("access-admin-granted", ChangeFacts.Of(documents.Changes).Single(c => c.Object.Name == Binding.Name).Risk);
        Assert.Equal(documents.Access.ToArray(), ChangeFacts.AccessOf(documents.Changes).ToArray());
        Assert.NotEmpty(PlanSubset.Of(HandMade.Document(secrets), documents).Unapproved);
    }

    [Fact]
    public void Pull_secrets_and_tokens_of_an_account_are_others()
    {
        var body = Recorded(With).Find(ServiceAccount)!.ToNode();
        body["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "registry" });
        body["secrets"] = new JsonArray(new JsonObject { ["name"] = "sdk-user-token-x" });
        var live = Recorded(With).With(ServiceAccount, KubeObject.From(ServiceAccount.Kind, body));
        Assert.Empty(OwnedTenants.PlanOf(With, live).Pending);

        // What kubectl applied is adopted without them.
        var applied = Live.MadeBy("kubectl-client-side-apply", KubeObject.From(ServiceAccount.Kind, body));
        var plan = OwnedTenants.PlanOf(Some.Set(With.Tenants[0] with { Adopts = true }), live.With(ServiceAccount, applied));
        var change = Assert.Single(plan.Pending);
        Assert.DoesNotContain(change.Fields, f => f.Pointer is "/imagePullSecrets" or "/secrets");
        Assert.All(change.Writes, w => Assert.Null(w.Intent?.At("imagePullSecrets")));
    }

    [Fact]
    public void The_access_list_knows_both_sides_of_it()
    {
        var live = LiveAccessList.Of(Recorded(With), With, DexPlatform.Kubeflow, IstioIdentity.Default);
        var declared = DeclaredAccessList.Of(With);

        static IEnumerable<(string, string?, string, AccessRoute, bool, bool)> Facts(AccessList list) =>
            list.Entries.Where(e => e.Route == AccessRoute.RoleBinding).Select(e => ($"{e.Subject}", e.Tenant, e.Role, e.Route, e.HasMesh, e.IsUnmanaged || e.IsDropped));
        Assert.Equal(4, Facts(declared).Count());
        Assert.Equal(Facts(declared), Facts(live));
        Assert.All(Facts(live), f => Assert.False(f.Item5 || f.Item6));
        var dropped = LiveAccessList.Of(Recorded(With), Without, DexPlatform.Kubeflow, IstioIdentity.Default);
        Assert.All(dropped.Entries.Where(e => e.Route == AccessRoute.RoleBinding), e => Assert.True(e.IsDropped));
    }

    [Fact]
    public void A_tenant_that_leaves_the_file_or_is_to_be_absent_loses_its_bindings()
    {
        var absent = Without with { Tenants = [Some.Tenant("team-other")], Tombstones = [new Tombstone("team-mal", Some.Place)] };
        Assert.Equal(2, OwnedTenants.PlanOf(absent, Recorded(With)).Pending.Count(c => c.Key.Kind == ObjectKind.RoleBinding));

        var omitted = Some.Set(Some.Tenant("team-other")) with { Guards = GuardLimits.Default with { OnOmission = Omission.RevokeAccess } };
        Assert.Equal(2, OwnedTenants.PlanOf(omitted, Recorded(With)).Pending.Count(c => c.Key.Kind == ObjectKind.RoleBinding));
    }

    private static KubeObject RoleOf(string rules) => Live.MadeBy("kubectl", KubeObject.From(
        ObjectKind.ClusterRole, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "log-reader" }, ["rules"] = JsonNode.Parse(rules) }));

    private static LiveState Looked(LiveState live) => new(live.Cluster, live.All)
    {
        Looked = [(ObjectKind.ClusterRole, null, "log-reader"), (ObjectKind.ClusterRole, null, "kftenants-preset-sdk-trainer")],
    };

    private static LiveState Recorded(TenantSet set)
    {
        var live = OwnedTenants.Of(set);
        var record = set.Tenants.Aggregate(AccessRecord.None, (all, t) => all.With(t.Name, []).AddingBindings(t.Name, t.EffectiveGrants.Select(g => new GivenBinding(
            g.Name, live.Find(RoleGrantObject.Key(t.Name, g))!.Uid, [.. RoleGrantObject.PeopleOf(t.Name, g)]))));
        return new LiveState(live.Cluster, live.All.Concat(AccessRecordParts.ToObjects(set.Name, record)));
    }
}
