namespace KfTenants.Tenants;

/// <summary>Where a secret is read: an environment variable or a file; a closed set.</summary>
public abstract record SecretSource
{
    private SecretSource()
    {
    }

    public sealed record Env(string Variable) : SecretSource;

    /// <param name="Path">As written; relative to the document's directory.</param>
    /// <param name="DocumentFile">The document that names it.</param>
    public sealed record File(string Path, string DocumentFile) : SecretSource;
}
