using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>What an API server fills in before it stores an object, and what it refuses.</summary>
internal static class ApiDefaults
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static void Fill(ObjectKind kind, JsonObject body)
    {
        if (kind == ObjectKind.RoleBinding)
        {
            // pkg/apis/rbac/v1/defaults.go
            foreach (var subject in (body["subjects"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (subject["apiGroup"] is null && subject["kind"]?.ToString() is "User" or "Group")
                {
                    subject["apiGroup"] = RbacGroup;
                }
            }

            if (body["roleRef"] is JsonObject roleRef && roleRef["apiGroup"] is null)
            {
                roleRef["apiGroup"] = RbacGroup;
            }
        }
    }

    /// <summary>What only the creation of a Namespace brings, as if its creator had written it.</summary>
    public static void FillNew(ObjectKind kind, string name, JsonObject body)
    {
        if (kind == ObjectKind.Namespace)
        {
            var metadata = body["metadata"]!.AsObject();
            if (metadata["labels"] is not JsonObject labels)
            {
                metadata["labels"] = labels = [];
            }

            labels["kubernetes.io/metadata.name"] = name;
        }
    }

    /// <summary>What the creation of a Namespace brings that is no manager's.</summary>
    public static void Begin(ObjectKind kind, JsonObject body)
    {
        if (kind == ObjectKind.Namespace)
        {
            body["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
            body["status"] = new JsonObject { ["phase"] = "Active" };
        }
    }

    /// <summary>Maps that a server leaves out when they are empty, whatever emptied them.</summary>
    public static void DropEmptyMaps(JsonObject body)
    {
        foreach (var (holder, name) in new[] { (body["metadata"], "labels"), (body["metadata"], "annotations"), (body, "data"), (body, "binaryData") })
        {
            if (holder is JsonObject map && map[name] is JsonObject { Count: 0 })
            {
                map.Remove(name);
            }
        }
    }

    /// <summary>Why the server would answer 422 to this change; null when it would not.</summary>
    public static string? Refusal(KubeObject live, JsonObject body) =>
        live.Key.Kind == ObjectKind.RoleBinding &&
        !JsonNode.DeepEquals(live.ToNode()["roleRef"], body["roleRef"]) ? $"{live.Key}: cannot change roleRef" : null;

    /// <summary>The kinds that count changes of what they ask for in <c>metadata.generation</c>.</summary>
    public static bool HasGeneration(ObjectKind kind) =>
        kind == ObjectKind.Profile || kind == ObjectKind.AuthorizationPolicy || kind == ObjectKind.Deployment;
}
