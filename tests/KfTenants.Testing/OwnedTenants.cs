using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Testing;

/// <summary>A cluster in which a set was applied and profile-controller has done its part: namespaces, owners' bindings and policies.</summary>
public static class OwnedTenants
{
    public static LiveState Of(TenantSet set) => Live.State(
    [
        .. DesiredState.For(set, IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent)),
        .. set.Tenants.SelectMany(t => MadeByController(t.Name, t.EffectiveOwner)),
        .. set.Tenants.Where(t => !t.Quota.IsEmpty)
            .Select(t => Made(ObjectKind.ResourceQuota, t.Name, new JsonObject { ["name"] = "kf-resource-quota", ["namespace"] = t.Name }, new JsonObject
        {
            ["spec"] = new JsonObject { ["hard"] = new JsonObject(t.Quota.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value))) },
        })),
    ]);

    public static IEnumerable<KubeObject> MadeByController(string tenant, string owner)
    {
        yield return Made(ObjectKind.Namespace, tenant, new JsonObject
        {
            ["name"] = tenant,
            ["annotations"] = new JsonObject { ["owner"] = owner },
            ["labels"] = new JsonObject { ["istio-injection"] = "enabled" },
        }, []);
        var metadata = new JsonObject { ["namespace"] = tenant, ["annotations"] = new JsonObject { ["user"] = owner, ["role"] = "admin" } };
        yield return Made(ObjectKind.RoleBinding, tenant, Named(metadata, "namespaceAdmin"), new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "kubeflow-admin" },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "User", ["name"] = owner }),
        });
        yield return Made(ObjectKind.AuthorizationPolicy, tenant, Named(metadata, "ns-owner-access-istio"), new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["rules"] = new JsonArray(new JsonObject
                {
                    ["when"] = new JsonArray(new JsonObject { ["key"] = "request.headers[kubeflow-userid]", ["values"] = new JsonArray(owner) }),
                }),
            },
        });
    }

    /// <summary>The same state with one object changed by hand.</summary>
    public static LiveState Edited(this LiveState live, ObjectKey key, string pointer, JsonNode? value)
    {
        var edited = live.Find(key)!.EditedBy("kubectl-edit", pointer, value);
        return live.With(key, edited);
    }

    /// <summary>The same state, with the object not made by the controller for this Profile.</summary>
    public static LiveState Unowned(this LiveState live, ObjectKey key)
    {
        var body = live.Find(key)!.ToNode();
        body["metadata"]!.AsObject().Remove("ownerReferences");
        return live.With(key, KubeObject.From(key.Kind, body));
    }

    public static Plan PlanOf(TenantSet set, LiveState live) =>
        Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);

    public static string Describe(Plan plan) => string.Join('\n', plan.Pending.Select(c =>
        $"{c.Action} {c.Key} {c.Reason} [{c.Risk.ToText()}] {string.Join(", ", c.Fields.Select(f => $"{f.Pointer}: {f.Before} -> {f.After}"))} {(c as Change.Conflict)?.Detail}"));

    private static JsonObject Named(JsonObject metadata, string name)
    {
        var copy = metadata.DeepClone().AsObject();
        copy["name"] = name;
        return copy;
    }

    private static KubeObject Made(ObjectKind kind, string tenant, JsonObject metadata, JsonObject content)
    {
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "kubeflow.org/v1",
            ["kind"] = "Profile",
            ["name"] = tenant,
            ["uid"] = "uid-" + ProfileObject.Key(tenant),
            ["controller"] = true,
        });
        content["metadata"] = metadata;
        return Live.MadeBy("manager", KubeObject.From(kind, content));
    }
}
