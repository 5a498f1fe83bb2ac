namespace KfTenants.Kubernetes.Credentials;

/// <summary>Where a token is kept for who uses it.</summary>
public interface ITokenSink
{
    /// <summary>For people, without any secret: <c>file ci.token</c>.</summary>
    string Place { get; }

    /// <summary>Puts this token in the place of the one that is there, whole or not at all.</summary>
    /// <exception cref="KfTenantsException">It could not.</exception>
    Task WriteAsync(string token, CancellationToken cancellationToken);

    /// <summary>What is there now.</summary>
    Task<SinkContent> ReadAsync(CancellationToken cancellationToken);
}
