namespace KfTenants.Tenants;

/// <summary>Where the token of a declared credential is kept for who uses it; a closed hierarchy. A program is none: the author of a file must not choose what runs.</summary>
public abstract record TokenSink
{
    private TokenSink()
    {
    }

    /// <summary>A file that only the user who runs the rotation may read.</summary>
    /// <param name="Path">Relative, and within the directory that the command line names.</param>
    public sealed record File(string Path) : TokenSink
    {
        public override string ToString() => $"file {Path}";
    }

    /// <summary>One key of a Secret in the cluster.</summary>
    public sealed record Secret(string Namespace, string Name, string Key) : TokenSink
    {
        public override string ToString() => $"Secret {Namespace}/{Name}, key {Key}";
    }

    /// <summary>One key of a secret in HashiCorp Vault, by its secrets engine KV version 2.</summary>
    /// <param name="Mount">Where the engine is mounted.</param>
    public sealed record Vault(string Mount, string Path, string Key) : TokenSink
    {
        public override string ToString() => $"Vault {Mount}/{Path}, key {Key}";
    }
}
