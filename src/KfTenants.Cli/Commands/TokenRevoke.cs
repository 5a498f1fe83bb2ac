using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Credentials;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>token revoke</c>: deletes the anchors, and looks whether the server takes the token still, where there is one to look with.</summary>
internal static class TokenRevoke
{
    /// <summary>The server remembers for about ten seconds that it took a token.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<ExitCode> RunAsync(TokenRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var (set, choice) = await CredentialTenant.ReadAsync(request.Paths, request.Cluster, terminal, cancellationToken);
        var tenant = CredentialTenant.Find(set, request.RequiredTenant(TokenCommand.Revoke));
        var token = request.TokenFile is { } file ? await TokenInspect.ReadAsync(file, terminal, cancellationToken) : null;
        if (new[] { request.Name is not null, token is not null, request.IsAll }.Count(given => given) != 1)
        {
            throw new RefusedException(ExitCode.Usage, "token revoke: say which with --name, --token-file or --all, and with one of them only");
        }

        var (api, _) = Clusters.OpenServer(choice, request.Verbose, terminal, TokenRequest.Withheld(set), "has no tokens");
        using var cluster = api;
        var issuer = new CredentialIssuer(api, api, terminal.Time);
        var anchors = await AnchorsAsync(request, tenant, token, issuer, cancellationToken);
        var witnesses = token is not null ? [token] : await HeldAsync(request, tenant, anchors, api, terminal, cancellationToken);
        foreach (var anchor in anchors)
        {
            await issuer.RevokeAsync(anchor, CancellationToken.None);
            await terminal.Out.WriteLineAsync($"{tenant.Name}: credential {anchor.Credential}: {anchor.Key} is deleted, and its token ends with it".AsMemory(), cancellationToken);
        }

        await terminal.Out.FlushAsync(cancellationToken);
        foreach (var witness in witnesses)
        {
            var name = TokenClaims.Read(witness)?.BoundSecret ?? "the token";
            if (await issuer.WaitUntilRefusedAsync(witness, Patience, cancellationToken) is not { } after)
            {
                throw new KfTenantsException(
                    $"{name}: {api.Address} still takes the token {Durations.Text(Patience)} after its anchor was deleted; delete the service account if it must end now");
            }

            await terminal.Out.WriteLineAsync($"{tenant.Name}: {name}: the API server takes its token no more, {Durations.Text(after)} after".AsMemory(), cancellationToken);
        }

        if (witnesses.IsEmpty && !anchors.IsEmpty)
        {
            terminal.Note("the API server takes these tokens no more within 15 seconds; with --token-file it is looked at");
        }

        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static async Task<ImmutableArray<CredentialAnchor>> AnchorsAsync(
        TokenRequest request, Tenant tenant, string? token, CredentialIssuer issuer, CancellationToken cancellationToken)
    {
        if (request.IsAll)
        {
            return await issuer.AllAnchorsAsync(tenant.Name, cancellationToken);
        }

        if (request.Name is { } name)
        {
            CredentialNames.Check(name, "--name");
            var found = await issuer.AnchorsAsync(tenant.Name, name, cancellationToken);
            return found.IsEmpty
                ? throw new RefusedException(ExitCode.Usage, $"--name {name}: {tenant.Name} has no token of this name; kftenants token list {tenant.Name} shows them")
                : found;
        }

        var claims = TokenClaims.Read(token!);
        if (claims is not { BoundSecret: { } anchor, Namespace: var space })
        {
            throw new RefusedException(ExitCode.Guarded,
                "--token-file: the token is bound to no anchor, so that it cannot be revoked by itself: delete its service account, or wait for its end");
        }

        if (space != tenant.Name)
        {
            throw new RefusedException(ExitCode.Guarded, $"--token-file: the token is of {space}, not of {tenant.Name}");
        }

        return await issuer.AnchorAsync(tenant.Name, anchor, cancellationToken) is { } its
            ? [its]
            : throw new RefusedException(ExitCode.Guarded, $"--token-file: the token's anchor {anchor} is gone or not kftenants' own: nothing is deleted");
    }

    // A token that can be looked at again is in the sink of the file.
    private static async Task<ImmutableArray<string>> HeldAsync(
        TokenRequest request, Tenant tenant, ImmutableArray<CredentialAnchor> anchors, ApiCluster api, Terminal terminal, CancellationToken cancellationToken)
    {
        var held = ImmutableArray.CreateBuilder<string>();
        foreach (var credential in tenant.Credentials.Where(c => anchors.Any(a => a.Credential == c.Name) && c.Sink is TokenSink.File or TokenSink.Secret && c.Audiences.IsEmpty))
        {
            var sink = request.PlaceOf(credential)!.Open(api, credential.Name, force: true, terminal);
            if (await sink.ReadAsync(cancellationToken) is SinkContent.Held content && anchors.Any(a => a.Key.Name == content.BoundSecret))
            {
                held.Add(content.Token);
            }
        }

        return held.ToImmutable();
    }
}
