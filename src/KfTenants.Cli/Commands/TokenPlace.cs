using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Credentials;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>Where a token goes, as the command line or the file says it; a closed hierarchy.</summary>
internal abstract record TokenPlace
{
    public const string Form = "file:PATH, secret:NAMESPACE/NAME/KEY, vault:MOUNT/PATH#KEY or command:WORDS";

    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);

    private TokenPlace()
    {
    }

    /// <summary>Null when it is none.</summary>
    public static TokenPlace? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..]);
        return kind switch
        {
            "file" when rest.Length > 0 => new OfFile(rest),
            "secret" when rest.Split('/') is [{ Length: > 0 } space, { Length: > 0 } name, .. var key] && key.Length < 2 && key is not [""] =>
                new Of(new TokenSink.Secret(space, name, key is [var entry] ? entry : "token")),
            "vault" => ParseVault(rest),
            "command" when rest.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words => new OfCommand([.. words]),
            _ => null,
        };
    }

    /// <param name="directory">Where the files of the tenants file begin.</param>
    public static TokenPlace Declared(TokenSink sink, string directory) => sink is TokenSink.File(var path) ? new OfFile(Path.Combine(directory, path)) : new Of(sink);

    /// <param name="cluster">Where Secrets are.</param>
    /// <param name="credential">The name of the credential.</param>
    /// <exception cref="KfTenantsException">Vault is not configured.</exception>
    public ITokenSink Open(ICluster cluster, string credential, bool force, Terminal terminal) => this switch
    {
        OfFile(var path) => new FileSink(terminal.FullPath(path), path, force),
        OfCommand(var words) => new CommandSink(
            words, terminal.Environment, terminal.CurrentDirectory, CommandLimit, terminal.Time, line => terminal.Say(Output.Tone.Plain, $"{words[0]}: ", line)),
        Of(TokenSink.Secret(var space, var name, var key)) => new SecretSink(cluster, new ObjectKey(ObjectKind.Secret, space, name), key, credential),
        Of(TokenSink.Vault vault) => new VaultSink(VaultOf(terminal), vault),
        _ => throw new InvalidOperationException("A place is one of these."),
    };

    private static Of? ParseVault(string text)
    {
        var mark = text.IndexOf('#', StringComparison.Ordinal);
        var (path, key) = mark < 0 ? (text, "token") : (text[..mark], text[(mark + 1)..]);
        return key.Length > 0 && path.Split('/') is [{ Length: > 0 } mount, .. { Length: > 0 } rest] && rest.All(part => part is not ("" or "." or ".."))
            ? new Of(new TokenSink.Vault(mount, string.Join('/', rest), key))
            : null;
    }

    // As Vault's own program is configured.
    private static VaultAddress VaultOf(Terminal terminal)
    {
        string? Variable(string name) => terminal.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var server = Variable("VAULT_ADDR") is { } address
            ? VaultAddress.ServerOf(address) ?? throw new KfTenantsException("VAULT_ADDR: write an address as https://vault.example.com:8200; http is for this machine alone")
            : throw new KfTenantsException("VAULT_ADDR is not set: it says where Vault is");
        var token = Variable("VAULT_TOKEN");
        if (token is null)
        {
            var file = Variable("VAULT_TOKEN_FILE") ?? (terminal.HomeDirectory is { } home ? Path.Combine(home, ".vault-token") : null);
            token = file is not null && File.Exists(file)
                ? TokenFiles.Read(file, "Vault's token")
                : throw new KfTenantsException("VAULT_TOKEN is not set, and there is no file VAULT_TOKEN_FILE or ~/.vault-token");
        }

        if (Variable("VAULT_SKIP_VERIFY") is not (null or "0" or "false"))
        {
            terminal.Warn("VAULT_SKIP_VERIFY has no effect: Vault's certificate is always checked");
        }

        return new VaultAddress(server, TokenFiles.Checked(token, "VAULT_TOKEN"), Variable("VAULT_NAMESPACE"),
            Variable("VAULT_CACERT") is { } authority ? TokenFiles.Certificates(terminal.FullPath(authority), "VAULT_CACERT") : []);
    }

    /// <summary>A file.</summary>
    public sealed record OfFile(string Path) : TokenPlace;

    /// <summary>The standard input of a program.</summary>
    public sealed record OfCommand(ImmutableArray<string> Words) : TokenPlace;

    /// <summary>A Secret, or Vault.</summary>
    public sealed record Of(TokenSink Sink) : TokenPlace;
}
