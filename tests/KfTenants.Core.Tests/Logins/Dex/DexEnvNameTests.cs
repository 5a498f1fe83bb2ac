using FsCheck;
using FsCheck.Fluent;

namespace KfTenants.Logins.Dex;

public sealed class DexEnvNameTests
{
    [Fact]
    public void Name_is_stable_and_readable()
    {
        Assert.Equal("KFTENANTS_ANA_X_EXAMPLE_COM_870F8945", DexEnvName.For("ana.x@example.com"));
        Assert.NotEqual(DexEnvName.For("ana-x@example.com"), DexEnvName.For("ana.x@example.com"));
        Assert.NotEqual(DexEnvName.For("Ana.x@example.com"), DexEnvName.For("ana.x@example.com"));
    }

    [Fact]
    public void Name_is_always_an_environment_name_of_ours() => Check.QuickThrowOnFailure(Prop.ForAll<string>(email =>
    {
        var name = DexEnvName.For(email ?? "");
        Assert.Matches("^[A-Z_][A-Z0-9_]*$", name);
        Assert.True(name.Length <= 60);
        Assert.True(DexEnvName.IsOurs(name));
    }));

    [Theory]
    [InlineData("DEX_USER_PASSWORD")]
    [InlineData("kftenants_A")]
    [InlineData("")]
    public void Other_names_are_not_ours(string key) => Assert.False(DexEnvName.IsOurs(key));
}
