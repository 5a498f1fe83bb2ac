namespace KfTenants.Tenants;

/// <summary>How a cluster of the document is reached; a closed set. Paths are as written.</summary>
public abstract record ClusterPlace
{
    private ClusterPlace()
    {
    }

    /// <summary>The same text for the same place, as far as the document alone tells.</summary>
    public abstract string Key { get; }

    /// <summary>All of it, for people; never anything of a token.</summary>
    public abstract string Text { get; }

    /// <param name="File">Null: the kubeconfig that the environment names.</param>
    /// <param name="Context">Null: the current one.</param>
    public sealed record Kubeconfig(string? File, string? Context) : ClusterPlace
    {
        public override string Key => $"kubeconfig {File}\n{Context}";

        public override string Text =>
            $"{(File is null ? "the kubeconfig of the environment" : $"kubeconfig {File}")}, {(Context is null ? "current context" : $"context {Context}")}";
    }

    /// <param name="Address">The URL of the API server, without user, query and final slashes.</param>
    /// <param name="CertificateAuthority">A file of PEM certificates; null: those of the system.</param>
    /// <param name="Token">Where the bearer token is read.</param>
    public sealed record Server(string Address, string? CertificateAuthority, SecretSource Token) : ClusterPlace
    {
        public override string Key => $"server {Address}";

        public override string Text =>
            $"server {Address}, {(CertificateAuthority is null ? "authorities of the system" : $"authority {CertificateAuthority}")}, token in {Token.Text}";
    }

    /// <summary>A directory of manifests that simulates one.</summary>
    public sealed record Directory(string Path) : ClusterPlace
    {
        public override string Key => $"directory {System.IO.Path.TrimEndingDirectorySeparator(Path)}";

        public override string Text => $"directory {Path}";
    }
}
