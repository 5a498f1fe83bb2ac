namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Where the credential of each request comes from; renewed when it ages or is refused.</summary>
public abstract class Credential
{
    private protected Credential(string owner) => Owner = owner;

    /// <summary>Whose it is, for messages: <c>user "ana"</c>.</summary>
    public string Owner { get; }

    internal abstract ValueTask<RequestCredential> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused it (401). True when another try with <see cref="GetAsync"/> gives something new.</summary>
    internal abstract bool Invalidate(RequestCredential refused);

    public override string ToString() => $"credential of {Owner}";
}
