using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Credentials;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>token rotate</c>: one credential, or all of the file that are due, side by side; one that fails does not stop the others.</summary>
internal static class TokenRotate
{
    private const int Parallel = 8;

    public static async Task<ExitCode> RunAsync(TokenRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var (set, choice) = await CredentialTenant.ReadAsync(request.Paths, request.Cluster, terminal, cancellationToken);
        var chosen = Chosen(request, set);
        if (chosen.Any(c => request.PlaceOf(c.Credential) is null))
        {
            CredentialTenant.RefuseTerminal(terminal, request.Show, "say where it goes with --to, or by sink in the file");
        }

        if (chosen.IsEmpty)
        {
            await terminal.Out.WriteLineAsync("The file declares no credential with a sink.".AsMemory(), cancellationToken);
            return ExitCode.Ok;
        }

        var (api, _) = Clusters.OpenServer(choice, request.Verbose, terminal, TokenRequest.Withheld(set), "issues no tokens");
        using var cluster = api;
        var failures = new List<Problem>();
        var gate = new Lock();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            chosen, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (one, token) =>
            {
                try
                {
                    await RotateAsync(request, one.Tenant, one.Credential, api, terminal, gate, token);
                }
                catch (KfTenantsException e) when (chosen.Length > 1)
                {
                    lock (gate)
                    {
                        failures.AddRange(e.Problems.Select(p => new Problem($"{one.Tenant.Name}: credential {one.Credential.Name}", p.Line) { Remedy = p.Remedy }));
                    }
                }
            });
        await terminal.Out.FlushAsync(cancellationToken);
        return failures.Count == 0 ? ExitCode.Ok : throw new KfTenantsException([.. failures.OrderBy(p => p.Subject, StringComparer.Ordinal)]);
    }

    private static ImmutableArray<(Tenant Tenant, TenantCredential Credential)> Chosen(TokenRequest request, TenantSet set)
    {
        if (!request.IsAll)
        {
            var tenant = CredentialTenant.FindActive(set, request.RequiredTenant(TokenCommand.Rotate));
            var name = request.Name ?? throw new RefusedException(ExitCode.Usage, "token rotate: say which credential with --name, or --all for those that are due");
            return
            [
                (tenant, tenant.Credentials.FirstOrDefault(c => c.Name == name) ?? throw new RefusedException(ExitCode.Usage,
                    $"--name {name}: {tenant.Name} declares no such credential; token revoke ends it, and token issue makes a new one")),
            ];
        }

        if (request is { Name: not null } or { To: not null })
        {
            throw new RefusedException(ExitCode.Usage, $"--all cannot be combined with {(request.Name is null ? "--to: each has a place of its own" : "--name")}");
        }

        var tenants = request.Tenant is { } one ? [CredentialTenant.FindActive(set, one)] : set.Tenants.Where(t => !t.IsSuspended).ToImmutableArray();
        return [.. from tenant in tenants from credential in tenant.Credentials where credential.Sink is not null select (tenant, credential)];
    }

    private static async Task RotateAsync(
        TokenRequest request, Tenant tenant, TenantCredential credential, ApiCluster api, Terminal terminal, Lock gate, CancellationToken cancellationToken)
    {
        void Say(string line)
        {
            // Standard output may be the token's place.
            if (request.PlaceOf(credential) is null)
            {
                terminal.Note($"{tenant.Name}: credential {credential.Name} {line}");
                return;
            }

            lock (gate)
            {
                terminal.Out.WriteLine(Output.SafeText.Of($"{tenant.Name}: credential {credential.Name} {line}"));
                terminal.Out.Flush();
            }
        }

        var issuer = new CredentialIssuer(api, api, terminal.Time);
        var rotation = new CredentialRotation(issuer, terminal.Time);
        var sink = request.PlaceOf(credential)?.Open(api, credential.Name, request.Force, terminal) ?? new OutputSink(terminal);
        using var opened = sink as IDisposable;
        var need = await rotation.NeedAsync(tenant.Name, credential, sink, cancellationToken);
        if (!need.IsDue && !request.IsNow)
        {
            await rotation.TidyAsync(tenant.Name, credential.Name, sink, cancellationToken);
            Say($"{need.Why}: nothing to do");
            return;
        }

        var order = new CredentialOrder(
            tenant.Name, credential.Name, credential.ServiceAccount, CredentialTenant.Lifetime(request.Lifetime ?? credential.Lifetime, terminal), credential.Audiences);
        await rotation.RotateAsync(
            order,
            sink,
            request.Grace,
            (issued, old) =>
            {
                if (sink is not OutputSink)
                {
                    Say($"{need.Why}: a new token is in {sink.Place}, valid until {Times.Seconds(issued.Anchor.Expires ?? DateTimeOffset.MaxValue)}");
                }

                CredentialTenant.SayGranted(terminal, issued, tenant);
                if (old > 0)
                {
                    terminal.Note($"{tenant.Name}: credential {credential.Name}: the old token ends in {Durations.Text(request.Grace)}");
                }

                return Task.CompletedTask;
            },
            cancellationToken);
    }
}
