using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Credentials;
using KfTenants.Kubernetes.Credentials;

namespace KfTenants.Cli.Commands;

/// <summary><c>token list</c>: the anchors in tenants' namespaces, by their metadata alone; where they may not be listed, those of the file by their names.</summary>
internal static class TokenList
{
    public static async Task<ExitCode> RunAsync(TokenRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var (set, choice) = await CredentialTenant.ReadAsync(request.Paths, request.Cluster, terminal, cancellationToken);
        var tenants = set.Tenants;
        if (request.Tenant is { } one)
        {
            tenants = [CredentialTenant.Find(set, one)];
        }

        var (api, _) = Clusters.OpenServer(choice, request.Verbose, terminal, TokenRequest.Withheld(set), "has no tokens");
        using var cluster = api;
        var issuer = new CredentialIssuer(api, api, terminal.Time);
        var rows = ImmutableArray.CreateBuilder<TokenRow>();
        var unseen = ImmutableArray.CreateBuilder<string>();
        var now = terminal.Time.GetUtcNow();
        foreach (var tenant in tenants)
        {
            ImmutableArray<CredentialAnchor> anchors;
            try
            {
                anchors = await issuer.AllAnchorsAsync(tenant.Name, cancellationToken);
            }
            catch (KfTenantsException) when (!tenant.Credentials.IsEmpty || tenants.Length > 1)
            {
                // What may be read by its name is told; that there may be more is, too.
                unseen.Add(tenant.Name);
                anchors = [.. (await Task.WhenAll(tenant.Credentials.Select(c => issuer.AnchorsAsync(tenant.Name, c.Name, cancellationToken)))).SelectMany(a => a)];
            }

            rows.AddRange(anchors.Select(a => TokenRow.Of(a, tenant.Credentials.FirstOrDefault(c => c.Name == a.Credential), now)));
            rows.AddRange(tenant.Credentials.Where(c => anchors.All(a => a.Credential != c.Name)).Select(c => TokenRow.Missing(tenant.Name, c)));
        }

        var answer = TokensAnswer.Of(rows.ToImmutable(), unseen.ToImmutable());
        await Answer.WriteAsync(terminal, request.Targets, f => f.Tokens, answer, cancellationToken);
        return ExitCode.Ok;
    }
}
