using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Logins;

/// <summary>Whose a login in Dex is: what was there before, what others took away, and what is known when our record is gone.</summary>
public sealed class DexOwnershipTests
{
    private const string Hash = "$2b$12$abcdefghijklmnopqrstuuMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm";
    private const string Demo = "user@example.com";
    private const string Ana = "ana@example.com";

    private static readonly DexUser AsIs = new(Demo, null, "DEX_USER_PASSWORD", "user", "15841185641784", null, null, null, null);

    [Fact]
    public void A_login_that_was_there_is_a_conflict_until_a_person_consents_and_the_others_go_on()
    {
        var set = Some.Set(Some.Tenant("team-a", Demo), Some.Tenant("team-b", Ana)) with
        {
            Users = [Some.User(Ana, new Login.PasswordHash(Hash, Some.Place)), Some.User(Demo, new Login.PasswordHash(Hash, Some.Place))],
        };
        var live = DexLive.Dex(DexLive.Foreign);

        var changes = Plan(Resolve(set, live), live);
        var conflict = Assert.IsType<Change.Conflict>(changes[0]);
        Assert.Equal(("configmap/auth/dex#user@example.com", ChangeReason.NotAdopted), (conflict.Id, conflict.Reason));
        Assert.Contains("plan and apply with --adopt", conflict.Detail, StringComparison.Ordinal);
        Assert.Equal([new AccessChange(null, Ana, null, "sign in")], DexAccess.Of(changes).ToArray());
        var text = DexLive.PatchOf(Resolve(set, live), live)["data"]!["config.yaml"]!.GetValue<string>();
        Assert.StartsWith(DexLive.Foreign, text, StringComparison.Ordinal);

        var consent = set with { Tenants = [set.Tenants[0] with { Adopts = true }, set.Tenants[1]] };
        Assert.DoesNotContain(Plan(Resolve(consent, live), live), c => c is Change.Conflict);
        Assert.DoesNotContain(Plan(Resolve(set, live, adopt: true), live), c => c is Change.Conflict);
    }

    [Fact]
    public void A_conflict_about_the_only_login_writes_nothing()
    {
        var set = Some.Set() with { Users = [Some.User(Demo, new Login.PasswordHash(Hash, Some.Place))] };
        var live = DexLive.Dex(DexLive.Foreign);

        Assert.Equal(["conflict", "keep"], Plan(Resolve(set, live), live).Select(c => c.Action));
    }

    [Fact]
    public void A_password_object_of_another_hand_needs_the_same_consent()
    {
        var set = Some.Set() with { Users = [Some.User(Ana, new Login.PasswordHash(Hash, Some.Place))] };
        set = set with { Platform = set.Platform with { Dex = set.Platform.Dex with { Logins = LoginStore.Passwords } } };
        var theirs = new JsonObject { ["metadata"] = new JsonObject { ["name"] = DexPasswordName.For(Ana), ["namespace"] = "auth" }, ["email"] = Ana };
        var live = DexLive.Dex(DexLive.Foreign);
        live = live.With(new ObjectKey(ObjectKind.Password, "auth", DexPasswordName.For(Ana)), Live.MadeBy("dex", KubeObject.From(ObjectKind.Password, theirs)));

        Assert.Equal(ChangeReason.NotAdopted, Assert.Single(Plan(Resolve(set, live), live).OfType<Change.Conflict>()).Reason);
        Assert.DoesNotContain(Plan(Resolve(set, live, adopt: true), live), c => c is Change.Conflict);
    }

