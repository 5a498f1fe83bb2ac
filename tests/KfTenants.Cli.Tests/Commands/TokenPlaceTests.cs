using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

public sealed class TokenPlaceTests
{
    [Fact]
    public void Each_kind_of_place_is_read()
    {
        Assert.Equal(new TokenPlace.OfFile("a/b:c"), TokenPlace.Parse("file:a/b:c"));
        Assert.Equal(new TokenPlace.Of(new TokenSink.Secret("ci", "team", "token")), TokenPlace.Parse("secret:ci/team"));
        Assert.Equal(new TokenPlace.Of(new TokenSink.Secret("ci", "team", "key")), TokenPlace.Parse("secret:ci/team/key"));
        Assert.Equal(new TokenPlace.Of(new TokenSink.Vault("kv", "a/b", "token")), TokenPlace.Parse("vault:kv/a/b"));
        Assert.Equal(new TokenPlace.Of(new TokenSink.Vault("kv", "a", "k")), TokenPlace.Parse("vault:kv/a#k"));
        Assert.Equal<string>(["vault", "kv", "put", "token=-"], Assert.IsType<TokenPlace.OfCommand>(TokenPlace.Parse("command:vault  kv put token=-")).Words);
    }

    [Theory]
    [InlineData("")]
    [InlineData("token")]
    [InlineData("file:")]
    [InlineData("secret:team")]
    [InlineData("secret:a/b/c/d")]
    [InlineData("secret:a/b/")]
    [InlineData("vault:kv")]
    [InlineData("vault:kv/../sys")]
    [InlineData("vault:kv/a#")]
    [InlineData("command: ")]
    [InlineData("s3:bucket")]
    public void Nothing_else_is_one(string text) => Assert.Null(TokenPlace.Parse(text));
}
