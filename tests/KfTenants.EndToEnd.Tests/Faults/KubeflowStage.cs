using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>A set on Kubeflow, with a Dex of its own.</summary>
public sealed class KubeflowStage : Stage
{
    private const string Auth = "/api/v1/namespaces/auth/";
    private const string Deployments = "/apis/apps/v1/namespaces/auth/deployments/";

    private readonly KubeflowCluster _kubeflow;

    private KubeflowStage(KubeflowCluster kubeflow, string token, FaultProxy proxy)
        : base(kubeflow.Api, token, proxy) => _kubeflow = kubeflow;

    public Live Live => new(Api);

    public string ConfigPath => $"{Auth}configmaps/dex-{Token}";

    public static async Task<KubeflowStage> OpenAsync(KubeflowCluster kubeflow, string token, bool isHttp2 = true)
    {
        var stage = new KubeflowStage(kubeflow, token, await FaultProxy.StartAsync(kubeflow.Cluster, "faults-" + token, isHttp2));
        await stage.CopyDexAsync();
        return stage;
    }

    public string Tenant(string name) => $"{Token}-{name}";

    public override TenantsFile Before(string logins) => FaultDocuments.Before(Token, logins);

    public override TenantsFile After(string logins) => FaultDocuments.After(Token, logins);

    /// <summary>Waits until profile-controller has finished each of our Profiles: its finalizer is its last work.</summary>
    public override Task SettleAsync() => Eventually.TrueAsync($"the Profiles of {Token} are finished", async () =>
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
    public override async Task DriftAsync()
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

    protected override async Task RemoveAsync()
    {
        foreach (var profile in await ProfilesAsync())
        {
            await Live.DeleteAsync(Live.ProfilePath((string)profile["metadata"]!["name"]!));
        }

        await Live.DeleteAsync(Deployments + "dex-" + Token);
        await Live.DeleteAsync(ConfigPath);
        await Live.DeleteAsync($"{Auth}secrets/dex-passwords-{Token}");
    }

    private async Task<IReadOnlyList<JsonObject>> ProfilesAsync() =>
        [.. (await Api.ListAsync("/apis/kubeflow.org/v1/profiles")).Where(p => ((string)p["metadata"]!["name"]!).StartsWith(Token + "-", StringComparison.Ordinal))];

    private async Task CopyDexAsync()
    {
        var name = "dex-" + Token;
        await Api.CreateAsync(Auth + "configmaps", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { ["config.yaml"] = _kubeflow.Release.DexConfig },
        });
        await Api.CreateAsync(Auth + "secrets", new JsonObject
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
        await Api.CreateAsync(Deployments.TrimEnd('/'), new JsonObject
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
