using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>The objects that a release of the Kubeflow manifests leaves in a cluster, as far as tenants touch them.</summary>
public static class KubeflowInstallation
{
    public const string GatewayPrincipal = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
    public const string PipelinesPrincipal = "cluster.local/ns/kubeflow/sa/ml-pipeline-ui";
    public const string NotebookPrincipal = "cluster.local/ns/kubeflow/sa/notebook-controller-service-account";

    public const string DexConfigMapPath = "/api/v1/namespaces/auth/configmaps/dex";
    public const string DexDeploymentPath = "/apis/apps/v1/namespaces/auth/deployments/dex";
    public const string DexPasswordsPath = "/api/v1/namespaces/auth/secrets/dex-passwords";
    public const string ProfilesConfigPath = "/api/v1/namespaces/kubeflow/configmaps/profiles-config-4mgcmtgk6t";

    public static async Task InstallAsync(IKubernetes api, KubeflowRelease release)
    {
        foreach (var name in (string[])["kubeflow", "auth", "istio-system"])
        {
            await api.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        }

        await KubeflowRoles.CreateAsync(api);
        await ToolRoles.CreateAsync(api);
        await ProfileControllerAsync(api, release);
        await api.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta { Name = "dex-oidc-client" },
                Type = "Opaque",
                StringData = new Dictionary<string, string> { ["OIDC_CLIENT_ID"] = "kubeflow-oidc-authservice", ["OIDC_CLIENT_SECRET"] = "not-a-secret" },
            },
            "auth");
        await ResetDexAsync(api, release);
    }

    /// <summary>Dex as the release ships it, whatever was there before.</summary>
    public static async Task ResetDexAsync(IKubernetes api, KubeflowRelease release, string? config = null)
    {
        await api.DeleteAsync(DexConfigMapPath);
        await api.DeleteAsync(DexPasswordsPath);
        await api.DeleteAsync(DexDeploymentPath);
        await Eventually.TrueAsync("the old Dex is gone", async () => await api.FindAsync(DexDeploymentPath) is null);
        await api.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap
            {
                Metadata = new V1ObjectMeta { Name = "dex" },
                Data = new Dictionary<string, string> { ["config.yaml"] = config ?? release.DexConfig },
            },
            "auth");
        if (release.HasPasswordSecret)
        {
            await api.CoreV1.CreateNamespacedSecretAsync(
                new V1Secret
                {
                    Metadata = new V1ObjectMeta { Name = "dex-passwords" },
                    Type = "Opaque",
                    StringData = new Dictionary<string, string> { ["DEX_USER_PASSWORD"] = KubeflowRelease.DemoHash },
                },
                "auth");
        }

        await api.AppsV1.CreateNamespacedDeploymentAsync(DexDeployment(release), "auth");
        await Eventually.TrueAsync("Dex is rolled out", async () =>
            (await api.AppsV1.ReadNamespacedDeploymentAsync("dex", "auth")).Status?.AvailableReplicas == 1);
    }

    private static V1Deployment DexDeployment(KubeflowRelease release)
    {
        var environment = new List<V1EnvFromSource> { new() { SecretRef = new V1SecretEnvSource { Name = "dex-oidc-client" } } };
        if (release.HasPasswordSecret)
        {
            environment.Add(new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "dex-passwords" } });
        }

        var labels = new Dictionary<string, string> { ["app"] = "dex" };
        return Deployment("dex", labels, 1, new V1PodSpec
        {
            ServiceAccountName = "dex",
            Containers =
            [
                new V1Container
                {
                    Name = "dex",
                    Image = "ghcr.io/dexidp/dex:" + release.DexImage,
                    Command = ["dex", "serve", "/etc/dex/cfg/config.yaml"],
                    Ports = [new V1ContainerPort { Name = "http", ContainerPort = 5556 }],
                    VolumeMounts = [new V1VolumeMount { Name = "config", MountPath = "/etc/dex/cfg" }],
                    EnvFrom = environment,
                    ReadinessProbe = release.HasReadinessProbe ? new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/dex/healthz", Port = 5556 } } : null,
                    Env =
                    [
                        new V1EnvVar
                        {
                            Name = "KUBERNETES_POD_NAMESPACE",
                            ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.namespace" } },
                        },
                    ],
                },
            ],
            Volumes =
            [
                new V1Volume
                {
                    Name = "config",
                    ConfigMap = new V1ConfigMapVolumeSource { Name = "dex", Items = [new V1KeyToPath { Key = "config.yaml", Path = "config.yaml" }] },
                },
            ],
        });
    }

    // The Deployment and its environment are what a tool can read the header and the principals from; nothing runs here.
    private static async Task ProfileControllerAsync(IKubernetes api, KubeflowRelease release)
    {
        var environment = new Dictionary<string, string>
        {
            ["ADMIN"] = "",
            ["WORKLOAD_IDENTITY"] = "",
            ["USERID_HEADER"] = "kubeflow-userid",
            ["USERID_PREFIX"] = "",
        };
        if (release.Generation >= ControllerGeneration.From18)
        {
            environment["ISTIO_INGRESS_GATEWAY_PRINCIPAL"] = GatewayPrincipal;
            environment["NOTEBOOK_CONTROLLER_PRINCIPAL"] = NotebookPrincipal;
            environment["KFP_UI_PRINCIPAL"] = PipelinesPrincipal;
        }

        var tag = release.Generation switch
        {
            ControllerGeneration.UpTo16 => "v1.6.1",
            ControllerGeneration.V17 => "v1.7.0",
            _ => "v1.8.0",
        };
        var config = ProfilesConfigPath.Split('/')[^1];
        await api.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = config }, Data = environment }, "kubeflow");
        var labels = new Dictionary<string, string> { ["kustomize.component"] = "profiles" };
        await api.AppsV1.CreateNamespacedDeploymentAsync(
            Deployment("profiles-deployment", labels, 0, new V1PodSpec
            {
                ServiceAccountName = "profiles-controller-service-account",
                Containers = [Container("manager", "profile-controller", "/manager"), Container("kfam", "kfam", "/access-management")],
            }),
            "kubeflow");

        V1Container Container(string name, string image, string program) => new()
        {
            Name = name,
            Image = $"docker.io/kubeflownotebookswg/{image}:{tag}",
            Command = [program, "-userid-header", "$(USERID_HEADER)", "-userid-prefix", "$(USERID_PREFIX)"],
            EnvFrom = [new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = config } }],
        };
    }

    private static V1Deployment Deployment(string name, Dictionary<string, string> labels, int replicas, V1PodSpec pod) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = labels },
        Spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Selector = new V1LabelSelector { MatchLabels = labels },
            Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = pod },
        },
    };
}
