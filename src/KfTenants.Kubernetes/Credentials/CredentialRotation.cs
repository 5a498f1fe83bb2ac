using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>
/// Replaces a token without a gap: the new one is issued and tried, then it is in the sink, and only then, after a while, the old one ends. Whichever step fails,
/// the token in the sink is one that works.
/// </summary>
public sealed class CredentialRotation(CredentialIssuer issuer, TimeProvider time)
{
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>Whether it is time.</summary>
    /// <exception cref="KfTenantsException">The anchors may not be read.</exception>
    public async Task<RotationNeed> NeedAsync(string tenant, TenantCredential credential, ITokenSink sink, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var anchors = await issuer.AnchorsAsync(tenant, credential.Name, cancellationToken);
        var held = await sink.ReadAsync(cancellationToken);
        var used = held.BoundSecret is { } name
            ? anchors.FirstOrDefault(a => a.Key.Name == name)
            : null;
        used ??= held is SinkContent.Hidden ? anchors.LastOrDefault(a => a.Issued is not null) : null;
        return (held, used) switch
        {
            (SinkContent.Absent, _) => new RotationNeed(true, anchors.IsEmpty ? "is not issued yet" : $"has no token in {sink.Place}", null),
            (_, null) => new RotationNeed(true, held is SinkContent.Hidden ? "is not issued yet" : $"has a token in {sink.Place} that was revoked, or is not of it", null),
            (_, { Account: var account }) when account != credential.ServiceAccount =>
                new RotationNeed(true, $"is of service account {account}, not of {credential.ServiceAccount}", null),
            (_, { Expires: null }) => new RotationNeed(false, "never expires", null),
            (_, { Issued: { } issued, Expires: { } expires }) => credential.IsDue(issued, expires, now)
                ? new RotationNeed(true, expires <= now ? $"expired at {Times.Seconds(expires)}" : $"expires at {Times.Seconds(expires)}", expires)
                : new RotationNeed(false, $"expires at {Times.Seconds(expires)}, rotation due at {Times.Seconds(credential.DueAt(issued, expires))}", expires),
            _ => new RotationNeed(true, "has an anchor that does not say until when it is valid", null),
        };
    }

    /// <summary>Issues, writes and looks; then waits, and ends what was there before.</summary>
    /// <param name="written">Told when the new token is in the sink: what remains is to end the old ones.</param>
    /// <exception cref="KfTenantsException">It is not rotated; what is in the sink works as before.</exception>
    public async Task<IssuedCredential> RotateAsync(
        CredentialOrder order, ITokenSink sink, TimeSpan grace, Func<IssuedCredential, int, Task> written, CancellationToken cancellationToken)
    {
        var before = await issuer.AnchorsAsync(order.Tenant, order.Name, cancellationToken);
        var issued = await issuer.IssueAsync(order, cancellationToken);
        await WriteAsync(issued, sink, cancellationToken);
        ImmutableArray<CredentialAnchor> old = [.. before.Where(a => a.Live.Uid != issued.Anchor.Live.Uid)];
        await written(issued, old.Length);
        if (!old.IsEmpty)
        {
            // Who interrupts the wait leaves the old tokens to their own end, or to the next rotation.
            await Task.Delay(grace, time, cancellationToken);

            // Another run may have put a token of its own there: that is the one in use now.
            var used = (await sink.ReadAsync(CancellationToken.None)).BoundSecret;
            foreach (var anchor in old.Where(a => a.Key.Name != used && (a.Issued is not null || a.IsLeftAt(time.GetUtcNow()))))
            {
                await issuer.RevokeAsync(anchor, CancellationToken.None);
            }
        }

        return issued;
    }

    /// <summary>Ends what a run that was interrupted has left beside the token in use, which the sink shows.</summary>
    /// <exception cref="KfTenantsException">It could not.</exception>
    public async Task TidyAsync(string tenant, string credential, ITokenSink sink, CancellationToken cancellationToken)
    {
        if ((await sink.ReadAsync(cancellationToken)).BoundSecret is not { } used)
        {
            return;
        }

        // Another run may be at a new one, or wait for the end of the old one: only what has been of no use for long goes.
        var anchors = await issuer.AnchorsAsync(tenant, credential, cancellationToken);
        var own = anchors.FirstOrDefault(a => a.Key.Name == used);
        foreach (var anchor in anchors.Where(a => a != own && (a.IsLeftAt(time.GetUtcNow()) || (a.Issued < own?.Issued && own.Issued < time.GetUtcNow() - Settled))))
        {
            await issuer.RevokeAsync(anchor, cancellationToken);
        }
    }

    /// <summary>Puts a new token into its sink; it is revoked when it is not there.</summary>
    /// <exception cref="KfTenantsException">It is not there.</exception>
    public async Task WriteAsync(IssuedCredential issued, ITokenSink sink, CancellationToken cancellationToken)
    {
        KfTenantsException? failure = null;
        try
        {
            await sink.WriteAsync(issued.Token, cancellationToken);
        }
        catch (KfTenantsException e)
        {
            failure = e;
        }
        catch (OperationCanceledException)
        {
            await WithdrawAsync(issued, sink);
            throw;
        }

        // What the sink itself says counts: an answer may have been lost, and a write may have gone elsewhere.
        switch (await sink.ReadAsync(CancellationToken.None))
        {
            case SinkContent.Held { Token: var held } when held == issued.Token:
            case SinkContent.Hidden when failure is null:
                return;
            case SinkContent.Hidden:
                throw new KfTenantsException([.. failure!.Problems.Select(p => p with
                {
                    Remedy = $"Whether {sink.Place} has the new token is not known, so that it and the old ones stay valid; kftenants token rotate {issued.Order.Tenant} --name " +
                        $"{issued.Order.Name} --now replaces them all.",
                })]);
            default:
                await issuer.RevokeAsync(issued.Anchor, CancellationToken.None);
                throw failure ?? new KfTenantsException($"{sink.Place}: does not hold what was just written there; the new token is revoked, and the old ones stay");
        }
    }

    private async Task WithdrawAsync(IssuedCredential issued, ITokenSink sink)
    {
        var content = await sink.ReadAsync(CancellationToken.None);
        if (content is SinkContent.Absent || (content is SinkContent.Held { Token: var held } && held != issued.Token))
        {
            await issuer.RevokeAsync(issued.Anchor, CancellationToken.None);
        }
    }
}
