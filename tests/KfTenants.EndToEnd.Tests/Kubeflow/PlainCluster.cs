using k8s;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>A test cluster without Kubeflow: not one of its kinds is served, and no controller of its is there.</summary>
public sealed class PlainCluster : IAsyncLifetime
{
    private TestCluster? _cluster;

    public TestCluster Cluster => _cluster ?? throw new InvalidOperationException("there is no cluster: script/e2e starts one");

    public IKubernetes Api => Cluster.Api;

    public async Task InitializeAsync() => _cluster = EndToEndRun.IsOn ? await TestCluster.StartAsync([]) : null;

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
