using KfTenants.Cli.Output;
using KfTenants.Credentials;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Credentials;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>Makes what <c>kubeconfig</c> is asked for, and puts it where it is to be. A token that could not be put there is revoked at once.</summary>
internal static class KubeconfigHandout
{
    public static async Task<ExitCode> RunAsync(KubeconfigRequest request, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.Format is KubeconfigRequest.Python or KubeconfigRequest.CSharp)
        {
            // Code names no cluster.
            var named = CredentialTenant.FindActive(await OptionalSet.ReadAsync(request.Paths, terminal, cancellationToken), request.Tenant);
            await WriteAsync(request, (request.Format == KubeconfigRequest.Python ? SdkCode.Python(named.Name) : SdkCode.CSharp(named.Name)).Text, terminal, cancellationToken);
            return ExitCode.Ok;
        }

        (var set, choice) = await CredentialTenant.ReadAsync(request.Paths, choice, terminal, cancellationToken);
        var tenant = CredentialTenant.FindActive(set, request.Tenant);

        // Before anything is issued.
        var lifetime = CredentialTenant.Lifetime(request.Lifetime, terminal);
        if (request is { IsSecret: true, Out: null })
        {
            CredentialTenant.RefuseTerminal(terminal, request.Show, "name a file with -o");
        }

        if (request.Out is { } path)
        {
            PrivateFiles.Check(terminal.FullPath(path), path, request.Force);
        }

        var address = request.Server is { } other ? CheckedServer(other) : null;
        var (api, connection) = Clusters.OpenServer(choice, verbose, terminal, set.SecretVariables, "has no address");
        using var cluster = api;
        if (connection.HasSecretProxy)
        {
            terminal.Warn($"{connection.Description}: its proxy-url has a password and is left out; who gets the kubeconfig needs a proxy of their own");
        }

        var handed = new HandedKubeconfig(request.ClusterName ?? choice.Entry?.Name ?? connection.ClusterName, address ?? connection.Server, tenant.Name, User: null)
        {
            AuthorityPem = await ClusterAuthority.FindAsync(api, connection, tenant.Name, address is not null, cancellationToken),
            TlsServerName = address is null ? connection.CertificateName : null,
            ProxyUrl = address is null ? connection.PublicProxyUrl : null,
        };
        if (handed.AuthorityPem is null && handed.Server.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            terminal.Note("no certificate authority is embedded: the server's certificate is of one that the system knows");
        }

        if (request is { Format: KubeconfigRequest.Variables, Out: null } && handed.AuthorityPem is not null)
        {
            throw new RefusedException(ExitCode.Usage, "--format env: name a file with -o: the certificate authority goes into a file beside it");
        }

        if (request.IsSecret)
        {
            return await IssueAsync(request, handed, tenant, lifetime, api, terminal, cancellationToken);
        }

        var user = User(request, set.Platform, tenant, handed, connection);
        await WriteAsync(request, handed with { User = user }, terminal, cancellationToken);
        terminal.Note($"context {handed.Context}{(user is null ? " without a user: who gets it signs in in their own way" : "; no secret is in the kubeconfig")}");
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> IssueAsync(
        KubeconfigRequest request, HandedKubeconfig handed, Tenant tenant, TimeSpan lifetime, ApiCluster api, Terminal terminal, CancellationToken cancellationToken)
    {
        var account = request.Account!;
        var name = request.Name ?? $"kubeconfig-{account}";
        CredentialNames.Check(name, "--name");
        if (tenant.Credentials.FirstOrDefault(c => c.Name == name) is { } declared && (declared.Sink is not null || declared.ServiceAccount != account))
        {
            throw new RefusedException(ExitCode.Usage, declared.ServiceAccount == account
                ? $"--name {name}: the file says where this credential is kept ({declared.Sink}), and token rotate would end another; choose another name"
                : $"--name {name}: the file says that this credential is of service account {declared.ServiceAccount}");
        }

        var issuer = new CredentialIssuer(api, api, terminal.Time);
        var issued = await issuer.IssueAsync(new CredentialOrder(tenant.Name, name, account, lifetime, []), cancellationToken);
        try
        {
            if (request.Format == KubeconfigRequest.Variables)
            {
                await WriteVariablesAsync(request, handed, issued.Token, terminal, cancellationToken);
            }
            else
            {
                await WriteAsync(request, handed with { User = new HandedUser.WithToken(UserName(tenant, account, handed), issued.Token) }, terminal, cancellationToken);
            }
        }
        catch
        {
            await issuer.RevokeAsync(issued.Anchor, CancellationToken.None);
            throw;
        }

        CredentialTenant.SayGranted(terminal, issued, tenant);
        terminal.Note($"kftenants token revoke {tenant.Name} --name {name} ends it, and every other of this name");
        return ExitCode.Ok;
    }

    private static HandedUser? User(KubeconfigRequest request, Platform platform, Tenant tenant, HandedKubeconfig handed, ClusterConnection connection)
    {
        string Named(string who) => $"{who}@{handed.Cluster}";
        return request.SignIn switch
        {
            HandedSignIn.Account => HandedUsers.OfPlugin(UserName(tenant, request.Account!, handed), tenant.Name, request.Account!, connection),
            HandedSignIn.Oidc => HandedUsers.OfOidc(Named("oidc"), platform),
            HandedSignIn.Gke => HandedUsers.OfGke(Named("gke")),
            HandedSignIn.Aks => HandedUsers.OfAks(Named("aks"), request.Parameter!),
            HandedSignIn.Eks => HandedUsers.OfEks(Named("eks"), request.Parameter!, connection.Server),
            _ => null,
        };
    }

    private static string UserName(Tenant tenant, string account, HandedKubeconfig handed) => $"{tenant.Name}-{account}@{handed.Cluster}";

    private static async Task WriteVariablesAsync(KubeconfigRequest request, HandedKubeconfig handed, string token, Terminal terminal, CancellationToken cancellationToken)
    {
        string? authority = null;
        if (handed.AuthorityPem is { } pem)
        {
            // The variable is a path, in the Kubeflow SDK and here.
            authority = terminal.FullPath(request.Out!) + ".ca.crt";
            await PrivateFiles.WriteAsync(authority, request.Out + ".ca.crt", pem, force: true, cancellationToken);
        }

        await WriteAsync(
            request,
            SdkCode.Variables(("K8S_API_SERVER", handed.Server), ("K8S_SERVICE_ACCOUNT_TOKEN", token), ("K8S_NAMESPACE", handed.Namespace), ("K8S_CA_CERT", authority)),
            terminal,
            cancellationToken);
    }

    private static async Task WriteAsync(KubeconfigRequest request, HandedKubeconfig handed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!request.IsMerge)
        {
            await WriteAsync(request, handed.ToYaml(), terminal, cancellationToken);
            return;
        }

        var path = request.Out!;
        await PrivateFiles.EditAsync(
            terminal.FullPath(path),
            path,
            text => KubeconfigMerge.TryApply(path, text, handed, request.UseContext, out var merged, out var problem) ? merged : throw new KfTenantsException(problem),
            request.Force,
            terminal.Time,
            cancellationToken);
    }

    private static async Task WriteAsync(KubeconfigRequest request, string text, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.Out is { } path)
        {
            await PrivateFiles.WriteAsync(terminal.FullPath(path), path, text, request.Force, cancellationToken);
            return;
        }

        await terminal.Out.WriteAsync(text.AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
    }

    private static string CheckedServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? text.TrimEnd('/')
            : throw new RefusedException(ExitCode.Usage, "--server: write an https address, without a user, a query or a fragment");
}
