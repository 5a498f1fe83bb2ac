using System.Net;
using System.Net.Http.Headers;
using System.Text;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What the Kubeflow SDK asks of an API server, by who has a token; and what a token for it must not open.</summary>
internal static class SdkCalls
{
    public const string Trainer = "/apis/trainer.kubeflow.org/v1alpha1";

    // The calls of the Kubeflow SDK (kubeflow/sdk, trainer/backends/kubernetes/backend.py), with the account's own token.
    public static async Task AssertTrainsAsync(KubeflowCluster kubeflow, string token, string space)
    {
        var jobs = $"{Trainer}/namespaces/{space}/trainjobs";
        await AssertAsync(HttpStatusCode.OK, "GET", $"{Trainer}/namespaces/{space}/trainingruntimes");
        await AssertAsync(HttpStatusCode.NotFound, "GET", $"{Trainer}/namespaces/{space}/trainingruntimes/torch-distributed");
        await AssertAsync(HttpStatusCode.Created, "POST", jobs, """{"apiVersion": "trainer.kubeflow.org/v1alpha1", "kind": "TrainJob", "metadata": {"name": "first"}}""");
        await AssertAsync(HttpStatusCode.OK, "GET", jobs);
        await AssertAsync(HttpStatusCode.OK, "GET", $"{jobs}/first");
        await AssertAsync(HttpStatusCode.OK, "GET", $"/api/v1/namespaces/{space}/pods?labelSelector=jobset.sigs.k8s.io/jobset-name=first");
        await AssertAsync(HttpStatusCode.NotFound, "GET", $"/api/v1/namespaces/{space}/pods/first/log");
        await AssertAsync(HttpStatusCode.OK, "GET", $"/api/v1/namespaces/{space}/events");
        await AssertAsync(HttpStatusCode.Forbidden, "PATCH", $"{jobs}/first", "{}");
        await AssertAsync(HttpStatusCode.OK, "DELETE", $"{jobs}/first");

        await AssertAsync(HttpStatusCode.Forbidden, "GET", $"/api/v1/namespaces/{space}/secrets");
        await AssertAsync(HttpStatusCode.Forbidden, "POST", $"/api/v1/namespaces/{space}/pods", """{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}""");
        await AssertAsync(HttpStatusCode.Forbidden, "GET", $"{Trainer}/namespaces/kubeflow/trainjobs");

        // In no namespace: what no RoleBinding gives. Trainer's overlay gives it to everyone who has signed in.
        await AssertAsync(HttpStatusCode.Forbidden, "GET", $"{Trainer}/clustertrainingruntimes");
        await kubeflow.Api.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole
        {
            Metadata = new V1ObjectMeta { Name = "na-cluster-runtimes" },
            Rules = [new V1PolicyRule { ApiGroups = ["trainer.kubeflow.org"], Resources = ["clustertrainingruntimes"], Verbs = ["get", "list"] }],
        });
        await kubeflow.Api.RbacAuthorizationV1.CreateClusterRoleBindingAsync(new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = "na-cluster-runtimes" },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "na-cluster-runtimes" },
            Subjects = [new Rbacv1Subject { ApiGroup = "rbac.authorization.k8s.io", Kind = "Group", Name = "system:authenticated" }],
        });
        await AssertAsync(HttpStatusCode.OK, "GET", $"{Trainer}/clustertrainingruntimes");
        await kubeflow.Api.RbacAuthorizationV1.DeleteClusterRoleBindingAsync("na-cluster-runtimes");
        await kubeflow.Api.RbacAuthorizationV1.DeleteClusterRoleAsync("na-cluster-runtimes");

        // The authorizer learns of a new binding a moment after it is stored.
        Task AssertAsync(HttpStatusCode expected, string method, string path, string? body = null) =>
            Eventually.TrueAsync($"{method} {path} is {expected}", async () => await StatusAsync(kubeflow, token, method, path, body) == expected, seconds: 5);
    }

    public static async Task<HttpStatusCode> StatusAsync(KubeflowCluster kubeflow, string token, string method, string path, string? body = null)
    {
        using var transport = kubeflow.Cluster.Transport("nobody-in-particular");
        transport.SslOptions.ClientCertificates = null;
        using var client = new HttpClient(transport);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(kubeflow.Cluster.Server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    // As small as they can be: what they are asked for here is their names.
    public static async Task InstallTrainerAsync(IKubernetes api)
    {
        foreach (var (plural, kind, scope) in ((string, string, string)[])
            [("trainjobs", "TrainJob", "Namespaced"), ("trainingruntimes", "TrainingRuntime", "Namespaced"), ("clustertrainingruntimes", "ClusterTrainingRuntime", "Cluster")])
        {
            if (await api.ApiextensionsV1.ReadCustomResourceDefinitionAsync($"{plural}.trainer.kubeflow.org").OrNullAsync() is not null)
            {
                continue;
            }

            await api.ApiextensionsV1.CreateCustomResourceDefinitionAsync(new V1CustomResourceDefinition
            {
                Metadata = new V1ObjectMeta { Name = $"{plural}.trainer.kubeflow.org" },
                Spec = new V1CustomResourceDefinitionSpec
                {
                    Group = "trainer.kubeflow.org",
                    Names = new V1CustomResourceDefinitionNames { Kind = kind, ListKind = kind + "List", Plural = plural, Singular = kind.ToLowerInvariant() },
                    Scope = scope,
                    Versions =
                    [
                        new V1CustomResourceDefinitionVersion
                        {
                            Name = "v1alpha1",
                            Served = true,
                            Storage = true,
                            Schema = new V1CustomResourceValidation { OpenAPIV3Schema = new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true } },
                        },
                    ],
                },
            });
            await Eventually.TrueAsync(
                $"{plural} are served",
                async () => (await api.ApiextensionsV1.ReadCustomResourceDefinitionAsync($"{plural}.trainer.kubeflow.org")).Status?.Conditions?
                    .Any(c => c is { Type: "Established", Status: "True" }) == true,
                seconds: 30);
        }
    }
}
