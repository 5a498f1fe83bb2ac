using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Yaml;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>A <c>contexts[]</c> entry: which cluster as which user.</summary>
internal sealed record ContextEntry(string Name, string File, string? Cluster, string? User)
{
    /// <summary>What clients ask for where they are told no other.</summary>
    public string? Namespace { get; init; }
}

/// <summary>A <c>clusters[]</c> entry, paths made absolute.</summary>
internal sealed record ClusterEntry(string Name, string File)
{
    public string? Server { get; init; }

    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityData { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public string? ProxyUrl { get; init; }

    public bool DisableCompression { get; init; }

    /// <summary>The extension <c>client.authentication.k8s.io/exec</c>, handed to an exec plugin that asks for cluster information.</summary>
    public JsonNode? ExecExtension { get; init; }

    /// <summary>Without the proxy's URL, which may hold a password.</summary>
    public override string ToString() => $"cluster \"{Name}\"";

    public static ClusterEntry Read(string name, KubeconfigFields fields) => new(name, fields.File)
    {
        Server = fields.Text("server"),
        CertificateAuthority = fields.FilePath("certificate-authority"),
        CertificateAuthorityData = fields.Text("certificate-authority-data"),
        InsecureSkipTlsVerify = fields.Flag("insecure-skip-tls-verify"),
        TlsServerName = fields.Text("tls-server-name"),
        ProxyUrl = fields.Text("proxy-url"),
        DisableCompression = fields.Flag("disable-compression"),
        ExecExtension = fields.List("extensions")
            .FirstOrDefault(e => e.Text("name") == "client.authentication.k8s.io/exec")?.Node.Child("extension")?.ToJson(),
    };
}

/// <summary>A <c>users[]</c> entry, paths made absolute. A class, so that nothing prints its secrets.</summary>
internal sealed class UserEntry
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? As { get; init; }

    public string? AsUid { get; init; }

    public ImmutableArray<string> AsGroups { get; init; } = [];

    public ImmutableArray<(string Key, ImmutableArray<string> Values)> AsUserExtra { get; init; } = [];

    public string? AuthProvider { get; init; }

    public string? OidcIdToken { get; init; }

    public ExecConfig? Exec { get; init; }

    public override string ToString() => $"user \"{Name}\"";

    public static UserEntry Read(string name, KubeconfigFields fields) => new()
    {
        Name = name,
        File = fields.File,
        Token = NotEmpty(fields.Text("token")),
        TokenFile = fields.FilePath("tokenFile"),
        Username = NotEmpty(fields.Text("username")),
        Password = NotEmpty(fields.Text("password")),
        ClientCertificate = fields.FilePath("client-certificate"),
        ClientCertificateData = NotEmpty(fields.Text("client-certificate-data")),
        ClientKey = fields.FilePath("client-key"),
        ClientKeyData = NotEmpty(fields.Text("client-key-data")),
        As = NotEmpty(fields.Text("as")),
        AsUid = NotEmpty(fields.Text("as-uid")),
        AsGroups = fields.Texts("as-groups"),
        AsUserExtra = fields.Map("as-user-extra") is { } extra
            ? [.. extra.Node!.Entries.Select(e => e.Key).Order(StringComparer.Ordinal).Select(key => (key, extra.Texts(key)))]
            : [],
        AuthProvider = fields.Map("auth-provider") is { } provider ? provider.Text("name") ?? "" : null,
        OidcIdToken = NotEmpty(fields.Map("auth-provider")?.Map("config")?.Text("id-token")),
        Exec = fields.Map("exec") is { } exec ? ExecConfig.Read(name, exec) : null,
    };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
