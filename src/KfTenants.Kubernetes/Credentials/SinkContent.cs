using KfTenants.Credentials;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>What a sink holds; a closed hierarchy of classes, so that nothing prints a token.</summary>
public abstract class SinkContent
{
    private SinkContent()
    {
    }

    /// <summary>The Secret that the token which is held ends with, as the token claims; null when it claims none, or none is held.</summary>
    public string? BoundSecret => this is Held { Token: var token } ? TokenClaims.Read(token)?.BoundSecret : null;

    public override string ToString() => GetType().Name;

    /// <summary>A token.</summary>
    public sealed class Held(string token) : SinkContent
    {
        public string Token { get; } = token;
    }

    /// <summary>It is there and empty, or not there.</summary>
    public sealed class Absent : SinkContent;

    /// <summary>It gives nothing back, as the standard input of a program, or could not be asked.</summary>
    public sealed class Hidden : SinkContent;
}
