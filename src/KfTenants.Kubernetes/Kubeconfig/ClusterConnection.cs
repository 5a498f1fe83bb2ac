using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// Which API server, how to trust it, who we are there: everything the client needs, found once and validated. Made by
/// <see cref="Resolve"/>; prints no secret.
/// </summary>
public sealed class ClusterConnection
{
    /// <summary>The API server, with any path prefix and without a final slash.</summary>
    public required string Server { get; init; }

    /// <summary>Where this was configured, for people: <c>kubeconfig ~/.kube/config, context prod</c>.</summary>
    public required string Description { get; init; }

    public required Credential Credential { get; init; }

    /// <summary>What the kubeconfig calls the cluster, else the server's host.</summary>
    public string ClusterName
    {
        get => field ?? new Uri(Server).IdnHost;
        init;
    }

    /// <summary>The kubeconfig and its context, where only one file has it all; null elsewhere.</summary>
    public (string File, string Context)? OwnKubeconfig { get; init; }

    /// <summary>The only trust anchors as PEM; null where the system's are.</summary>
    public string? AuthorityPem => CertificateAuthorities.IsEmpty ? null : string.Concat(CertificateAuthorities.Select(c => c.ExportCertificatePem() + "\n"));

    /// <summary>The name in the server's certificate, when it is not the server's.</summary>
    public string? CertificateName => TlsServerName;

    /// <summary>The server's identity is not checked, because the kubeconfig says so.</summary>
    public bool IsUnchecked => IsInsecure;

    /// <summary>The proxy that the kubeconfig names; it may hold a password.</summary>
    internal string? ProxyUrl { get; init; }

    /// <summary>The same without what only we may know; null for none.</summary>
    public string? PublicProxyUrl => ProxyUrl is { Length: > 0 } url && new Uri(url).UserInfo.Length == 0 ? url : null;

    /// <summary>The kubeconfig names a proxy that needs a password, which is not for others.</summary>
    public bool HasSecretProxy => ProxyUrl is { Length: > 0 } && PublicProxyUrl is null;

    /// <summary>The user of the kubeconfig signs in by this program, with these arguments; null where they do not.</summary>
    public (string Command, ImmutableArray<string> Arguments)? Plugin { get; init; }

    /// <summary>Things a person should know, one line each: certificates not checked, credentials not sent.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The only trust anchors; empty means those of the system.</summary>
    internal ImmutableArray<X509Certificate2> CertificateAuthorities { get; init; } = [];

    /// <summary>Where the anchors came from, for messages.</summary>
    internal string CertificateAuthoritySource { get; init; } = "the system's certificate authorities";

    /// <summary>The kubeconfig says <c>insecure-skip-tls-verify: true</c>; there is no other way to get it.</summary>
    internal bool IsInsecure { get; init; }

    /// <summary>SNI and the name to verify, when it is not the server's.</summary>
    internal string? TlsServerName { get; init; }

    internal IWebProxy Proxy { get; init; } = ClusterProxy.FromEnvironment(ImmutableDictionary<string, string>.Empty, isHttps: true);

    internal bool DisableCompression { get; init; }

    /// <summary>Impersonation headers, each with one value.</summary>
    internal ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    internal bool IsHttps => Server.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the cluster: a server of the tenants file, flags, K8S_API_SERVER, KUBECONFIG, the pod's service account, ~/.kube/config; first match wins.</summary>
    /// <exception cref="KfTenantsException">None is configured, or what is configured cannot be used; one line that says where.</exception>
    public static ClusterConnection Resolve(ConnectionRequest request)
    {
        if (request.Server is { } named)
        {
            return NamedServerConnection.Build(request, named);
        }

        if (request.Kubeconfig is { } file)
        {
            var path = Absolute(request, file);
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new KfTenantsException($"kubeconfig {file} (from --kubeconfig) does not exist");
            }

            return FromFiles(request, [path]) ?? throw NothingConfigured($"kubeconfig {file} is empty");
        }

        if (request.Context is not null)
        {
            return FromKubeconfigVariable(request) ?? FromHome(request) ?? throw NothingConfigured("no kubeconfig defines a context");
        }

