using System.Text;

namespace KfTenants.Credentials;

public sealed class TokenClaimsTests
{
    [Fact]
    public void A_bound_token_says_whose_it_is_and_what_it_ends_with()
    {
        var claims = Read("""
            {"aud":["https://kubernetes.default.svc"],"exp":1796000000,"iat":1795996400,"iss":"https://kubernetes.default.svc","jti":"b1a2",
             "kubernetes.io":{"namespace":"team-a","secret":{"name":"kftenants-cred-ci-1","uid":"u1"},"serviceaccount":{"name":"ci","uid":"u2"}},
             "nbf":1795996400,"sub":"system:serviceaccount:team-a:ci"}
            """)!;
        Assert.Equal(
            ("team-a", "ci", "kftenants-cred-ci-1", "Secret kftenants-cred-ci-1", "b1a2"), (claims.Namespace, claims.Account, claims.BoundSecret, claims.BoundTo, claims.Id));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1796000000), claims.Expires);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795996400), claims.Issued);
        Assert.Equal<string>(["https://kubernetes.default.svc"], claims.Audiences);
        Assert.Equal("system:serviceaccount:team-a:ci", claims.Subject);
        Assert.DoesNotContain("c2ln", claims.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_audience_may_be_a_text() => Assert.Equal("only", Assert.Single(Read("""{"aud":"only"}""")!.Audiences));

    [Fact]
    public void A_token_of_the_old_kind_never_expires()
    {
        var claims = Read("""
            {"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"ondemand","kubernetes.io/serviceaccount/secret.name":"token",
             "kubernetes.io/serviceaccount/service-account.name":"ondemand","sub":"system:serviceaccount:ondemand:ondemand"}
            """)!;
        Assert.Null(claims.Expires);
        Assert.Equal(("ondemand", "ondemand", "token"), (claims.Namespace, claims.Account, claims.BoundSecret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.!!.c")]
    [InlineData("a.W10.c")]
    public void What_is_no_token_says_nothing(string text) => Assert.Null(TokenClaims.Read(text));

    [Theory]
    [InlineData("""{"exp":"soon","aud":7,"sub":[]}""")]
    [InlineData("""{"exp":1e300,"kubernetes.io":"text"}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("{}")]
    public void Claims_of_another_kind_are_absent(string json)
    {
        var claims = Read(json)!;
        Assert.Null(claims.Expires);
        Assert.Empty(claims.Audiences);
        Assert.Null(claims.Subject);
        Assert.Null(claims.BoundSecret);
    }

    private static TokenClaims? Read(string json) =>
        TokenClaims.Read($"eyJhbGciOiJub25lIn0.{Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln");
}
