using System.Text;

namespace KfTenants.Doctor;

public sealed class TokenClaimsTests
{
    [Fact]
    public void A_token_is_read_without_its_signature()
    {
        var claims = TokenClaims.Of(Token("""{"sub":"system:serviceaccount:a:b","iss":"https://i","aud":["x","y"],"iat":1700000000,"nbf":1700000001,"exp":1700003600}"""))!;
        Assert.Equal("system:serviceaccount:a:b", claims.Subject);
        Assert.Equal("https://i", claims.Issuer);
        Assert.Equal("x y", string.Join(' ', claims.Audiences));
        Assert.Equal(TimeSpan.FromSeconds(3600), claims.Expiry - claims.IssuedAt);
        Assert.Equal(TimeSpan.FromSeconds(1), claims.NotBefore - claims.IssuedAt);
        Assert.DoesNotContain("c2lnbmF0dXJl", claims.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_audience_may_be_a_text() => Assert.Equal("only", Assert.Single(TokenClaims.Of(Token("""{"aud":"only"}"""))!.Audiences));

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("a.!!!.c")]
    [InlineData("a.W10.c")]
    public void What_is_no_JSON_Web_Token_says_nothing(string token) => Assert.Null(TokenClaims.Of(token));

    [Theory]
    [InlineData("""{"exp":"soon"}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":1e300}""")]
    public void A_time_that_is_none_is_not_there(string payload) => Assert.Null(TokenClaims.Of(Token(payload))!.Expiry);

    private static string Token(string payload) => $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(payload)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2lnbmF0dXJl";
}
