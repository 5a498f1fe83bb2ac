namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>Two clusters of different releases.</summary>
public sealed class TwoKubeflows : IAsyncLifetime
{
    public Kubeflow180 Eu { get; } = new();

    public Kubeflow191 Us { get; } = new();

    public Task InitializeAsync() => Task.WhenAll(Eu.InitializeAsync(), Us.InitializeAsync());

    public async Task DisposeAsync()
    {
        await Eu.DisposeAsync();
        await Us.DisposeAsync();
    }
}
