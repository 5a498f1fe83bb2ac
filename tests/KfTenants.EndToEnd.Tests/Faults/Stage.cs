using System.Diagnostics;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// One set of its own in a cluster that many rounds share: its tenants, its Dex, a proxy to reach the API server through and a
/// folder with its file. Gone from the cluster with this object.
/// </summary>
public sealed class Stage : IAsyncDisposable
{
    private const string Auth = "/api/v1/namespaces/auth/";
    private const string Deployments = "/apis/apps/v1/namespaces/auth/deployments/";

    private readonly KubeflowCluster _kubeflow;

    private Stage(KubeflowCluster kubeflow, string token, FaultProxy proxy)
    {
        _kubeflow = kubeflow;
        Token = token;
        Proxy = proxy;
        Work = new Workspace(proxy.Kubeconfig);
        foreach (var hash in FaultDocuments.Hashes)
        {
            Work.Hide(hash);
        }
    }

    public string Token { get; }

    public FaultProxy Proxy { get; }

    public Workspace Work { get; }

    public Live Live => new(_kubeflow.Api);

    public string ConfigPath => $"{Auth}configmaps/dex-{Token}";

    /// <param name="token">Beginning of all its names; tokens of a campaign have the same length and none is part of another.</param>
    public static async Task<Stage> OpenAsync(KubeflowCluster kubeflow, string token, bool isHttp2 = true)
    {
        var stage = new Stage(kubeflow, token, await FaultProxy.StartAsync(kubeflow.Cluster, "faults-" + token, isHttp2));
        await stage.CopyDexAsync();
        return stage;
    }

    public string Tenant(string name) => $"{Token}-{name}";

    /// <summary>The first document is applied, and drift is there for the second to put right.</summary>
    public async Task PrepareAsync(string logins = "config")
    {
        Work.Write(FaultDocuments.Before(Token, logins));
        (await Work.ApplyAsync()).Ends(0);
        await SettleAsync();
        await DriftAsync();
        Work.Write(FaultDocuments.After(Token, logins));
        Proxy.Forget();
    }

    /// <summary>Waits until profile-controller has finished each of our Profiles: its finalizer is its last work.</summary>
    public Task SettleAsync() => Eventually.TrueAsync($"the Profiles of {Token} are finished", async () =>
    {
        foreach (var profile in await ProfilesAsync())
        {
            var name = (string)profile["metadata"]!["name"]!;
            if (profile["metadata"]!["finalizers"] is null || _kubeflow.Controller.Errors.ContainsKey(name) ||
                await Live.FindAsync(Live.BindingPath(name, "namespaceAdmin")) is null)
            {
                return false;
            }
        }

        return true;
    });

    /// <summary>Edits with kubectl: a binding made for a stronger role, another one opened to another person, a quota, a policy.</summary>
    public async Task DriftAsync()
    {
        var dan = Tenant("dan");
        var pair = Live.PairOf(FaultDocuments.Replaced, "view");
        var binding = await Live.GetAsync(Live.BindingPath(dan, pair));
        await Live.DeleteAsync(Live.BindingPath(dan, pair));
        foreach (var field in (string[])["resourceVersion", "uid", "managedFields", "creationTimestamp"])
        {
            binding["metadata"]!.AsObject().Remove(field);
        }

        binding["roleRef"]!["name"] = "kubeflow-admin";
        await Live.CreateAsync(Live.BindingPath(dan, pair), binding.ToJsonString());
        var other = Live.PairOf(FaultDocuments.Person(8), "edit");
        await Live.EditAsync(Live.BindingPath(dan, other), """
            {"subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "mallory@example.com"}]}
            """);
        await Live.EditAsync(Live.PolicyPath(dan, other), """{"spec": {"rules": [{}]}}""");
        await Live.EditAsync(Live.ProfilePath(dan), """{"spec": {"resourceQuotaSpec": {"hard": {"cpu": "64"}}}}""");
    }

