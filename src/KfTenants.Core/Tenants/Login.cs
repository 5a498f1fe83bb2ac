using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>How a person's password is known; a closed set.</summary>
public abstract record Login
{
    private Login(SourceLocation origin) => Origin = origin;

    public SourceLocation Origin { get; }

    /// <summary>Where the secret is read when a plan is made; null when the document or Dex has it.</summary>
    public virtual SecretSource? Source => null;

    /// <summary>A bcrypt hash in the document.</summary>
    public sealed record PasswordHash(string Hash, SourceLocation Place) : Login(Place)
    {
        /// <summary>Without the hash: it must not reach any output.</summary>
        public override string ToString() => $"PasswordHash {{ Place = {Place} }}";
    }

    /// <summary>A bcrypt hash, read at plan time.</summary>
    public sealed record PasswordHashFrom(SecretSource From, SourceLocation Place) : Login(Place)
    {
        public override SecretSource Source => From;
    }

    /// <summary>A password, read at plan time; the present hash is kept while it verifies.</summary>
    public sealed record PasswordFrom(SecretSource From, SourceLocation Place) : Login(Place)
    {
        public override SecretSource Source => From;
    }

    /// <summary>Dex reads the hash from its own environment; the hash is not ours.</summary>
    public sealed record DexEnv(string Variable, SourceLocation Place) : Login(Place);
}
