using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// One reconcile of one Profile, step by step as in profile_controller.go; aborts on the first error. Held against recordings of the
/// real one, as the product's own simulation is, with which it shares no code.
/// </summary>
public sealed class ProfileReconciler(IKubernetes api, KubeflowRelease release)
{
    private const string Finalizer = "profile-finalizer";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Istio = "/apis/security.istio.io/v1beta1/namespaces/";

    public string UserIdHeader { get; set; } = "kubeflow-userid";

    public string UserIdPrefix { get; set; } = "";

    /// <summary>How long it takes from one step to the next. The real one is held to 20 requests a second, whatever there is to do.</summary>
    public TimeSpan Pace { get; set; }

    public async Task RunAsync(string name)
    {
        var profile = await api.FindAsync(ProfilePath(name));
        if (profile is null || profile["spec"]?["owner"]?["name"] is null)
        {
            return;
        }

        if (!await NamespaceAsync(name, profile))
        {
            // appendErrorConditionAndReturn: the condition is put on the main resource, where the server ignores it; the write happens.
            await api.ReplaceAsync(ProfilePath(name), RoundTripped(profile));
            return;
        }

        await Task.Delay(Pace);
        await PolicyAsync(name, profile);
        await Task.Delay(Pace);
        await ServiceAccountAsync(name, profile, "default-editor", "kubeflow-edit");
        await Task.Delay(Pace);
        await ServiceAccountAsync(name, profile, "default-viewer", "kubeflow-view");
        await Task.Delay(Pace);
        var owner = Owner(profile);
        await RoleBindingAsync(
            name,
            profile,
            "namespaceAdmin",
            "kubeflow-admin",
            KubernetesJson.Deserialize<Rbacv1Subject>(profile["spec"]!["owner"]!),
            new Dictionary<string, string> { ["user"] = owner, ["role"] = "admin" });
        await Task.Delay(Pace);
        await QuotaAsync(name, profile);
        if (!await PluginsAsync(name, profile))
        {
            await api.ReplaceAsync(ProfilePath(name), RoundTripped(profile));
            return;
        }

        profile = await api.ReplaceAsync(ProfilePath(name), RoundTripped(profile));
        await FinalizerAsync(name, profile);
    }

    /// <summary>The Profile as the controller's Go struct writes it: quantities canonical, an empty quota where there is none.</summary>
    private static JsonObject RoundTripped(JsonObject profile)
    {
        var copy = profile.DeepClone().AsObject();
        copy.Remove("status");
        var spec = copy["spec"]!.AsObject();
        if (spec["plugins"] is JsonArray { Count: 0 })
        {
            spec.Remove("plugins");
        }

        var quota = (spec["resourceQuotaSpec"] as JsonObject)?.DeepClone().AsObject() ?? [];
        if (quota["hard"] is JsonObject { Count: > 0 } hard)
        {
            quota["hard"] = new JsonObject(hard.Select(pair =>
                KeyValuePair.Create(pair.Key, (JsonNode?)GoQuantity.Canonical(pair.Value!.ToString()))));
        }
        else
        {
            quota.Remove("hard");
        }

        spec["resourceQuotaSpec"] = quota;
        return copy;
    }

    private async Task<bool> NamespaceAsync(string name, JsonObject profile)
    {
        var live = await api.CoreV1.ReadNamespaceAsync(name).OrNullAsync();
        if (live is null)
        {
            var labels = new Dictionary<string, string> { ["istio-injection"] = "enabled" };
            SetLabels(labels);
            await api.CoreV1.CreateNamespaceAsync(new V1Namespace
            {
                Metadata = new V1ObjectMeta
                {
                    Name = name,
                    Annotations = new Dictionary<string, string> { ["owner"] = Owner(profile) },
                    Labels = labels,
                    OwnerReferences = [OwnedBy(profile)],
                },
            });
            return true;
        }

        if (live.GetAnnotation("owner") != Owner(profile))
        {
            return false;
        }

        if (SetLabels(live.EnsureMetadata().EnsureLabels()))
        {
            await api.CoreV1.ReplaceNamespaceAsync(live, name);
        }

        return true;
    }

