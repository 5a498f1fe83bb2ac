using System.Text.Json.Nodes;
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

    public static async Task InstallAsync(KubeApi api, KubeflowRelease release)
    {
        foreach (var name in (string[])["kubeflow", "auth", "istio-system"])
        {
            await api.CreateAsync("/api/v1/namespaces", Parse($$$$"""{"metadata": {"name": "{{{{name}}}}"}}"""));
        }

        await KubeflowRoles.CreateAsync(api);
        await ToolRoles.CreateAsync(api);
        await ProfileControllerAsync(api, release);
        await api.CreateAsync("/api/v1/namespaces/auth/secrets", Parse("""
            {"metadata": {"name": "dex-oidc-client"}, "type": "Opaque",
             "stringData": {"OIDC_CLIENT_ID": "kubeflow-oidc-authservice", "OIDC_CLIENT_SECRET": "not-a-secret"}}
            """));
        await ResetDexAsync(api, release);
    }

    /// <summary>Dex as the release ships it, whatever was there before.</summary>
    public static async Task ResetDexAsync(KubeApi api, KubeflowRelease release, string? config = null)
    {
        await api.DeleteAsync(DexConfigMapPath);
        await api.DeleteAsync(DexPasswordsPath);
        await api.DeleteAsync(DexDeploymentPath);
        await Eventually.TrueAsync("the old Dex is gone", async () => await api.FindAsync(DexDeploymentPath) is null);
        await api.CreateAsync("/api/v1/namespaces/auth/configmaps", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "dex" },
            ["data"] = new JsonObject { ["config.yaml"] = config ?? release.DexConfig },
        });
        if (release.HasPasswordSecret)
        {
            await api.CreateAsync("/api/v1/namespaces/auth/secrets", Parse($$$$"""
                {"metadata": {"name": "dex-passwords"}, "type": "Opaque", "stringData": {"DEX_USER_PASSWORD": "{{{{KubeflowRelease.DemoHash}}}}"}}
                """));
        }

        var passwords = release.HasPasswordSecret ? """, {"secretRef": {"name": "dex-passwords"}}""" : "";
        var probe = release.HasReadinessProbe ? """ "readinessProbe": {"httpGet": {"path": "/dex/healthz", "port": 5556}}, """ : "";
        await api.CreateAsync("/apis/apps/v1/namespaces/auth/deployments", Parse($$$$"""
            {
              "metadata": {"name": "dex", "labels": {"app": "dex"}},
              "spec": {
                "replicas": 1,
                "selector": {"matchLabels": {"app": "dex"}},
                "template": {
                  "metadata": {"labels": {"app": "dex"}},
                  "spec": {
                    "serviceAccountName": "dex",
                    "containers": [{
                      "name": "dex",
                      "image": "ghcr.io/dexidp/dex:{{{{release.DexImage}}}}",
                      "command": ["dex", "serve", "/etc/dex/cfg/config.yaml"],
                      "ports": [{"name": "http", "containerPort": 5556}],
                      "volumeMounts": [{"name": "config", "mountPath": "/etc/dex/cfg"}],
                      "envFrom": [{"secretRef": {"name": "dex-oidc-client"}}{{{{passwords}}}}],
                      {{{{probe}}}}
                      "env": [{"name": "KUBERNETES_POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}]
                    }],
                    "volumes": [{"name": "config", "configMap": {"name": "dex", "items": [{"key": "config.yaml", "path": "config.yaml"}]}}]
                  }
                }
              }
            }
            """));
        await Eventually.TrueAsync("Dex is rolled out", async () =>
            (int?)(await api.GetAsync(DexDeploymentPath))["status"]?["availableReplicas"] == 1);
    }

    // The Deployment and its environment are what a tool can read the header and the principals from; nothing runs here.
    private static async Task ProfileControllerAsync(KubeApi api, KubeflowRelease release)
    {
        var environment = new JsonObject
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
        await api.CreateAsync("/api/v1/namespaces/kubeflow/configmaps", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = config },
            ["data"] = environment,
        });
        await api.CreateAsync("/apis/apps/v1/namespaces/kubeflow/deployments", Parse($$$$"""
            {
              "metadata": {"name": "profiles-deployment", "labels": {"kustomize.component": "profiles"}},
              "spec": {
                "replicas": 0,
                "selector": {"matchLabels": {"kustomize.component": "profiles"}},
                "template": {
                  "metadata": {"labels": {"kustomize.component": "profiles"}},
                  "spec": {
                    "serviceAccountName": "profiles-controller-service-account",
                    "containers": [
                      {"name": "manager", "image": "docker.io/kubeflownotebookswg/profile-controller:{{{{tag}}}}",
                       "command": ["/manager", "-userid-header", "$(USERID_HEADER)", "-userid-prefix", "$(USERID_PREFIX)"],
                       "envFrom": [{"configMapRef": {"name": "{{{{config}}}}"}}]},
                      {"name": "kfam", "image": "docker.io/kubeflownotebookswg/kfam:{{{{tag}}}}",
                       "command": ["/access-management", "-userid-header", "$(USERID_HEADER)", "-userid-prefix", "$(USERID_PREFIX)"],
                       "envFrom": [{"configMapRef": {"name": "{{{{config}}}}"}}]}
                    ]
                  }
                }
              }
            }
            """));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
