using System.Collections.Immutable;
using System.Text;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>
/// Issues tokens, each bound to an anchor of its own, and ends them with it. Whatever goes wrong, no anchor stays whose token no one has, and no token is handed
/// out that the server does not take.
/// </summary>
public sealed class CredentialIssuer(ICluster cluster, ITokenCluster tokens, TimeProvider time)
{
    private static readonly TimeSpan FillingTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FillingPause = TimeSpan.FromMilliseconds(200);

    // A new anchor, and the account's rights, reach every part of a server a moment after they are stored.
    private static readonly TimeSpan TryingTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TryingPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The anchors of one credential, read by their names.</summary>
    /// <exception cref="KfTenantsException">They may not be read.</exception>
    public async Task<ImmutableArray<CredentialAnchor>> AnchorsAsync(string tenant, string credential, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(CredentialAnchor.KeysOf(tenant, credential).Select(key => cluster.GetAsync(key, cancellationToken)));
        return [.. found.OfType<KubeObject>().Select(CredentialAnchor.Read).OfType<CredentialAnchor>().OrderBy(a => a.Issued).ThenBy(a => a.Key)];
    }

    /// <summary>The anchor of this name; null when it is gone, or is none of ours.</summary>
    /// <param name="name">As a token claims it, unproven.</param>
    /// <exception cref="KfTenantsException">It may not be read.</exception>
    public async Task<CredentialAnchor?> AnchorAsync(string tenant, string name, CancellationToken cancellationToken) =>
        name.StartsWith(TenantCredential.AnchorPrefix, StringComparison.Ordinal) &&
        await cluster.GetAsync(new ObjectKey(ObjectKind.Secret, tenant, name), cancellationToken) is { } secret
            ? CredentialAnchor.Read(secret)
            : null;

    /// <summary>All anchors in a tenant's namespace, by their label: only metadata is asked for.</summary>
    /// <exception cref="KfTenantsException">They may not be listed.</exception>
    public async Task<ImmutableArray<CredentialAnchor>> AllAnchorsAsync(string tenant, CancellationToken cancellationToken) =>
    [
        .. (await tokens.ListMetadataAsync(ObjectKind.Secret, tenant, CredentialAnchor.CredentialLabel, cancellationToken))
            .Select(CredentialAnchor.Read).OfType<CredentialAnchor>().OrderBy(a => a.Credential, StringComparer.Ordinal).ThenBy(a => a.Issued).ThenBy(a => a.Key),
    ];

