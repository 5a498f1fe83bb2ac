using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// The people who run the product, each with the least rights that its design promises to be enough: <c>plan</c> needs get and
/// list, <c>apply</c> needs to write what it manages and to bind the three Kubeflow roles, and nothing more.
/// </summary>
public static class ToolRoles
{
    /// <summary>May plan and apply.</summary>
    public const string Platform = "platform-team";

    /// <summary>May plan: get and list, and nothing else.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>Signed in, without any right.</summary>
    public const string Stranger = "stranger";

    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private static readonly (string Group, string[] Resources)[] Read =
    [
        ("kubeflow.org", ["profiles"]),
        ("", ["namespaces", "resourcequotas", "limitranges", "serviceaccounts"]),
        ("rbac.authorization.k8s.io", ["rolebindings"]),
        ("security.istio.io", ["authorizationpolicies"]),
    ];

    private static readonly (string Group, string[] Resources)[] Written =
    [
        ("kubeflow.org", ["profiles"]),
        ("", ["limitranges"]),
        ("rbac.authorization.k8s.io", ["rolebindings"]),
        ("security.istio.io", ["authorizationpolicies"]),
    ];

    private static readonly (string Group, string[] Resources)[] Platforms =
    [
        ("", ["configmaps", "secrets"]),
        ("apps", ["deployments"]),
    ];

    // The lock and the ledger of each set.
    private static readonly (string Group, string[] Resources)[] Books =
    [
        ("", ["configmaps"]),
        ("coordination.k8s.io", ["leases"]),
    ];

    private static readonly (string Group, string[] Resources) Events = ("events.k8s.io", ["events"]);

    public static async Task CreateAsync(KubeApi api)
    {
        await CreateAsync(api, null, "kftenants-plan", Reviewer, [.. Read.Select(r => Rule(r, "get", "list"))]);
        await CreateAsync(api, null, "kftenants-apply", Platform,
        [
            .. Read.Select(r => Rule(r, "get", "list")),
            .. Written.Select(r => Rule(r, "create", "patch", "delete")),
            Rule(("", ["namespaces"]), "patch"),
            // Up to Kubeflow 1.6 an emptied quota stays in force until somebody deletes it.
            Rule(("", ["resourcequotas"]), "delete"),
            new JsonObject
            {
                ["apiGroups"] = new JsonArray("rbac.authorization.k8s.io"),
                ["resources"] = new JsonArray("clusterroles"),
                ["verbs"] = new JsonArray("bind"),
                ["resourceNames"] = new JsonArray("kubeflow-admin", "kubeflow-edit", "kubeflow-view"),
            },
        ]);
        foreach (var place in (string[])["auth", "kubeflow"])
        {
            await CreateAsync(api, place, "kftenants-plan", Reviewer, [.. Platforms.Select(r => Rule(r, "get", "list"))]);
            await CreateAsync(api, place, "kftenants-apply", Platform, [.. Platforms.Select(r => Rule(r, "get", "list"))]);
        }

        await CreateAsync(api, "auth", "kftenants-dex", Platform, [.. Platforms.Select(r => Rule(r, "create", "patch"))]);
        await api.CreateAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "kftenants-system" } });
        await CreateAsync(api, "kftenants-system", "kftenants-plan", Reviewer, [.. Books.Select(r => Rule(r, "get"))]);
        await CreateAsync(api, "kftenants-system", "kftenants-apply", Platform, [.. Books.Select(r => Rule(r, "get", "create", "patch")), Rule(Events, "create", "patch")]);
        await CreateAsync(api, "default", "kftenants-events", Platform, [Rule(Events, "create", "patch")]);
    }

    private static async Task CreateAsync(KubeApi api, string? place, string role, string user, JsonArray rules)
    {
        var (prefix, kind) = place is null ? (Rbac + "/cluster", "ClusterRole") : ($"{Rbac}/namespaces/{place}/", "Role");
        var metadata = new JsonObject { ["name"] = role };
        await api.CreateAsync(prefix + "roles", new JsonObject { ["metadata"] = metadata, ["rules"] = rules });
        await api.CreateAsync(prefix + "rolebindings", new JsonObject
        {
            ["metadata"] = metadata.DeepClone(),
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = kind, ["name"] = role },
            ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "User", ["name"] = user }),
        });
    }

    private static JsonObject Rule((string Group, string[] Resources) what, params string[] verbs) => new()
    {
        ["apiGroups"] = new JsonArray(what.Group),
        ["resources"] = new JsonArray([.. what.Resources.Select(r => (JsonNode)r)]),
        ["verbs"] = new JsonArray([.. verbs.Select(v => (JsonNode)v)]),
    };
}