    /// <summary>
    /// Runs the program until a request is met, and ends it there with SIGKILL: before the request reaches the server, or after the
    /// server carried it out and before its answer is delivered. Nothing of what the program sends later reaches the server.
    /// </summary>
    /// <returns>False when no such request came.</returns>
    public async Task<bool> KillAsync(Func<ProxiedRequest, bool> isMet, bool isAfter, params string[] arguments)
    {
        var started = new TaskCompletionSource<Process>();
        var met = 0;
        Proxy.Choose = async request =>
        {
            if (!isMet(request) || Interlocked.Exchange(ref met, 1) != 0)
            {
                return Fault.None;
            }

            var process = await started.Task;
            return new Fault.Cut(isAfter, process.Kill);
        };
        var run = await Work.StartAsync(arguments, process =>
        {
            started.SetResult(process);
            return Task.CompletedTask;
        });
        await Proxy.ReopenAsync();
        if (met == 0)
        {
            return false;
        }

        // 128 + SIGKILL.
        run.Ends(137);
        await UnlockAsync();
        return true;
    }

    /// <summary>What <c>kftenants unlock</c> does about a run that died: its lock would only expire after a minute.</summary>
    public Task UnlockAsync() => _kubeflow.Api.DeleteAsync($"/apis/coordination.k8s.io/v1/namespaces/kftenants-system/leases/kftenants-{Token}");

    public async ValueTask DisposeAsync()
    {
        foreach (var profile in await ProfilesAsync())
        {
            await Live.DeleteAsync(Live.ProfilePath((string)profile["metadata"]!["name"]!));
        }

        await Live.DeleteAsync(Deployments + "dex-" + Token);
        await Live.DeleteAsync(ConfigPath);
        await Live.DeleteAsync($"{Auth}secrets/dex-passwords-{Token}");
        await Live.DeleteAsync("/api/v1/namespaces/kftenants-system/configmaps/kftenants-" + Token);
        await UnlockAsync();
        await Proxy.DisposeAsync();
        Work.Dispose();
    }

    private async Task<IReadOnlyList<JsonObject>> ProfilesAsync() =>
        [.. (await _kubeflow.Api.ListAsync("/apis/kubeflow.org/v1/profiles")).Where(p => ((string)p["metadata"]!["name"]!).StartsWith(Token + "-", StringComparison.Ordinal))];

    private async Task CopyDexAsync()
    {
        var name = "dex-" + Token;
        await _kubeflow.Api.CreateAsync(Auth + "configmaps", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { ["config.yaml"] = _kubeflow.Release.DexConfig },
        });
        await _kubeflow.Api.CreateAsync(Auth + "secrets", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "dex-passwords-" + Token },
            ["stringData"] = new JsonObject { ["DEX_USER_PASSWORD"] = KubeflowRelease.DemoHash },
        });
        var labels = new JsonObject { ["app"] = name };
        var template = (await Live.GetAsync(KubeflowInstallation.DexDeploymentPath))["spec"]!["template"]!.DeepClone();
        template["metadata"] = new JsonObject { ["labels"] = labels };
        template["spec"]!["volumes"]![0]!["configMap"]!["name"] = name;
        template["spec"]!["containers"]![0]!["envFrom"] = new JsonArray(
            new JsonObject { ["secretRef"] = new JsonObject { ["name"] = "dex-oidc-client" } },
            new JsonObject { ["secretRef"] = new JsonObject { ["name"] = "dex-passwords-" + Token } });
        await _kubeflow.Api.CreateAsync(Deployments.TrimEnd('/'), new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels.DeepClone() },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 1,
                ["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() },
                ["template"] = template,
            },
        });
        await Eventually.TrueAsync($"{name} is rolled out", async () =>
            (int?)(await Live.GetAsync(Deployments + name))["status"]?["availableReplicas"] == 1);
    }
}
