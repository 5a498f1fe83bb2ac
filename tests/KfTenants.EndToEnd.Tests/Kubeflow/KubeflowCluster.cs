using k8s;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>A test cluster with a release of Kubeflow in it and its controllers at work: what the tests of one collection share.</summary>
public abstract class KubeflowCluster(KubeflowRelease release) : IAsyncLifetime, IAsyncDisposable
{
    private TestCluster? _cluster;
    private ProfileControllerStandIn? _controller;
    private DexStandIn? _dex;

    public KubeflowRelease Release { get; } = release;

    public TestCluster Cluster => _cluster ?? throw new InvalidOperationException("there is no cluster: script/e2e starts one");

    public IKubernetes Api => Cluster.Api;

    public AuditLog Audit => Cluster.Audit;

    public Live Live => new(Cluster.Api);

    public ProfileControllerStandIn Controller => _controller ?? throw new InvalidOperationException("there is no cluster");

    public DexStandIn Dex => _dex ?? throw new InvalidOperationException("there is no cluster");

    /// <summary>The kubeconfig of one of the <see cref="ToolRoles"/>.</summary>
    public string Kubeconfig(string user) => Cluster.Kubeconfig(user);

    public async Task InitializeAsync()
    {
        if (!EndToEndRun.IsOn)
        {
            return;
        }

        _cluster = await TestCluster.StartAsync(Release.Definitions());
        _dex = new DexStandIn(_cluster.Connect("dex-pods", "kubelet/v1.20.2", "system:masters"));
        await KubeflowInstallation.InstallAsync(_cluster.Api, Release);
        _controller = new ProfileControllerStandIn(_cluster.Connect("profile-controller", "manager/v0.0.0", "system:masters"), Release);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_controller is not null)
        {
            await _controller.DisposeAsync();
        }

        if (_dex is not null)
        {
            await _dex.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

public sealed class Kubeflow161() : KubeflowCluster(KubeflowRelease.V161);

public sealed class Kubeflow180() : KubeflowCluster(KubeflowRelease.V180);

public sealed class Kubeflow191() : KubeflowCluster(KubeflowRelease.V191);

public sealed class Kubeflow2603() : KubeflowCluster(KubeflowRelease.V2603);
