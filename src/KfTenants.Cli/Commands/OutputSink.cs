using KfTenants.Kubernetes.Credentials;

namespace KfTenants.Cli.Commands;

/// <summary>Standard output: of who pipes it on.</summary>
internal sealed class OutputSink(Terminal terminal) : ITokenSink
{
    public string Place => "standard output";

    public async Task WriteAsync(string token, CancellationToken cancellationToken)
    {
        await terminal.Out.WriteAsync((token + (terminal.IsOutputTerminal ? "\n" : "")).AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
    }

    public Task<SinkContent> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<SinkContent>(new SinkContent.Hidden());
}
