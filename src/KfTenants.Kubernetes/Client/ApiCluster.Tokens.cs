using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>Tokens of service accounts.</summary>
public sealed partial class ApiCluster : ITokenCluster
{
    public async Task<IssuedToken> IssueAsync(ObjectKey account, TokenWish wish, CancellationToken cancellationToken)
    {
        if (!_client.IsSecure)
        {
            throw new KfTenantsException($"{Address}: a token would come over a connection that everyone can read; name the https address of the server");
        }

        var spec = RequestSpec.Issue(account, wish);
        var answer = await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken);
        if (answer.Failure is { } failure)
        {
            var line = ApiFailure.Line(account, spec, failure, []);
            throw failure.HttpStatus is 401 or 429 or >= 500 ? ApiFailure.OfWrite(line, failure, answer.Attempts)
                : new KfTenantsException(new Problem(null, line)
                {
                    Remedy = failure.HttpStatus == 403 ? "Who issues tokens needs create of serviceaccounts/token: kftenants bootstrap --credentials prints it." : null,
                });
        }

        var status = answer.Value.Member("status");
        var token = status?.TextMember("token");
        return token is { Length: > 0 } && token.All(c => c is > ' ' and <= '~') && Times.Parse(status?.TextMember("expirationTimestamp")) is { } expires
            ? new IssuedToken(token, expires)
            : throw new KfTenantsException($"{account}: {Address} answered without a token, or without its end");
    }

    public async Task<TokenVerdict> TryAsync(string token, CancellationToken cancellationToken)
    {
        if (!_client.IsSecure)
        {
            return new TokenVerdict.Unknown("no token is sent to an http server");
        }

        using var client = _client.As(token, "the token");
        var answer = await client.SendAsync(RequestSpec.SelfReview(), ApiBody.ReadJsonAsync, cancellationToken);
        if (answer.Failure is null)
        {
            return new TokenVerdict.Accepted(answer.Value.Member("status")?.Member("userInfo")?.TextMember("username"));
        }

        // Before Kubernetes 1.28 there is no such review: any question tells a token that is taken (yes, or no such right) from one that is not.
        var status = answer.Failure.HttpStatus == 401
            ? answer.Failure
            : (await client.SendAsync(RequestSpec.MayI(new AccessQuestion("get", "", "namespaces", null, null)), ApiBody.ReadJsonAsync, cancellationToken)).Failure;
        return status switch
        {
            null or { HttpStatus: 403 } => new TokenVerdict.Accepted(null),
            { HttpStatus: 401 } => new TokenVerdict.Refused(),
            var other => new TokenVerdict.Unknown($"{Address} answered {other.Line}"),
        };
    }

    /// <summary>The server's certificate is of these authorities: who trusts them alone gets an answer, whatever it is.</summary>
    public async Task<bool> IsTrustedByAsync(string pem, string source, CancellationToken cancellationToken)
    {
        try
        {
            using var client = _client.TrustedBy(pem, source);
            await client.SendAsync(RequestSpec.SelfReview(), ApiBody.ReadJsonAsync, cancellationToken);
            return true;
        }
        catch (KfTenantsException)
        {
            return false;
        }
    }

    public async Task<TokenVerdict> ReviewAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellationToken)
    {
        if (!_client.IsSecure)
        {
            return new TokenVerdict.Unknown("no token is sent to an http server");
        }

        var answer = await _client.SendAsync(RequestSpec.Review(token, audiences), ApiBody.ReadJsonAsync, cancellationToken);
        return answer.Failure is { } failure
            ? new TokenVerdict.Unknown(failure.Line.Replace(token, "***", StringComparison.Ordinal))
            : answer.Value.Member("status") is { } status && status.Member("authenticated") is { ValueKind: JsonValueKind.True }
                ? new TokenVerdict.Accepted(status.Member("user")?.TextMember("username"))
                : new TokenVerdict.Refused();
    }

    public async Task<ImmutableArray<KubeObject>> ListMetadataAsync(ObjectKind kind, string inNamespace, string? selector, CancellationToken cancellationToken) =>
        await ListAsync(kind, spec => spec.OfMetadata(selector), inNamespace, cancellationToken);

    public async Task<ImmutableArray<KubeObject>> ListEndlessTokensAsync(CancellationToken cancellationToken) =>
    [
        .. (await ListAsync(ObjectKind.Secret, spec => spec.OfMetadata(selector: null, $"type={CredentialAnchor.LegacyType}"), inNamespace: null, cancellationToken))
            .Select(CredentialAnchor.WithoutContent),
    ];
}