    // A value that is there wins; an empty value in the labels file would remove (no release ships one).
    private bool SetLabels(IDictionary<string, string> labels)
    {
        var isChanged = false;
        foreach (var (key, value) in release.NamespaceLabels)
        {
            isChanged |= labels.TryAdd(key, value);
        }

        return isChanged;
    }

    private async Task PolicyAsync(string name, JsonObject profile)
    {
        var spec = new JsonObject { ["rules"] = OwnerRules(name, Owner(profile)) };
        var live = await api.FindAsync($"{Istio}{name}/authorizationpolicies/ns-owner-access-istio");
        if (live is null)
        {
            await api.CreateAsync($"{Istio}{name}/authorizationpolicies", new JsonObject
            {
                ["apiVersion"] = "security.istio.io/v1beta1",
                ["kind"] = "AuthorizationPolicy",
                ["metadata"] = new JsonObject
                {
                    ["name"] = "ns-owner-access-istio",
                    ["namespace"] = name,
                    ["annotations"] = new JsonObject { ["user"] = Owner(profile), ["role"] = "admin" },
                    ["ownerReferences"] = new JsonArray(Json(OwnedBy(profile))),
                },
                ["spec"] = spec,
            });
        }
        else if (!JsonNode.DeepEquals(live["spec"], spec))
        {
            live["spec"] = spec;
            await api.ReplaceAsync($"{Istio}{name}/authorizationpolicies/ns-owner-access-istio", live);
        }
    }

    private JsonArray OwnerRules(string name, string owner)
    {
        var first = new JsonObject();
        if (release.Generation >= ControllerGeneration.From18)
        {
            first["from"] = From(KubeflowInstallation.GatewayPrincipal, KubeflowInstallation.PipelinesPrincipal);
        }

        first["when"] = new JsonArray(new JsonObject
        {
            ["key"] = $"request.headers[{UserIdHeader}]",
            ["values"] = new JsonArray(UserIdPrefix + owner),
        });
        return
        [
            first,
            new JsonObject
            {
                ["when"] = new JsonArray(new JsonObject { ["key"] = "source.namespace", ["values"] = new JsonArray(name) }),
            },
            new JsonObject
            {
                ["to"] = new JsonArray(new JsonObject
                {
                    ["operation"] = new JsonObject { ["paths"] = new JsonArray("/healthz", "/metrics", "/wait-for-drain") },
                }),
            },
            new JsonObject
            {
                ["from"] = From(KubeflowInstallation.NotebookPrincipal),
                ["to"] = new JsonArray(new JsonObject
                {
                    ["operation"] = new JsonObject { ["methods"] = new JsonArray("GET"), ["paths"] = new JsonArray("*/api/kernels") },
                }),
            },
        ];
    }

    private static JsonArray From(params IEnumerable<string> principals) =>
        [new JsonObject { ["source"] = new JsonObject { ["principals"] = new JsonArray([.. principals.Select(p => (JsonNode)p)]) } }];

