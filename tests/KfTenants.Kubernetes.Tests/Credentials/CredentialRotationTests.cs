using System.Collections.Immutable;
using System.Text;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>Whichever step of a rotation fails, the token in the sink works, and no anchor stays whose token no one has.</summary>
public sealed class CredentialRotationTests : IAsyncLifetime
{
    private static readonly CredentialOrder Order = new("team-a", "ci", "sdk-user", TimeSpan.FromHours(24), []);
    private static readonly TenantCredential Declared = new("ci", "sdk-user", TimeSpan.FromHours(24), TimeSpan.FromHours(8), [], new TokenSink.File("ci"), Some.Place);

    private readonly SkippingTime _time = new();
    private TemporaryCluster _directory = null!;
    private FakeTokens _tokens = null!;
    private MemorySink _sink = null!;

    public async Task InitializeAsync()
    {
        _directory = await TemporaryCluster.With(
            ("n.yaml", TemporaryCluster.Namespaces), ("sa.yaml", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: sdk-user, namespace: team-a}}"));
        (_tokens, _sink) = (new FakeTokens(_directory.Cluster, _time), new MemorySink());
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_old_token_works_until_the_new_one_is_in_the_sink_and_ends_after_it()
    {
        await RotateAsync();
        var old = _sink.Token!;
        string? during = null;
        await Rotation().RotateAsync(Order, _sink, TimeSpan.FromSeconds(5), async (_, count) =>
        {
            Assert.Equal(1, count);
            Assert.IsType<TokenVerdict.Accepted>(await _tokens.TryAsync(old, default));
            Assert.IsType<TokenVerdict.Accepted>(await _tokens.TryAsync(_sink.Token!, default));
            during = _sink.Token;
        }, default);
        Assert.NotEqual(old, during);
        Assert.Equal(during, _sink.Token);
        Assert.IsType<TokenVerdict.Refused>(await _tokens.TryAsync(old, default));
        Assert.Equal("kftenants-cred-ci-2", Assert.Single(await AnchorsAsync()).Key.Name);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_never_handed_out()
    {
        await RotateAsync();
        var old = _sink.Token;
        _tokens.IsBroken = true;
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => RotateAsync());
        Assert.Contains("does not take the token", failed.Message, StringComparison.Ordinal);
        Assert.Equal(old, _sink.Token);
        Assert.Single(await AnchorsAsync());
    }

    [Fact]
    public async Task A_sink_that_refuses_keeps_the_old_token_and_the_new_one_is_revoked()
    {
        await RotateAsync();
        var old = _sink.Token!;
        _sink.Fails = true;
        Assert.Equal("memory: is full", (await Assert.ThrowsAsync<KfTenantsException>(() => RotateAsync())).Message);
        Assert.Equal(old, _sink.Token);
        Assert.IsType<TokenVerdict.Accepted>(await _tokens.TryAsync(old, default));
        Assert.Single(await AnchorsAsync());
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_looked_up()
    {
        await RotateAsync();
        (_sink.Fails, _sink.WritesAllTheSame) = (true, true);
        await RotateAsync();
        Assert.IsType<TokenVerdict.Accepted>(await _tokens.TryAsync(_sink.Token!, default));
        Assert.Single(await AnchorsAsync());
    }

    [Fact]
    public async Task Where_no_one_can_look_both_tokens_stay()
    {
        await RotateAsync();
        (_sink.Fails, _sink.IsHidden) = (true, true);
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => RotateAsync());
        Assert.Contains("stay valid", failed.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(2, (await AnchorsAsync()).Length);

        // The next one that works ends both.
        _sink.Fails = false;
        await RotateAsync();
        Assert.Single(await AnchorsAsync());
    }

    [Fact]
    public async Task A_sink_that_lies_is_found_out()
    {
        _sink.Loses = true;
        Assert.Contains("does not hold", (await Assert.ThrowsAsync<KfTenantsException>(() => RotateAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(await AnchorsAsync());
    }

    [Fact]
    public async Task A_run_that_dies_between_anchor_and_sink_leaves_the_old_token_in_use()
    {
        await RotateAsync();
        var old = _sink.Token!;
        for (var lives = 1; lives <= 2; lives++)
        {
            var dying = new RecordingCluster(_directory.Cluster) { Lives = lives };
            await Assert.ThrowsAnyAsync<Exception>(() => Rotation(dying).RotateAsync(Order, _sink, TimeSpan.Zero, (_, _) => Task.CompletedTask, default));
            Assert.Equal(old, _sink.Token);
            Assert.IsType<TokenVerdict.Accepted>(await _tokens.TryAsync(old, default));
        }

        await RotateAsync();
        Assert.Single(await AnchorsAsync());
        Assert.IsType<TokenVerdict.Accepted>(await _tokens.TryAsync(_sink.Token!, default));
    }

    [Fact]
    public async Task It_is_due_by_what_is_in_the_sink()
    {
        Assert.Equal(new RotationNeed(true, "is not issued yet", null), await NeedAsync());
        await RotateAsync();
        Assert.False((await NeedAsync()).IsDue);
        _time.Advance(TimeSpan.FromHours(15.9));
        Assert.False((await NeedAsync()).IsDue);
        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.True((await NeedAsync()).IsDue);

        await RotateAsync();
        Assert.False((await NeedAsync()).IsDue);
        var other = await Rotation().NeedAsync("team-a", Declared with { ServiceAccount = "other" }, _sink, default);
        Assert.Equal("is of service account sdk-user, not of other", other.Why);
        var token = _sink.Token;
        _sink.Token = null;
        Assert.Equal("has no token in memory", (await NeedAsync()).Why);
        _sink.Token = token;
        foreach (var anchor in await AnchorsAsync())
        {
            await Issuer().RevokeAsync(anchor, default);
        }

        Assert.Contains("revoked", (await NeedAsync()).Why, StringComparison.Ordinal);
        _sink.IsHidden = true;
        Assert.Equal("is not issued yet", (await NeedAsync()).Why);
    }

    [Fact]
    public async Task What_was_left_beside_the_token_in_use_ends_when_it_is_old()
    {
        await RotateAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = await Issuer().IssueAsync(Order, default);
        await _sink.WriteAsync(second.Token, default);
        await Rotation().TidyAsync("team-a", "ci", _sink, default);
        Assert.Equal(2, (await AnchorsAsync()).Length);
        _time.Advance(TimeSpan.FromHours(2));
        await Rotation().TidyAsync("team-a", "ci", _sink, default);
        Assert.Equal(second.Anchor.Key, Assert.Single(await AnchorsAsync()).Key);
    }

    [Fact]
    public async Task There_are_never_more_than_four()
    {
        for (var i = 0; i < CredentialAnchor.Most; i++)
        {
            await Issuer().IssueAsync(Order, default);
        }

        Assert.Contains("has 4 tokens already", (await Assert.ThrowsAsync<KfTenantsException>(() => Issuer().IssueAsync(Order, default))).Message, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(25));
        await Issuer().IssueAsync(Order, default);
        Assert.Equal(CredentialAnchor.Most, (await AnchorsAsync()).Length);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_told_before_anything_is_made()
    {
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => Issuer().IssueAsync(Order with { Account = "other" }, default));
        Assert.Equal("ServiceAccount/team-a/other: does not exist", failed.Message);
        Assert.Contains("serviceAccounts of team-a", failed.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Empty(await AnchorsAsync());
    }

    [Fact]
    public async Task A_token_for_others_is_reviewed_and_one_that_cannot_be_is_told()
    {
        Assert.IsType<TokenVerdict.Accepted>((await Issuer().IssueAsync(Order with { Audiences = ["kfp"] }, default)).Verdict);
        _tokens.MayReview = false;
        Assert.IsType<TokenVerdict.Unknown>((await Issuer().IssueAsync(Order with { Audiences = ["kfp"] }, default)).Verdict);
    }

    [Fact]
    public async Task A_legacy_token_that_is_never_filled_leaves_nothing()
    {
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => Issuer().IssueAsync(Order with { NeverExpires = true }, default));
        Assert.Contains("did not fill it", failed.Message, StringComparison.Ordinal);
        Assert.Empty(await AnchorsAsync());
    }

    private CredentialIssuer Issuer(ICluster? cluster = null) => new(cluster ?? _directory.Cluster, _tokens, _time);

    private CredentialRotation Rotation(ICluster? cluster = null) => new(Issuer(cluster), _time);

    private Task<IssuedCredential> RotateAsync() => Rotation().RotateAsync(Order, _sink, TimeSpan.Zero, (_, _) => Task.CompletedTask, default);

    private Task<RotationNeed> NeedAsync() => Rotation().NeedAsync("team-a", Declared, _sink, default);

    private Task<ImmutableArray<CredentialAnchor>> AnchorsAsync() => Issuer().AnchorsAsync("team-a", "ci", default);

    private sealed class MemorySink : ITokenSink
    {
        public string? Token { get; set; }

        public bool Fails { get; set; }

        public bool WritesAllTheSame { get; set; }

        public bool Loses { get; set; }

        public bool IsHidden { get; set; }

        public string Place => "memory";

        public Task WriteAsync(string token, CancellationToken cancellationToken)
        {
            Token = Loses || (Fails && !WritesAllTheSame) ? Token : token;
            return Fails ? throw new KfTenantsException("memory: is full") : Task.CompletedTask;
        }

        public Task<SinkContent> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult<SinkContent>(IsHidden ? new SinkContent.Hidden() : Token is null ? new SinkContent.Absent() : new SinkContent.Held(Token));
    }

    /// <summary>Takes a token while its anchor is there, as an API server without a memory.</summary>
    private sealed class FakeTokens(ICluster cluster, TimeProvider time) : ITokenCluster
    {
        private int _count;

        public bool IsBroken { get; set; }

        public bool MayReview { get; set; } = true;

        public Task<IssuedToken> IssueAsync(ObjectKey account, TokenWish wish, CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            var claims = $$$$"""
                {"iat":{{{{now.ToUnixTimeSeconds()}}}},"jti":"{{{{++_count}}}}",
                 "kubernetes.io":{"namespace":"team-a","secret":{"name":"{{{{wish.Anchor!.Key.Name}}}}","uid":"{{{{wish.Anchor.Uid}}}}"}}}
                """;
            var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            return Task.FromResult(new IssuedToken($"h.{payload}.s", now + wish.Lifetime));
        }

        public async Task<TokenVerdict> TryAsync(string token, CancellationToken cancellationToken)
        {
            var name = TokenClaims.Read(token)!.BoundSecret!;
            var anchor = await cluster.GetAsync(new ObjectKey(ObjectKind.Secret, "team-a", name), cancellationToken);
            return !IsBroken && anchor is not null && Encoding.UTF8.GetString(Payload(token)).Contains(anchor.Uid!, StringComparison.Ordinal)
                ? new TokenVerdict.Accepted(null)
                : new TokenVerdict.Refused();
        }

        public async Task<TokenVerdict> ReviewAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellationToken) =>
            MayReview ? await TryAsync(token, cancellationToken) : new TokenVerdict.Unknown("tokenreviews is forbidden");

        public Task<ImmutableArray<KubeObject>> ListMetadataAsync(ObjectKind kind, string inNamespace, string? selector, CancellationToken cancellationToken) =>
            cluster.ListAsync(kind, inNamespace, cancellationToken);

        private static byte[] Payload(string token)
        {
            var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
            return Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '='));
        }
    }
}
