using KfTenants.Testing;

namespace KfTenants.Tenants;

public sealed class KfamNameTests
{
    [Theory]
    [InlineData("lalith.397401@zq.msds.kp.org", Role.Edit, "user-lalith-397401-zq-msds-kp-org-clusterrole-edit")]
    [InlineData("A.B+ml@Example.COM", Role.View, "user-a-b-ml-example-com-clusterrole-view")]
    [InlineData("a..b@example.com", Role.Admin, "user-a-b-example-com-clusterrole-admin")]
    [InlineData("_x_@y.z", Role.Edit, "user-x-y-z-clusterrole-edit")]
    [InlineData("trailing-@example.com.", Role.Edit, "user-trailing-example-com-clusterrole-edit")]
    [InlineData("ünïcode@exämple.com", Role.Edit, "user-n-code-ex-mple-com-clusterrole-edit")]
    [InlineData("用户@例え.jp", Role.Edit, "user-jp-clusterrole-edit")]
    [InlineData("用户", Role.Edit, "user-clusterrole-edit")]
    [InlineData("system:serviceaccount:team-a:default-editor", Role.Edit, "user-system-serviceaccount-team-a-default-editor-clusterrole-edit")]
    public void The_name_is_the_one_that_the_dashboard_computes(string email, Role role, string name) => Assert.Equal(name, KfamName.For(email, role));

    [Fact]
    public void All_recorded_names_are_reproduced()
    {
        if (TestPaths.Fixtures(typeof(KfamNameTests)) is not { } fixtures)
        {
            return;
        }

        var rows = File.ReadAllLines(Path.Combine(fixtures, "kubeflow", "derived", "kfam-binding-names.csv"))[1..];
        Assert.NotEmpty(rows);
        foreach (var row in rows.Select(r => r.Split(',')))
        {
            var role = RoleNames.Parse(row[1]);
            Assert.NotNull(role);
            Assert.Equal(row[2], KfamName.For(row[0], role.Value));
        }
    }

    // github-profiles-automator cuts names at 63 characters, so that edit and view of a long e-mail share one object.
    [Fact]
    public void A_long_name_is_not_cut()
    {
        var email = new string('x', 64) + "@example.com";
        Assert.NotEqual(KfamName.For(email, Role.Edit), KfamName.For(email, Role.View));
        Assert.EndsWith("-clusterrole-edit", KfamName.For(email, Role.Edit), StringComparison.Ordinal);
    }
}
