namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>What one request proves its identity with. Compared by reference; never prints a secret.</summary>
public sealed class RequestCredential
{
    public static readonly RequestCredential Anonymous = new(null, null);

    private const string BearerScheme = "Bearer ";

    // Shorter "secrets" are parts of ordinary words; no real token is.
    private const int ShortestSecret = 8;

    private readonly string? _secret;

    /// <param name="authorization">The value of the Authorization header.</param>
    /// <param name="secret">The part of it that must never be printed.</param>
    internal RequestCredential(string? authorization, ClientCertificate? certificate, string? secret = null)
    {
        Authorization = authorization;
        Certificate = certificate;
        _secret = secret ?? authorization;
    }

    internal string? Authorization { get; }

    internal ClientCertificate? Certificate { get; }

    /// <summary>The bearer token; null when it is another kind of credential.</summary>
    internal string? Token => Authorization?.StartsWith(BearerScheme, StringComparison.Ordinal) == true ? Authorization[BearerScheme.Length..] : null;

    internal static RequestCredential Bearer(string token, ClientCertificate? certificate) => new(BearerScheme + token, certificate, token);

    /// <summary>The text without this credential, should a server or proxy have sent it back.</summary>
    internal string Redact(string text) => _secret is { Length: >= ShortestSecret } ? text.Replace(_secret, "***", StringComparison.Ordinal) : text;

    public override string ToString() => "credential";
}
