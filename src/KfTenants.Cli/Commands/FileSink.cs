using KfTenants.Kubernetes.Credentials;

namespace KfTenants.Cli.Commands;

/// <summary>A file with nothing but a token, which only its owner may read.</summary>
/// <param name="name">The file as people named it.</param>
internal sealed class FileSink(string fullPath, string name, bool force) : ITokenSink
{
    private const int Most = 1 << 16;

    public string Place => $"file {name}";

    public Task WriteAsync(string token, CancellationToken cancellationToken) => PrivateFiles.WriteAsync(fullPath, name, token, force, cancellationToken);

    public async Task<SinkContent> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(fullPath))
        {
            return new SinkContent.Absent();
        }

        try
        {
            return await SecretFiles.ReadAsync(fullPath, name, Most, cancellationToken) is { Length: > 0 } text ? new SinkContent.Held(text.Trim()) : new SinkContent.Absent();
        }
        catch (KfTenantsException)
        {
            return new SinkContent.Hidden();
        }
    }
}
