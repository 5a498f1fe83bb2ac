using KfTenants.Kube;
using KfTenants.Kubernetes.Credentials;

namespace KfTenants.Cli.Commands;

/// <summary><c>token issue</c>.</summary>
internal static class TokenIssue
{
    public static async Task<ExitCode> RunAsync(TokenRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var (set, choice) = await CredentialTenant.ReadAsync(request.Paths, request.Cluster, terminal, cancellationToken);
        var tenant = CredentialTenant.FindActive(set, request.RequiredTenant(TokenCommand.Issue));
        var declared = request.Name is { } named ? tenant.Credentials.FirstOrDefault(c => c.Name == named) : null;
        if (declared is not null && (request.Account ?? declared.ServiceAccount) != declared.ServiceAccount)
        {
            throw new RefusedException(ExitCode.Usage, $"--service-account {request.Account}: the file says that credential {declared.Name} is of {declared.ServiceAccount}");
        }

        var account = request.Account ?? declared?.ServiceAccount ?? throw new RefusedException(ExitCode.Usage,
            request.Name is null ? "token issue: say whose token it is with --service-account, or which credential of the file with --name" :
            $"--name {request.Name}: the file has no such credential of {tenant.Name}; say whose token it is with --service-account");
        var name = request.Name ?? account;
        CredentialNames.Check(name, "--name");
        if (request is { NeverExpires: true } and ({ Lifetime: not null } or { Audiences.IsEmpty: false }))
        {
            throw new RefusedException(ExitCode.Usage, "--accept-non-expiring cannot be combined with --ttl or --audience: such a token has neither an end nor an audience");
        }

        var lifetime = CredentialTenant.Lifetime(request.Lifetime ?? declared?.Lifetime, terminal);
        var place = request.PlaceOf(declared);
        if (place is null)
        {
            CredentialTenant.RefuseTerminal(terminal, request.Show, "say where it goes with --to");
        }
        else if (place is TokenPlace.OfFile(var path))
        {
            PrivateFiles.Check(terminal.FullPath(path), path, request.Force);
        }

        var (api, _) = Clusters.OpenServer(choice, request.Verbose, terminal, TokenRequest.Withheld(set), "issues no tokens");
        using var cluster = api;
        var sink = place?.Open(api, name, request.Force, terminal);
        using var opened = sink as IDisposable;
        var issuer = new CredentialIssuer(api, api, terminal.Time);
        var now = terminal.Time.GetUtcNow();
        if ((await issuer.AnchorsAsync(tenant.Name, name, cancellationToken)).LastOrDefault(a => a.IsLiveAt(now)) is { } present)
        {
            throw new RefusedException(ExitCode.Guarded,
                $"credential {name} of {tenant.Name} is issued already{(present.Expires is { } until ? $", until {Times.Seconds(until)}" : "")}: " +
                "rotate or revoke it, or give this one another --name");
        }

        if (request.NeverExpires)
        {
            terminal.Warn($"{tenant.Name}: this token of {account} never ends by itself; who finds it may use it until kftenants token revoke, or the account's end");
        }

        var audiences = request.Audiences.IsEmpty ? declared?.Audiences ?? [] : request.Audiences;
        var order = new CredentialOrder(tenant.Name, name, account, lifetime, audiences) { NeverExpires = request.NeverExpires };
        var issued = await issuer.IssueAsync(order, cancellationToken);
        if (sink is not null)
        {
            await new CredentialRotation(issuer, terminal.Time).WriteAsync(issued, sink, cancellationToken);
            await terminal.Out.WriteLineAsync($"{tenant.Name}: credential {name} is in {sink.Place}".AsMemory(), cancellationToken);
        }
        else
        {
            await WriteAsync(issued, issuer, terminal, cancellationToken);
        }

        await terminal.Out.FlushAsync(cancellationToken);
        CredentialTenant.SayGranted(terminal, issued, tenant);
        return ExitCode.Ok;
    }

    // Like kubectl create token: a line end for people alone.
    private static async Task WriteAsync(IssuedCredential issued, CredentialIssuer issuer, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await terminal.Out.WriteAsync((issued.Token + (terminal.IsOutputTerminal ? "\n" : "")).AsMemory(), cancellationToken);
            await terminal.Out.FlushAsync(cancellationToken);
        }
        catch
        {
            await issuer.RevokeAsync(issued.Anchor, CancellationToken.None);
            throw;
        }
    }
}
