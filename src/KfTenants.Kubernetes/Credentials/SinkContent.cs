namespace KfTenants.Kubernetes.Credentials;

/// <summary>What a sink holds; a closed hierarchy of classes, so that nothing prints a token.</summary>
public abstract class SinkContent
{
    private SinkContent()
    {
    }

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
