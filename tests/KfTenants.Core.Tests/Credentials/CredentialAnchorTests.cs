using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Credentials;

public sealed class CredentialAnchorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    private static readonly ObjectKey Key = CredentialAnchor.KeysOf("team-a", "ci")[1];

    [Fact]
    public void What_is_written_is_read_again_and_holds_no_data()
    {
        var wanted = CredentialAnchor.Wanted(Key, "ci", "sdk-user", Now, Now.AddHours(1), ["a", "b"], "id-1");
        Assert.Null(wanted.At("data"));
        Assert.Equal("Opaque", wanted.Text("type"));

        var anchor = CredentialAnchor.Read(Live.Applied(wanted))!;
        Assert.Equal(("team-a", "ci", "sdk-user", "id-1", "kftenants-cred-ci-2"), (anchor.Tenant, anchor.Credential, anchor.Account, anchor.TokenId, anchor.Key.Name));
        Assert.Equal((Now, Now.AddHours(1)), (anchor.Issued, anchor.Expires));
        Assert.Equal<string>(["a", "b"], anchor.Audiences);
        Assert.True(anchor.IsLiveAt(Now));
        Assert.False(anchor.IsLiveAt(Now.AddHours(1)));
        Assert.True(anchor.IsLeftAt(Now.AddHours(1)));
    }

    [Fact]
    public void A_set_takes_no_anchor_for_its_own() =>
        Assert.Null(CredentialAnchor.Wanted(Key, "ci", "sdk-user").Label(Ownership.PartOfLabel));

    [Fact]
    public void One_that_a_run_died_at_is_left_after_an_hour()
    {
        var body = CredentialAnchor.Wanted(Key, "ci", "sdk-user").ToNode();
        body["metadata"]!["creationTimestamp"] = Times.Seconds(Now);
        var anchor = CredentialAnchor.Read(KubeObject.From(ObjectKind.Secret, body))!;
        Assert.False(anchor.IsLiveAt(Now));
        Assert.False(anchor.IsLeftAt(Now.AddMinutes(59)));
        Assert.True(anchor.IsLeftAt(Now.AddMinutes(61)));
    }

    [Fact]
    public void A_token_that_never_ends_is_live_for_good()
    {
        var anchor = CredentialAnchor.Read(CredentialAnchor.WantedLegacy(Key, "ci", "sdk-user", Now))!;
        Assert.Null(anchor.Expires);
        Assert.True(anchor.IsLiveAt(Now.AddYears(100)));
        Assert.False(anchor.IsLeftAt(Now.AddYears(100)));
    }

    [Theory]
    [InlineData("""{"name":"kftenants-cred-ci-1","namespace":"team-a"}""")]
    [InlineData("""{"name":"kftenants-cred-ci-1","namespace":"team-a","labels":{"kftenants.io/credential":"ci"}}""")]
    [InlineData("""{"name":"kftenants-cred-ci-9","namespace":"team-a","labels":{"kftenants.io/credential":"ci","app.kubernetes.io/managed-by":"kftenants"}}""")]
    [InlineData("""{"name":"kftenants-cred-cd-1","namespace":"team-a","labels":{"kftenants.io/credential":"ci","app.kubernetes.io/managed-by":"kftenants"}}""")]
    [InlineData("""{"name":"ci-token","namespace":"team-a","labels":{"kftenants.io/credential":"ci","app.kubernetes.io/managed-by":"kftenants"}}""")]
    public void A_secret_of_others_is_none(string metadata) => Assert.Null(CredentialAnchor.Read(Live.Of(ObjectKind.Secret, $$"""{"metadata":{{metadata}}}""")));

    [Fact]
    public void Without_its_content_a_secret_keeps_its_name_and_type()
    {
        var secret = CredentialAnchor.WithoutContent(Live.Of(
            ObjectKind.Secret, """{"metadata":{"name":"t","namespace":"a"},"data":{"token":"c2VjcmV0"},"stringData":{"token":"secret"}}"""));
        Assert.Equal("""{"metadata":{"name":"t","namespace":"a"},"type":"kubernetes.io/service-account-token"}""", secret.Body.ToString());
    }
}
