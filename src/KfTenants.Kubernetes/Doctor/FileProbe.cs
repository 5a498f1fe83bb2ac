using System.Collections.Immutable;
using KfTenants.Doctor;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>Looks at a kubeconfig that is handed out: what is in it, and what its identity may do.</summary>
internal static class FileProbe
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const string Rbac = "rbac.authorization.k8s.io";

    // What people of a tenant do, and what only those do who give access.
    private static readonly ImmutableArray<(string Verb, string Group, string Resource)> InNamespace =
    [
        ("list", "", "pods"), ("get", "", "pods/log"), ("create", "", "pods"), ("create", "", "pods/exec"), ("get", "", "secrets"), ("create", "", "configmaps"),
        ("list", "", "events"), ("list", "kubeflow.org", "notebooks"), ("create", "kubeflow.org", "notebooks"),
        ("create", "trainer.kubeflow.org", "trainjobs"), ("create", Rbac, "rolebindings"),
    ];

    // With one of these in every namespace, all tenants are open.
    private static readonly ImmutableArray<(string Verb, string Group, string Resource)> Everywhere =
    [
        ("get", "", "secrets"), ("create", "", "pods"), ("create", "", "pods/exec"), ("create", Rbac, "rolebindings"),
        ("create", Rbac, "clusterrolebindings"), ("impersonate", "", "users"),
    ];

    /// <param name="name">As the user named the file.</param>
    /// <exception cref="KfTenantsException">It is not there, or is no kubeconfig.</exception>
    public static FileFacts Look(ConnectionRequest request, string name)
    {
        var path = Path.GetFullPath(Path.Combine(request.WorkingDirectory, request.Kubeconfig!));
        if (!File.Exists(path))
        {
            throw new KfTenantsException($"{name}: there is no such file");
        }

        var facts = new FileFacts(name) { IsOpenToOthers = IsOpenToOthers(path) };
        var file = KubeconfigFile.Load([path]);
        if (CredentialProbe.Chosen(request, file, [path]) is not { } chosen)
        {
            return facts;
        }

        var (context, cluster, user) = chosen;
        return facts with
        {
            Others =
            [
                .. file.Contexts.Keys.Where(n => n != context.Name).Select(n => $"context {n}"),
                .. file.Clusters.Keys.Where(n => n != context.Cluster).Select(n => $"cluster {n}"),
                .. file.Users.Keys.Where(n => n != context.User).Select(n => $"user {n}"),
            ],
            Paths =
            [
                .. new[]
                {
                    ("certificate-authority", cluster.CertificateAuthority), ("client-certificate", user?.ClientCertificate), ("client-key", user?.ClientKey),
                    ("tokenFile", user?.TokenFile),
                }.Where(p => p.Item2 is not null).Select(p => p.Item1),
            ],
            Namespace = context.Namespace,
            HasAuthority = !string.IsNullOrEmpty(cluster.CertificateAuthorityData) || cluster.CertificateAuthority is not null,
        };
    }

    /// <summary>The same with what the identity may do; without it when the server does not answer.</summary>
    public static async Task<FileFacts> AskAsync(FileFacts facts, IServerValidation server, CancellationToken cancellationToken)
    {
        try
        {
            var abilities = await AskAsync(InNamespace, facts.Namespace ?? "default", server, cancellationToken);
            var everywhere = await AskAsync(Everywhere, null, server, cancellationToken);
            return facts with { Abilities = abilities, Everywhere = [.. everywhere.Where(e => e.IsAllowed).Select(e => e.Question)] };
        }
        catch (KfTenantsException)
        {
            return facts;
        }
    }

    private static async Task<ImmutableArray<(string Question, bool IsAllowed)>> AskAsync(
        ImmutableArray<(string Verb, string Group, string Resource)> questions, string? inNamespace, IServerValidation server, CancellationToken cancellationToken) =>
    [
        .. await Task.WhenAll(questions.Select(async q =>
        {
            var question = new AccessQuestion(q.Verb, q.Group, q.Resource, inNamespace, null);
            return ((question with { Namespace = null }).ToString(), await server.IsAllowedAsync(question, cancellationToken));
        })),
    ];

    private static bool? IsOpenToOthers(string path) =>
        OperatingSystem.IsWindows() ? null : (File.GetUnixFileMode(path) & Others) != 0;
}