    /// <summary>Issues one token more: those that are there stay as they are.</summary>
    /// <exception cref="KfTenantsException">It could not be issued, or is not taken; then nothing of it is left.</exception>
    public async Task<IssuedCredential> IssueAsync(CredentialOrder order, CancellationToken cancellationToken)
    {
        var account = new ObjectKey(ObjectKind.ServiceAccount, order.Tenant, order.Account);
        if (await cluster.GetAsync(account, cancellationToken) is not { IsTerminating: false })
        {
            throw new KfTenantsException(new Problem(null, $"{account}: does not exist")
            {
                Remedy = $"List it in serviceAccounts of {order.Tenant} in the tenants file and run kftenants apply, or name another account.",
            });
        }

        var anchor = await PlaceAsync(order, cancellationToken);
        try
        {
            return order.NeverExpires ? await FillAsync(order, anchor, cancellationToken) : await BindAsync(order, account, anchor, cancellationToken);
        }
        catch
        {
            await EndAsync(anchor.Key, anchor.Uid, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Ends the token of an anchor: the server takes it no more within seconds.</summary>
    /// <exception cref="KfTenantsException">The anchor could not be deleted.</exception>
    public Task RevokeAsync(CredentialAnchor anchor, CancellationToken cancellationToken) => EndAsync(anchor.Key, anchor.Live.Uid, cancellationToken);

    /// <summary>Asks the server about a token until it takes it no more.</summary>
    /// <returns>Null when it still takes it at the end.</returns>
    public async Task<TimeSpan?> WaitUntilRefusedAsync(string token, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (await tokens.TryAsync(token, cancellationToken) is TokenVerdict.Refused)
            {
                return time.GetElapsedTime(started);
            }

            if (time.GetElapsedTime(started) >= limit)
            {
                return null;
            }

            await Task.Delay(TryingPause, time, cancellationToken);
        }
    }

    private async Task<KubeObject> PlaceAsync(CredentialOrder order, CancellationToken cancellationToken)
    {
        foreach (var key in CredentialAnchor.KeysOf(order.Tenant, order.Name))
        {
            if (await cluster.GetAsync(key, cancellationToken) is { } present)
            {
                if (CredentialAnchor.Read(present) is not { } known || !known.IsLeftAt(time.GetUtcNow()))
                {
                    continue;
                }

                await EndAsync(key, present.Uid, cancellationToken);
            }

            var wanted = order.NeverExpires
                ? CredentialAnchor.WantedLegacy(key, order.Name, order.Account, time.GetUtcNow())
                : CredentialAnchor.Wanted(key, order.Name, order.Account);
            switch (await cluster.ApplyAsync(wanted, live: null, force: false, cancellationToken))
            {
                case WriteAnswer.Written { Object: { } made }:
                    return made;
                case WriteAnswer.Stale:
                    continue;
                case var refused:
                    throw new KfTenantsException(refused.Problem ?? $"{key}: was not stored");
            }
        }

        throw new KfTenantsException(
            $"credential {order.Name} of {order.Tenant} has {CredentialAnchor.Most} tokens already; revoke those that no one uses " +
            $"(kftenants token list {order.Tenant}), or give this one another --name");
    }

    private async Task<IssuedCredential> BindAsync(CredentialOrder order, ObjectKey account, KubeObject anchor, CancellationToken cancellationToken)
    {
        var issued = await tokens.IssueAsync(account, new TokenWish(order.Lifetime, order.Audiences, anchor), cancellationToken);
        var verdict = await VerifyAsync(order, issued.Token, cancellationToken);
        var wanted = CredentialAnchor.Wanted(
            anchor.Key, order.Name, order.Account, issued.Claims?.Issued ?? time.GetUtcNow(), issued.Expires, order.Audiences, issued.Claims?.Id);
        return await cluster.ApplyAsync(wanted, Precondition.Of(anchor), force: false, cancellationToken) switch
        {
            WriteAnswer.Written { Object: { } stored } => new IssuedCredential(order, CredentialAnchor.Read(stored)!, issued.Token, verdict),
            var refused => throw new KfTenantsException(refused.Problem ?? $"{anchor.Key}: was not stored"),
        };
    }

    // Kubernetes' own controller fills it, or deletes it when there is no such account.
    private async Task<IssuedCredential> FillAsync(CredentialOrder order, KubeObject anchor, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await cluster.GetAsync(anchor.Key, cancellationToken) is { } secret && secret.Uid == anchor.Uid)
        {
            if (secret.Text("data", "token") is { Length: > 0 } text)
            {
                var token = Encoding.ASCII.GetString(Convert.FromBase64String(text));
                var verdict = await VerifyAsync(order, token, cancellationToken);
                return new IssuedCredential(order, CredentialAnchor.Read(secret)!, token, verdict);
            }

            if (time.GetElapsedTime(started) > FillingTime)
            {
                throw new KfTenantsException(
                    $"{anchor.Key}: Kubernetes did not fill it with a token within {FillingTime.TotalSeconds:0} s; does its controller serviceaccount-token run?");
            }

            await Task.Delay(FillingPause, time, cancellationToken);
        }

        throw new KfTenantsException($"{anchor.Key}: was deleted while Kubernetes was to fill it; is service account {order.Account} still there?");
    }

    private async Task<TokenVerdict> VerifyAsync(CredentialOrder order, string token, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var verdict = order.Audiences.IsEmpty
                ? await tokens.TryAsync(token, cancellationToken)
                : await tokens.ReviewAsync(token, order.Audiences, cancellationToken);
            if (verdict is not TokenVerdict.Refused)
            {
                return verdict;
            }

            if (time.GetElapsedTime(started) >= TryingTime)
            {
                throw new KfTenantsException(
                    $"credential {order.Name} of {order.Tenant}: the API server does not take the token that it issued; it is revoked, and what was there before stays");
            }

            await Task.Delay(TryingPause, time, cancellationToken);
        }
    }

    private async Task EndAsync(ObjectKey key, string? uid, CancellationToken cancellationToken)
    {
        var problem = await StaleRetry.RunAsync<string>(async () =>
            await cluster.GetAsync(key, cancellationToken) is { } live && live.Uid == uid
                ? await cluster.DeleteAsync(key, Precondition.Of(live), cancellationToken) switch
                {
                    WriteAnswer.Written or WriteAnswer.NotFound => "",
                    WriteAnswer.Stale => null,
                    var refused => refused.Problem ?? "",
                }
                : "");
        if (problem is not "")
        {
            throw new KfTenantsException(problem ?? $"{key}: kept changing while it was being deleted; run the command again");
        }
    }
}
