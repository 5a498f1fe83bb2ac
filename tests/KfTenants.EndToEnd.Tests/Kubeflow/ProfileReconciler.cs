using System.Net;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>One reconcile of one Profile, step by step as in profile_controller.go; aborts on the first error.</summary>
public sealed class ProfileReconciler(KubeApi api, KubeflowRelease release)
{
    private const string Finalizer = "profile-finalizer";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/";
    private const string Istio = "/apis/security.istio.io/v1beta1/namespaces/";

    public string UserIdHeader { get; set; } = "kubeflow-userid";

    public string UserIdPrefix { get; set; } = "";

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

        await PolicyAsync(name, profile);
        await ServiceAccountAsync(name, profile, "default-editor", "kubeflow-edit");
        await ServiceAccountAsync(name, profile, "default-viewer", "kubeflow-view");
        var owner = Owner(profile);
        await RoleBindingAsync(
            name,
            profile,
            "namespaceAdmin",
            "kubeflow-admin",
            profile["spec"]!["owner"]!.DeepClone(),
            new JsonObject { ["user"] = owner, ["role"] = "admin" });
        await QuotaAsync(name, profile);
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
        var path = "/api/v1/namespaces/" + name;
        var live = await api.FindAsync(path);
        if (live is null)
        {
            var labels = new JsonObject { ["istio-injection"] = "enabled" };
            SetLabels(labels);
            await api.CreateAsync("/api/v1/namespaces", new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["annotations"] = new JsonObject { ["owner"] = Owner(profile) },
                    ["labels"] = labels,
                    ["ownerReferences"] = OwnedBy(profile),
                },
            });
            return true;
        }

        if ((string?)live["metadata"]!["annotations"]?["owner"] != Owner(profile))
        {
            return false;
        }

        var present = live["metadata"]!["labels"] as JsonObject ?? [];
        var wanted = present.DeepClone().AsObject();
        SetLabels(wanted);
        if (!JsonNode.DeepEquals(present, wanted))
        {
            live["metadata"]!["labels"] = wanted;
            await api.ReplaceAsync(path, live);
        }

        return true;
    }

    // A value that is there wins; an empty value in the labels file would remove (no release ships one).
    private void SetLabels(JsonObject labels)
    {
        foreach (var (key, value) in release.NamespaceLabels)
        {
            labels.TryAdd(key, value);
        }
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
                    ["ownerReferences"] = OwnedBy(profile),
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
        var collection = $"/api/v1/namespaces/{name}/serviceaccounts";
        if (await api.FindAsync($"{collection}/{account}") is null)
        {
            await api.CreateAsync(collection, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = account, ["namespace"] = name, ["ownerReferences"] = OwnedBy(profile) },
            });
        }

        var subject = new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account, ["namespace"] = name };
        await RoleBindingAsync(name, profile, account, role, subject, []);
    }

    private async Task RoleBindingAsync(
        string name, JsonObject profile, string binding, string role, JsonNode subject, JsonObject annotations)
    {
        var subjects = new JsonArray(subject);
        var reference = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role };
        var live = await api.FindAsync($"{Rbac}{name}/rolebindings/{binding}");
        if (live is null)
        {
            await api.CreateAsync($"{Rbac}{name}/rolebindings", new JsonObject
            {
                ["apiVersion"] = "rbac.authorization.k8s.io/v1",
                ["kind"] = "RoleBinding",
                ["metadata"] = new JsonObject
                {
                    ["name"] = binding,
                    ["namespace"] = name,
                    ["annotations"] = annotations,
                    ["ownerReferences"] = OwnedBy(profile),
                },
                ["roleRef"] = reference,
                ["subjects"] = subjects,
            });
        }
        else if (!JsonNode.DeepEquals(live["roleRef"], reference) || !JsonNode.DeepEquals(live["subjects"], subjects))
        {
            live["roleRef"] = reference;
            live["subjects"] = subjects;
            await api.ReplaceAsync($"{Rbac}{name}/rolebindings/{binding}", live);
        }
    }

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
                    ["metadata"] = new JsonObject { ["name"] = "kf-resource-quota", ["namespace"] = name, ["ownerReferences"] = OwnedBy(profile) },
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
        catch (KubeApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            // It was the last finalizer of an object that is gone by now.
        }
    }

    private static JsonArray OwnedBy(JsonObject profile) =>
    [
        new JsonObject
        {
            ["apiVersion"] = "kubeflow.org/v1",
            ["kind"] = "Profile",
            ["name"] = (string)profile["metadata"]!["name"]!,
            ["uid"] = (string)profile["metadata"]!["uid"]!,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        },
    ];

    private static string Owner(JsonObject profile) => (string)profile["spec"]!["owner"]!["name"]!;

    private static string ProfilePath(string name) => "/apis/kubeflow.org/v1/profiles/" + name;
}
