using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class ApprovedSettingsTests
{
    private static readonly TenantSet Set = Some.Set(Some.Tenant("team-a"));

    [Fact]
    public void Equal_sets_have_equal_settings_and_they_read_back()
    {
        var settings = ApprovedSettings.Of(Set with
        {
            Defaults = Set.Defaults.Add("quota", """{"cpu":"4"}"""),
            Users = [Some.User("a/b~c@example.com", new Login.DexEnv("X", Some.Place))],
        });
        Assert.Equal(settings.ToJson(), ApprovedSettings.Read(settings.ToJson())?.ToJson());
        Assert.Empty(settings.Since(ApprovedSettings.Read(settings.ToJson())));
        Assert.Contains("\"/logins/a~1b~0c@example.com\":\"dexEnv X\"", settings.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void What_is_no_record_is_none(string? text) => Assert.Null(ApprovedSettings.Read(text));

    public static TheoryData<string, GuardLimits, GuardLimits, bool> Guards => new()
    {
        { "/guards/maxDeletes", GuardLimits.Default, new GuardLimits(11, 25), true },
        { "/guards/maxDeletes", GuardLimits.Default, new GuardLimits(9, 25), false },
        { "/guards/maxAccessRevokedPercent", GuardLimits.Default, new GuardLimits(10, 26), true },
        { "/guards/maxDeletePercent", GuardLimits.Default, GuardLimits.Default with { MaxDeletePercent = 11 }, true },
        { "/guards/minTenantsPercent", GuardLimits.Default, GuardLimits.Default with { MinTenantsPercent = 49 }, true },
        { "/guards/minTenantsPercent", GuardLimits.Default, GuardLimits.Default with { MinTenantsPercent = 51 }, false },
        { "/guards/maxTenantDeletes", GuardLimits.Default, GuardLimits.Default with { MaxTenantDeletes = 3 }, false },
        { "/guards/maxTenantDeletes", GuardLimits.Default with { MaxTenantDeletes = 3 }, GuardLimits.Default with { MaxTenantDeletes = 4 }, true },
        { "/guards/maxTenantDeletes", GuardLimits.Default with { MaxTenantDeletes = 3 }, GuardLimits.Default, true },
        { "/guards/requireSelf", GuardLimits.Default, GuardLimits.Default with { RequireSelf = true }, false },
        { "/guards/requireSelf", GuardLimits.Default with { RequireSelf = true }, GuardLimits.Default, true },
        { "/guards/onOmission", GuardLimits.Default, GuardLimits.Default with { OnOmission = Omission.RevokeAccess }, true },
        { "/guards/onOmission", GuardLimits.Default with { OnOmission = Omission.RevokeAccess }, GuardLimits.Default, false },
        { "/guards/requiredAdmins", GuardLimits.Default with { RequiredAdmins = ["a@x"] }, GuardLimits.Default with { RequiredAdmins = ["b@x"] }, true },
        { "/guards/requiredAdmins", GuardLimits.Default with { RequiredAdmins = ["a@x"] }, GuardLimits.Default with { RequiredAdmins = ["a@x", "b@x"] }, false },
    };

    [Theory]
    [MemberData(nameof(Guards))]
    public void A_guard_that_lets_more_pass_is_loosened(string path, GuardLimits before, GuardLimits after, bool loosens)
    {
        var setting = Assert.Single(ApprovedSettings.Of(Set with { Guards = after }).Since(ApprovedSettings.Of(Set with { Guards = before })));
        Assert.Equal((path, loosens ? "guards" : null), (setting.Path, setting.Allowance));
    }

    [Fact]
    public void Another_issuer_for_people_who_get_a_kubeconfig_needs_leave()
    {
        var with = Set with { Platform = Set.Platform with { Oidc = new OidcPlatform("https://dex.example.com/dex", "kubernetes", ["email"]) } };
        var changed = with with { Platform = with.Platform with { Oidc = with.Platform.Oidc! with { IssuerUrl = "https://evil.example.com" } } };
        var setting = Assert.Single(ApprovedSettings.Of(changed).Since(ApprovedSettings.Of(with)));
        Assert.Equal(("/platform/oidc/issuerURL", "platform"), (setting.Path, setting.Allowance));
        Assert.All(ApprovedSettings.Of(with).Since(ApprovedSettings.Of(Set)), s => Assert.Equal("platform", s.Allowance));
    }

    [Fact]
    public void A_limit_that_the_record_does_not_know_was_the_built_in_one()
    {
        var old = ApprovedSettings.Of(Set);
        old = old with { Values = old.Values.Remove("/guards/maxDeletes") };
        Assert.Empty(ApprovedSettings.Of(Set).Since(old));
        Assert.Equal("guards", Assert.Single(ApprovedSettings.Of(Set with { Guards = new GuardLimits(11, 25) }).Since(old)).Allowance);
    }

    [Fact]
    public void Every_change_of_where_Dex_and_the_mesh_are_needs_its_allowance()
    {
        var platform = Set.Platform with
        {
            Dex = Set.Platform.Dex with { ConfigMap = "elsewhere", Logins = LoginStore.Secret },
            Istio = new IstioPlatform("x-mal", "", ["evil.org/ns/team-mal/sa/default-editor"]),
        };
        var settings = ApprovedSettings.Of(Set with { Platform = platform }).Since(ApprovedSettings.Of(Set));

        Assert.All(settings, s => Assert.Equal("platform", s.Allowance));
        Assert.Equal(
            ["/platform/dex/configMap", "/platform/dex/logins", "/platform/istio/principals", "/platform/istio/userIdHeader", "/platform/istio/userIdPrefix"],
            settings.Select(s => s.Path));
    }

    [Fact]
    public void The_first_settings_are_shown_and_taken_as_they_are()
    {
        var settings = ApprovedSettings.Of(Set with
        {
            Guards = new GuardLimits(1000, 100),
            Defaults = Set.Defaults.Add("plugins", "[]"),
            Users = [Some.User("ana@example.com", new Login.DexEnv("X", Some.Place))],
        }).Since(approved: null);

        Assert.Equal(["/guards/maxAccessRevokedPercent", "/guards/maxDeletes", "/defaults/plugins"], settings.Select(s => s.Path));
        Assert.All(settings, s => Assert.Null(s.Allowance));
        Assert.Empty(ApprovedSettings.Of(Set).Since(approved: null));
    }

    [Fact]
    public void Another_source_of_a_password_is_shown_and_a_new_login_is_access()
    {
        TenantSet With(Login? login) => Set with { Users = [Some.User("ana@example.com", login)] };
        var before = With(new Login.PasswordFrom(new SecretSource.Env("KFT_ANA"), Some.Place));
        var after = With(new Login.PasswordFrom(new SecretSource.File("/etc/hostname", "t.yaml"), Some.Place));
        var setting = Assert.Single(ApprovedSettings.Of(after).Since(ApprovedSettings.Of(before)));

        Assert.Equal(("/logins/ana@example.com", null), (setting.Path, setting.Allowance));
        Assert.Equal(("\"passwordFrom env KFT_ANA\"", "\"passwordFrom file /etc/hostname\""), (setting.Old, setting.New));
        Assert.Empty(ApprovedSettings.Of(before).Since(ApprovedSettings.Of(Set)));
        Assert.Empty(ApprovedSettings.Of(Set).Since(ApprovedSettings.Of(before)));
        Assert.DoesNotContain("$2", ApprovedSettings.Of(With(new Login.PasswordHash("$2b$12$secret", Some.Place))).ToJson(), StringComparison.Ordinal);
    }
}