        return EnvironmentConnection.FromVariables(request)
            ?? FromKubeconfigVariable(request)
            ?? EnvironmentConnection.FromServiceAccount(request)
            ?? FromHome(request)
            ?? throw NothingConfigured("none of --kubeconfig, K8S_API_SERVER, KUBECONFIG and ~/.kube/config names one, and this is not a pod");
    }

    /// <summary>The contexts of the kubeconfig that <see cref="Resolve"/> would read; none when there is none.</summary>
    /// <exception cref="KfTenantsException">A file cannot be read or is not a kubeconfig.</exception>
    public static IEnumerable<string> Contexts(ConnectionRequest request)
    {
        IEnumerable<string> named = request.Kubeconfig is { } file ? [file] : NamedByVariable(request) ?? (OfHome(request) is { } home ? [home] : []);
        return KubeconfigFile.Load(named.Select(p => Absolute(request, p)).Where(File.Exists)).Contexts.Keys;
    }

    /// <summary>The files that <see cref="Resolve"/> would read of this request; none where the cluster is named by variables or by the pod we run in.</summary>
    internal static ImmutableArray<string> FilesOf(ConnectionRequest request)
    {
        var isNamed = request.Kubeconfig is not null || request.Context is not null;
        if (request.Server is not null || (!isNamed && EnvironmentConnection.IsByVariables(request)))
        {
            return [];
        }

        IEnumerable<string>? named = request.Kubeconfig is { } file ? [file] : NamedByVariable(request);
        return named is not null ? [.. named.Select(p => Absolute(request, p)).Where(File.Exists)]
            : (isNamed || !EnvironmentConnection.IsByServiceAccount(request)) && OfHome(request) is { } home && File.Exists(home) ? [home]
            : [];
    }

    public override string ToString() => $"{Server} ({Description})";

    /// <summary>The same server, trusted in the same way, for who has this token; nothing else of who we are goes along.</summary>
    internal ClusterConnection As(string token, string owner, TimeProvider time) =>
        For(ConfiguredCredential.Token(owner, time, token, null, null), CertificateAuthorities, CertificateAuthoritySource);

    /// <summary>The same server for no one, trusted by these authorities alone.</summary>
    /// <exception cref="KfTenantsException">They are none.</exception>
    internal ClusterConnection TrustedBy(string pem, string source, TimeProvider time) =>
        For(ConfiguredCredential.Anonymous("no one", time), PemText.Certificates(pem, source), source);

    private ClusterConnection For(Credential credential, ImmutableArray<X509Certificate2> authorities, string source) => new()
    {
        Server = Server,
        Description = Description,
        Credential = credential,
        CertificateAuthorities = authorities,
        CertificateAuthoritySource = source,
        IsInsecure = IsInsecure,
        TlsServerName = TlsServerName,
        Proxy = Proxy,
        DisableCompression = DisableCompression,
        ClusterName = ClusterName,
    };

    private static ClusterConnection? FromKubeconfigVariable(ConnectionRequest request)
    {
        if (NamedByVariable(request) is not { } named)
        {
            return null;
        }

        var present = named.Select(p => Absolute(request, p)).Where(p => File.Exists(p) || Directory.Exists(p)).ToList();
        if (present.Count == 0)
        {
            throw new KfTenantsException($"KUBECONFIG names no existing file: {string.Join(", ", named)}");
        }

        return FromFiles(request, present);
    }

    private static ClusterConnection? FromHome(ConnectionRequest request)
    {
        // KUBECONFIG replaces this file even when what it names is empty.
        return request.Variable("KUBECONFIG") is null && OfHome(request) is { } path && File.Exists(path) ? FromFiles(request, [path]) : null;
    }

    private static List<string>? NamedByVariable(ConnectionRequest request) =>
        request.Variable("KUBECONFIG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();

    private static string? OfHome(ConnectionRequest request) => request.HomeDirectory is { Length: > 0 } home ? Path.Combine(home, ".kube", "config") : null;

    private static ClusterConnection? FromFiles(ConnectionRequest request, IReadOnlyList<string> paths)
    {
        var kubeconfig = KubeconfigFile.Load(paths);
        return kubeconfig.IsEmpty ? null : KubeconfigConnection.Build(request, kubeconfig, paths);
    }

    private static string Absolute(ConnectionRequest request, string path) => Path.GetFullPath(Path.Combine(request.WorkingDirectory, path));

    private static KfTenantsException NothingConfigured(string why) => new($"no cluster configured: {why}");
}
