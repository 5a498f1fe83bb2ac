using KfTenants.Testing;

namespace KfTenants.Tenants;

public sealed class DexPasswordNameTests
{
    // The first is the public vector of Deckhouse's user-authn tests.
    [Theory]
    [InlineData("admin@example.com", "mfsg22loibsxqylnobwgkltdn5w4x4u44scceizf")]
    [InlineData("User@Example.com", "ovzwk4samv4gc3lqnrss4y3pnxf7fhheqqrcgji")]
    [InlineData("a", "mhf7fhheqqrcgji")]
    public void The_name_is_the_one_that_Dex_computes(string email, string name) => Assert.Equal(name, DexPasswordName.For(email));

    [Theory]
    [InlineData("a@b.c")]
    [InlineData("ana+ml@example.com")]
    [InlineData("用户@例え.jp")]
    public void A_name_says_whose_it_is(string email) => Assert.Equal(email, DexPasswordName.EmailOf(DexPasswordName.For(email)));

    [Theory]
    [InlineData("dex")]
    [InlineData("Mfsg22loibsxqylnobwgkltdn5w4x4u44scceizf")]
    [InlineData("")]
    public void A_name_that_Dex_did_not_make_is_nobodys(string name) => Assert.Null(DexPasswordName.EmailOf(name));

    [Fact]
    public void The_longest_email_has_the_longest_name_that_Kubernetes_takes()
    {
        Assert.True(DexPasswordName.For(new string('a', DexPasswordName.MaxEmailBytes)).Length <= 253);
        Assert.True(DexPasswordName.For(new string('a', DexPasswordName.MaxEmailBytes + 1)).Length > 253);
    }

    [Fact]
    public void All_recorded_names_are_reproduced()
    {
        if (TestPaths.Fixtures(typeof(DexPasswordNameTests)) is not { } fixtures)
        {
            return;
        }

        var rows = File.ReadAllLines(Path.Combine(fixtures, "kubeflow", "derived", "dex-password-names.csv"))[1..];
        Assert.NotEmpty(rows);
        Assert.All(rows.Select(r => r.Split(',')), row =>
        {
            Assert.Equal(row[2], DexPasswordName.For(row[0]));
            Assert.Equal(row[1], DexPasswordName.EmailOf(row[2]));
        });
    }
}