    private async Task ServiceAccountAsync(string name, JsonObject profile, string account, string role)
    {
        if (await api.CoreV1.ReadNamespacedServiceAccountAsync(account, name).OrNullAsync() is null)
        {
            await api.CoreV1.CreateNamespacedServiceAccountAsync(
                new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = account, NamespaceProperty = name, OwnerReferences = [OwnedBy(profile)] } },
                name);
        }

        var subject = new Rbacv1Subject { Kind = "ServiceAccount", Name = account, NamespaceProperty = name };
        await RoleBindingAsync(name, profile, account, role, subject, []);
    }

    private async Task RoleBindingAsync(
        string name, JsonObject profile, string binding, string role, Rbacv1Subject subject, Dictionary<string, string> annotations)
    {
        var reference = new V1RoleRef { ApiGroup = Rbac, Kind = "ClusterRole", Name = role };
        var live = await api.RbacAuthorizationV1.ReadNamespacedRoleBindingAsync(binding, name).OrNullAsync();
        if (live is null)
        {
            var metadata = new V1ObjectMeta { Name = binding, NamespaceProperty = name, Annotations = annotations, OwnerReferences = [OwnedBy(profile)] };
            await api.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
                new V1RoleBinding { Metadata = metadata, RoleRef = reference, Subjects = [subject] }, name);
        }
        else if (live.RoleRef != reference || live.Subjects is not [var only] || only != subject)
        {
            live.RoleRef = reference;
            live.Subjects = [subject];
            await api.RbacAuthorizationV1.ReplaceNamespacedRoleBindingAsync(live, binding, name);
        }
    }

    // As JSON: the model of a quantity writes another text than it read.
    private async Task QuotaAsync(string name, JsonObject profile)
    {
        var path = $"/api/v1/namespaces/{name}/resourcequotas/kf-resource-quota";
        var spec = RoundTripped(profile)["spec"]!["resourceQuotaSpec"]!.DeepClone().AsObject();
        if (spec["hard"] is JsonObject { Count: > 0 })
        {
            var live = await api.FindAsync(path);
            if (live is null)
            {
                await api.CreateAsync($"/api/v1/namespaces/{name}/resourcequotas", new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ResourceQuota",
                    ["metadata"] = new JsonObject { ["name"] = "kf-resource-quota", ["namespace"] = name, ["ownerReferences"] = new JsonArray(Json(OwnedBy(profile))) },
                    ["spec"] = spec,
                });
            }
            else if (!JsonNode.DeepEquals(live["spec"], spec))
            {
                live["spec"] = spec;
                await api.ReplaceAsync(path, live);
            }
        }
        else if (release.Generation >= ControllerGeneration.V17)
        {
            await api.DeleteAsync(path);
        }
    }

    // The only plugin that writes nothing outside of the cluster (plugin_iam.go, with annotateOnly). Up to 1.6 it asks AWS all the
    // same, without whose answer the controller goes no further.
    private async Task<bool> PluginsAsync(string name, JsonObject profile)
    {
        foreach (var plugin in profile["spec"]!["plugins"] as JsonArray ?? [])
        {
            if ((string?)plugin!["kind"] == "AwsIamForServiceAccount" && (bool?)plugin["spec"]?["annotateOnly"] == true)
            {
                var account = await api.CoreV1.ReadNamespacedServiceAccountAsync("default-editor", name);
                account.EnsureMetadata().EnsureAnnotations()["eks.amazonaws.com/role-arn"] = (string)plugin["spec"]!["awsIamRole"]!;
                await api.CoreV1.ReplaceNamespacedServiceAccountAsync(account, "default-editor", name);
                if (release.Generation == ControllerGeneration.UpTo16)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task FinalizerAsync(string name, JsonObject profile)
    {
        var metadata = profile["metadata"]!.AsObject();
        var finalizers = metadata["finalizers"] as JsonArray ?? [];
        var present = finalizers.FirstOrDefault(f => (string?)f == Finalizer);
        if (metadata["deletionTimestamp"] is null && present is null)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => f!.DeepClone()), (JsonNode)Finalizer]);
        }
        else if (metadata["deletionTimestamp"] is not null && present is not null)
        {
            finalizers.Remove(present);
        }
        else
        {
            return;
        }

        try
        {
            await api.ReplaceAsync(ProfilePath(name), profile);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // It was the last finalizer of an object that is gone by now.
        }
    }

    private static V1OwnerReference OwnedBy(JsonObject profile) => new()
    {
        ApiVersion = "kubeflow.org/v1",
        Kind = "Profile",
        Name = (string)profile["metadata"]!["name"]!,
        Uid = (string)profile["metadata"]!["uid"]!,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    private static JsonNode? Json(object model) => JsonNode.Parse(KubernetesJson.Serialize(model));

    private static string Owner(JsonObject profile) => (string)profile["spec"]!["owner"]!["name"]!;

    private static string ProfilePath(string name) => "/apis/kubeflow.org/v1/profiles/" + name;
}