    // It repeats the whole object, base64 of the hash included.
    [Fact]
    public void What_kubectl_remembers_of_an_adopted_password_object_is_hidden()
    {
        var set = Some.Set() with { Users = [Some.User(Ana, new Login.PasswordHash(Hash, Some.Place))] };
        set = set with { Platform = set.Platform with { Dex = set.Platform.Dex with { Logins = LoginStore.Passwords } } };
        var metadata = new JsonObject
        {
            ["name"] = DexPasswordName.For(Ana),
            ["namespace"] = "auth",
            ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = Hash },
        };
        var live = DexLive.Dex(DexLive.Foreign);
        var theirs = Live.MadeBy("kubectl", KubeObject.From(ObjectKind.Password, new JsonObject { ["metadata"] = metadata, ["email"] = Ana }));
        var adopted = Assert.Single(Plan(Resolve(set, live.With(theirs.Key, theirs), adopt: true), live.With(theirs.Key, theirs)).OfType<Change.Adopt>());

        Assert.DoesNotContain(adopted.Fields, f => $"{f.Before}{f.After}".Contains(Hash, StringComparison.Ordinal));
        Assert.Contains(adopted.Fields, f => f.Pointer.Contains("last-applied", StringComparison.Ordinal) && f is { Before: FieldChange.Hidden, After: null });
    }

    [Fact]
    public void After_an_upgrade_of_Kubeflow_logins_are_restored_and_the_plan_says_who_took_them()
    {
        var logins = Some.Logins(Some.DexUser(Ana));
        var live = DexLive.After(logins, DexLive.Dex(DexLive.Foreign));
        live = live.With(logins.ConfigMap, live.Find(logins.ConfigMap)!.EditedBy("kubectl", "/data/config.yaml", DexLive.Foreign));

        var change = Plan(logins, live)[0];
        Assert.Equal((ChangeReason.LoginsRestored, Risk.None), (change.Reason, change.Risk));
        Assert.NotEmpty(change.Fields);
        Assert.All(change.Fields, f => Assert.Equal(("kubectl", DateTimeOffset.Parse("2026-11-20T08:00:00Z", null)), (f.TakenFrom, f.TakenFromTime!.Value)));
        Assert.Equal([new AccessChange(null, Ana, null, "sign in") { IsRestored = true }], DexAccess.Of([change]).ToArray());
    }

    [Fact]
    public void A_login_that_is_new_after_an_upgrade_is_still_gained()
    {
        var before = DexLive.After(Some.Logins(Some.DexUser(Ana)), DexLive.Dex(DexLive.Foreign));
        before = before.With(Some.Logins().ConfigMap, before.Find(Some.Logins().ConfigMap)!.EditedBy("kubectl", "/data/config.yaml", DexLive.Foreign));

        var change = Plan(Some.Logins(Some.DexUser(Ana), Some.DexUser("ben@example.com")), before)[0];
        Assert.Equal((ChangeReason.Logins, Risk.AccessGranted), (change.Reason, change.Risk));
        Assert.Equal([true, false], DexAccess.Of([change]).Select(c => c.IsRestored));
    }

    [Fact]
    public void A_lost_record_is_made_anew_without_a_restart_and_unknown_logins_are_named()
    {
        var logins = Some.Logins(Some.DexUser(Ana), Some.DexUser("ben@example.com"));
        var lost = WithoutRecord(DexLive.After(logins, DexLive.Dex(DexLive.Foreign)));
        var left = Resolve(Some.Set() with { Users = [Some.User(Ana, new Login.PasswordHash(Some.DexUser(Ana).Hash!, Some.Place)) with { Username = "ana" }] }, lost);

        var changes = Plan(left, lost);
        Assert.Equal(["update", "keep"], changes.Select(c => c.Action));
        Assert.Equal(ChangeReason.LoginRecord, changes[0].Reason);
        var notice = Assert.Single(Notices(left, lost));
        Assert.Equal("loginRecordLost", notice.Word);
        Assert.Contains("2 logins in Dex are not in the file (ben@example.com, user@example.com)", notice.Text, StringComparison.Ordinal);

        var rebuilt = DexLive.AfterConfigMap(left, lost);
        Assert.All(Plan(left, rebuilt), c => Assert.IsType<Change.NoOp>(c));
        Assert.Empty(Notices(left, rebuilt));
    }

    [Fact]
    public void A_lost_record_is_noticed_when_the_last_login_has_left_the_file()
    {
        var lost = WithoutRecord(DexLive.After(Some.Logins(Some.DexUser(Ana)), DexLive.Dex(DexLive.Foreign)));
        var none = LoginResolver.Resolve(Some.Set(), lost, PlanOptions.Default, _ => "", () => new byte[16]);

        Assert.NotNull(none);
        Assert.Contains(Ana, Assert.Single(Notices(none, lost)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_may_go_back_to_is_read_before_it_begins()
    {
        var kept = new DexKept(DexLive.Foreign, (DexRecord.Empty with { Secret = "dex-passwords", Variables = ["A"], Passwords = true }).ToJson(), "");
        var live = DexLive.Dex(DexLive.Foreign);
        var configMap = live.Find(Some.Logins().ConfigMap)!.ToNode();
        configMap["data"]![Some.Logins().RecordKey] = DexRecord.Empty.ToJson();
        configMap["binaryData"] = new JsonObject { [Some.Logins().KeptKey] = Convert.ToBase64String(kept.ToBytes()) };
        var present = KubeObject.From(ObjectKind.ConfigMap, configMap);

        Assert.Equal(["dex-passwords"], LoginResolver.RecordedSecrets(Some.Set(), present).Select(k => k.Name));
        Assert.True(LoginResolver.HasPasswords(Some.Set(), present));
    }

    [Fact]
    public void A_key_that_Dex_does_not_read_is_a_conflict()
    {
        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(Plan(Some.Logins(Some.DexUser(Ana)), DexLive.Dex(DexLive.Foreign, mounted: "config.docker.yaml"))));

        Assert.Equal(ChangeReason.DexOtherKey, conflict.Reason);
        Assert.Contains("config.docker.yaml", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_ours_that_Dex_does_not_get_is_a_conflict()
    {
        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(Plan(Some.Logins(AsIs with { HashFromEnv = "NOT_THERE" }), DexLive.Dex(DexLive.Foreign))));

        Assert.Equal(ChangeReason.DexVariable, conflict.Reason);
        Assert.Contains("no variable NOT_THERE, which the login of user@example.com needs", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_others_that_Dex_does_not_get_is_a_notice_and_one_that_cannot_be_read_is_said_to_be_unknown()
    {
        var live = DexLive.Dex(DexLive.Foreign + "staticClients:\n- {idEnv: OIDC_CLIENT_ID, secretEnv: DEX_USER_PASSWORD}\n");
        var notice = Assert.Single(Notices(Some.Logins(Some.DexUser(Ana)), live));
        Assert.Equal("dexVariableMissing", notice.Word);
        Assert.Contains("OIDC_CLIENT_ID", notice.Text, StringComparison.Ordinal);

        var unknown = DexLive.Dex(DexLive.Foreign, envFrom: "dex-passwords");
        var mine = Some.Logins(AsIs with { HashFromEnv = "SOMEWHERE" });
        Assert.DoesNotContain(Plan(mine, unknown), c => c is Change.Conflict);
        Assert.Equal("dexVariableUnknown", Assert.Single(Notices(mine, unknown)).Word);
    }

    private static DexLogins Resolve(TenantSet set, LiveState live, bool adopt = false) =>
        LoginResolver.Resolve(set, live, PlanOptions.Default with { Adopt = adopt }, _ => "", () => new byte[16])!;

    private static List<Change> Plan(DexLogins logins, LiveState live) => [.. DexPlanner.Plan(logins, DexPresent.Read(logins, live), live)];

    private static IEnumerable<PlanNotice> Notices(DexLogins logins, LiveState live) => DexNotices.Of(logins, DexPresent.Read(logins, live), live);

    private static LiveState WithoutRecord(LiveState live)
    {
        var configMap = live.Find(Some.Logins().ConfigMap)!.ToNode();
        configMap["data"]!.AsObject().Remove(Some.Logins().RecordKey);
        return live.With(Some.Logins().ConfigMap, KubeObject.From(ObjectKind.ConfigMap, configMap));
    }
}
