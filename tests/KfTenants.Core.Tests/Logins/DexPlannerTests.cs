using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Logins;

public sealed class DexPlannerTests
{
    private const string Hash = "$2b$10$abcdefghijklmnopqrstuuMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm";

    [Fact]
    public void A_new_login_edits_the_text_and_restarts_dex()
    {
        var changes = Plan(Some.Logins(Some.DexUser("ana@example.com")), DexLive.Dex(DexLive.Foreign));

        Assert.Equal(["ConfigMap/auth/dex", "Deployment/auth/dex"], changes.Select(c => c.Key.ToString()));
        Assert.Equal([new AccessChange(null, "ana@example.com", null, "sign in")], DexAccess.Of(changes).ToArray());
    }

    [Fact]
    public void The_text_keeps_every_byte_of_others()
    {
        var logins = Some.Logins(Some.DexUser("ana@example.com"));
        var text = DexLive.PatchOf(logins, DexLive.Dex(DexLive.Foreign))["data"]!["config.yaml"]!.GetValue<string>();

        Assert.StartsWith(DexLive.Foreign, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_plan_is_empty()
    {
        var logins = Some.Logins(Some.DexUser("ana@example.com"), Some.DexUser("ben@example.com"));

        Assert.All(Plan(logins, DexLive.After(logins, DexLive.Dex(DexLive.Foreign))), c => Assert.IsType<Change.NoOp>(c));
    }

    [Fact]
    public void A_run_that_died_before_the_restart_restarts_next_time()
    {
        var logins = Some.Logins(Some.DexUser("ana@example.com"));
        var written = DexLive.AfterConfigMap(logins, DexLive.Dex(DexLive.Foreign));
        var pending = Plan(logins, written).Where(c => c is not Change.NoOp).ToList();

        Assert.Equal(ChangeReason.DexRestart, Assert.Single(pending).Reason);
    }

    [Fact]
    public void Adopting_an_entry_as_it_is_restarts_nothing()
    {
        var asIs = new DexUser("user@example.com", null, "DEX_USER_PASSWORD", "user", "15841185641784", null, null, null, null);
        var change = Assert.Single(Plan(Some.Logins(asIs), DexLive.Dex(DexLive.Foreign)));

        Assert.Equal(["/data/kftenants.production.json/user@example.com"], change.Fields.Select(f => f.Pointer));
    }

    [Fact]
    public void An_adopted_entry_that_leaves_the_file_is_removed_and_dex_restarts()
    {
        var asIs = new DexUser("user@example.com", null, "DEX_USER_PASSWORD", "user", "15841185641784", null, null, null, null);
        var ana = Some.DexUser("ana@example.com");
        var first = DexLive.After(Some.Logins(ana), DexLive.Dex(DexLive.Foreign));
        var adopted = DexLive.After(Some.Logins(ana, asIs), first);
        var pending = Plan(Some.Logins(ana), adopted).Where(c => c is not Change.NoOp).ToList();

        Assert.Equal(["ConfigMap/auth/dex", "Deployment/auth/dex"], pending.Select(c => c.Key.ToString()));
        Assert.Equal([new AccessChange(null, "user@example.com", "sign in", null)], DexAccess.Of(pending).ToArray());
    }

    [Fact]
    public void Entries_of_others_are_never_removed()
    {
        var logins = Some.Logins(Some.DexUser("ana@example.com"));
        var gone = Some.Logins();
        var text = DexLive.PatchOf(gone, DexLive.After(logins, DexLive.Dex(DexLive.Foreign)))["data"]!["config.yaml"]!.GetValue<string>();

        Assert.Equal(DexLive.Foreign, text);
    }

    [Fact]
    public void A_login_of_another_set_is_a_conflict()
    {
        var theirs = Some.Logins(Some.DexUser("ana@example.com")) with { Set = "other" };
        var change = Assert.Single(Plan(Some.Logins(Some.DexUser("ana@example.com")), DexLive.After(theirs, DexLive.Dex(DexLive.Foreign))));

        Assert.Equal(ChangeReason.OtherSet, Assert.IsType<Change.Conflict>(change).Reason);
    }

    [Fact]
    public void A_scoped_run_removes_nobody()
    {
        var live = DexLive.After(Some.Logins(Some.DexUser("ana@example.com")), DexLive.Dex(DexLive.Foreign));
        var scoped = Some.Logins(Some.DexUser("ben@example.com")) with { OnlyAdd = true };
        var change = Plan(scoped, live)[0];

        Assert.DoesNotContain(change.Fields, f => f.After is null);
        Assert.Contains("ana@example.com", DexLive.PatchOf(scoped, live)["data"]!["config.yaml"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_hash_is_in_any_field()
    {
        var changes = Plan(WithSecret(Some.Logins(Some.DexUser("ana@example.com", Hash))), DexLive.Dex(DexLive.Foreign, envFrom: "dex-passwords"));

        Assert.DoesNotContain(changes.SelectMany(c => c.Fields), f => $"{f.Before}{f.After}".Contains("$2b$", StringComparison.Ordinal));
    }

    [Fact]
    public void New_hashes_are_in_the_secret_before_an_entry_names_them()
    {
        var changes = Plan(WithSecret(Some.Logins(Some.DexUser("ana@example.com", Hash))), DexLive.Dex(DexLive.Foreign, envFrom: "dex-passwords"));

        Assert.Equal(["Secret", "ConfigMap", "Deployment"], changes.Select(c => c.Key.Kind.Kind));
    }

    [Fact]
    public void A_secret_that_dex_does_not_read_is_a_conflict_that_says_what_to_add()
    {
        var change = Assert.IsType<Change.Conflict>(Assert.Single(Plan(WithSecret(Some.Logins(Some.DexUser("ana@example.com", Hash))), DexLive.Dex(DexLive.Foreign))));

        Assert.Contains("envFrom: [{secretRef: {name: dex-passwords}}]", change.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_configuration_names_the_object() =>
        Assert.StartsWith("ConfigMap/auth/dex: ", Assert.Throws<KfTenantsException>(() => Plan(Some.Logins(Some.DexUser("a@example.com")), Live.State())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_configuration_that_is_no_yaml_names_the_object_and_the_line() =>
        Assert.Matches("^ConfigMap/auth/dex: config.yaml .*line 2",
            Assert.Throws<KfTenantsException>(() => Plan(Some.Logins(Some.DexUser("a@example.com")), DexLive.Dex("a: [\n}"))).Message);

    [Fact]
    public void A_present_userID_and_a_hash_that_verifies_are_kept()
    {
        var present = Bcrypt.Hash("secret word", new byte[16], 10);
        var live = DexLive.Dex($"enablePasswordDB: true\nstaticPasswords:\n- email: ana@example.com\n  hash: '{present}'\n  username: ana\n  userID: \"old\"\n");
        var source = new SecretSource.Env("ANA");
        var set = Some.Set() with { Users = [Some.User("ana@example.com", new Login.PasswordFrom(source, Some.Place))] };
        var entry = LoginResolver.Resolve(set, live, PlanOptions.Default with { Adopt = true }, _ => "secret word", () => new byte[16])!.Users.Single();

        Assert.Equal((present, "old"), (entry.Hash, entry.UserId));
    }

    [Fact]
    public void A_changed_password_gets_a_new_hash_of_cost_12()
    {
        var old = Bcrypt.Hash("old", new byte[16], 10);
        var live = DexLive.Dex($"enablePasswordDB: true\nstaticPasswords:\n- email: ana@example.com\n  hash: '{old}'\n  username: ana\n  userID: \"old\"\n");
        var set = Some.Set() with { Users = [Some.User("ana@example.com", new Login.PasswordFrom(new SecretSource.Env("ANA"), Some.Place))] };
        var entry = LoginResolver.Resolve(set, live, PlanOptions.Default with { Adopt = true }, _ => "new", () => new byte[16])!.Users.Single();

        Assert.True(Bcrypt.Verifies(entry.Hash!, "new"));
        Assert.Equal(12, Bcrypt.Cost(entry.Hash!));
    }

    [Fact]
    public void What_dex_alone_knew_of_a_person_comes_back_with_the_tenant()
    {
        var tenant = Some.Tenant("team-a", "ana@example.com");
        var set = Some.Set(tenant) with { Users = [Some.User("ana@example.com", new Login.PasswordHash(Hash, Some.Place))] };
        var suspended = set with { Tenants = [tenant with { IsSuspended = true }] };
        DexLogins Resolve(TenantSet wanted, LiveState live) => LoginResolver.Resolve(wanted, live, PlanOptions.Default with { Adopt = true }, _ => "", () => new byte[16])!;
        string? Data(LiveState live, string key) => live.Find(Some.Logins().ConfigMap)!.Text("data", key);

        var before = DexLive.Dex($"enablePasswordDB: true\nstaticPasswords:\n- email: ana@example.com\n  hash: '{Hash}'\n  username: ana\n  userID: \"old\"\n");
        var managed = DexLive.After(Resolve(set, before), before);
        var parked = Resolve(suspended, managed);
        Assert.Equal([new AccessChange(null, "ana@example.com", "sign in", null)], DexAccess.Of(Plan(parked, managed)).ToArray());

        var away = DexLive.After(parked, managed);
        Assert.DoesNotContain("ana@example.com", Data(away, "config.yaml"), StringComparison.Ordinal);
        Assert.Equal("old", DexRecord.Parse(Data(away, "kftenants.production.json")).Parked["ana@example.com"]);
        Assert.All(Plan(Resolve(suspended, away), away), c => Assert.IsType<Change.NoOp>(c));

        var back = DexLive.After(Resolve(set, away), away);
        Assert.Equal("old", DexConfig.Parse(Data(back, "config.yaml")!).Find("ana@example.com")?.UserId);
        Assert.Empty(DexRecord.Parse(Data(back, "kftenants.production.json")).Parked);
    }

    private static DexLogins WithSecret(DexLogins logins) => logins with
    {
        Users = [.. logins.Users.Select(u => u with { Hash = null, HashFromEnv = DexEnvName.For(u.Email) })],
        Secret = new DexSecret(
            new ObjectKey(ObjectKind.Secret, "auth", "dex-passwords"),
            Some.Quantities([.. logins.Users.Select(u => (DexEnvName.For(u.Email), u.Hash!))])),
    };

    private static List<Change> Plan(DexLogins logins, LiveState live) => [.. DexPlanner.Plan(logins, DexPresent.Read(logins, live), live)];
}
