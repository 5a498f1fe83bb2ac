using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Audit;

/// <summary>Tenants as the real controllers of a release left them, in which nothing is wrong, and the ways to make something wrong.</summary>
internal static class HealthyCluster
{
    // The recording has others, which were made to be refused or taken over.
    private static readonly string[] Tenants = ["rec-plain", "rec-plugin", "rec-registered", "rec-taken"];

    private static readonly string[] People =
        ["O'Neil+x@Example.com", "ann@example.com", "bob@example.com", "carl.admin@example.com", "carl.edit@example.com", "carl.view@example.com", "dee@example.com"];

    public const string GoodHash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";

    /// <param name="more">A tenant of the recording besides.</param>
    public static LiveState Of(string release = "kubeflow-26.03", string? more = null) => Live.State(
    [
        .. from body in Recording.Of(release).After("1-created")
           let kind = ObjectKind.Find((string)body["apiVersion"]!, (string)body["kind"]!)
           where kind is not null
           let found = KubeObject.From(kind, body)
           let tenant = found.Key.Namespace ?? found.Key.Name
           where Tenants.Contains(tenant) || tenant == more
           select found,
    ]);

    /// <summary>The tenant with a quota, with the limits that belong to it and a node that can hold it.</summary>
    public static LiveState WithQuota() => Of(more: "rec-quota").Limits("rec-quota").Node("4", "8Gi", "5k");

    /// <summary>With a login for everyone.</summary>
    public static LiveState WithDex(Func<string, string>? edit = null)
    {
        var entries = People.Select((p, i) => $"- {{email: \"{p}\", hash: {GoodHash}, username: u, userID: \"id-{i}\"}}\n");
        var text = "enablePasswordDB: true\nstaticPasswords:\n" + string.Concat(entries);
        return Of().Put(ObjectKind.ConfigMap, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "dex", ["namespace"] = "auth" },
            ["data"] = new JsonObject { ["config.yaml"] = edit is null ? text : edit(text) },
        });
    }

    public static LiveState Put(this LiveState live, ObjectKind kind, JsonObject body) =>
        KubeObject.From(kind, body) is var made ? live.With(made.Key, Live.MadeBy("kubectl-create", made)) : live;

    public static LiveState Put(this LiveState live, ObjectKind kind, string json) => live.Put(kind, JsonNode.Parse(json)!.AsObject());

    public static LiveState Drop(this LiveState live, ObjectKind kind, string? space, string name) => live.With(new ObjectKey(kind, space, name), null);

    public static LiveState Edit(this LiveState live, ObjectKind kind, string? space, string name, string pointer, string? json) =>
        live.Edited(new ObjectKey(kind, space, name), pointer, json is null ? null : JsonNode.Parse(json));

    public static LiveState Binding(this LiveState live, string name, string role, string subjects, string annotations = "{}", string tenant = "rec-plain") =>
        live.Put(ObjectKind.RoleBinding,
            $$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"{{{tenant}}}","annotations":{{{annotations}}}},
             "roleRef":{"kind":"ClusterRole","name":"{{{role}}}"},"subjects":[{{{subjects}}}]}
            """);

    public static LiveState Policy(this LiveState live, string name, string person, string space = "rec-plain") => live.Put(ObjectKind.AuthorizationPolicy,
        $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"{{{space}}}"},"spec":{"rules":[{"from":[{"source":{"principals":
        ["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"]}}],"when":[{"key":"request.headers[kubeflow-userid]","values":["{{{person}}}"]}]}]}}
        """);

    public static LiveState Limits(this LiveState live, string tenant) => live.Put(ObjectKind.LimitRange,
        $$$"""
        {"metadata":{"name":"l","namespace":"{{{tenant}}}"},"spec":{"limits":[{"type":"Container",
         "default":{"cpu":"1","memory":"1Gi"},"defaultRequest":{"cpu":"1","memory":"1Gi"}}]}}
        """);

    public static LiveState Node(this LiveState live, string cpu, string memory, string pods) => live.Put(ObjectKind.Node,
        $$$$"""{"metadata":{"name":"node-1"},"status":{"allocatable":{"cpu":"{{{{cpu}}}}","memory":"{{{{memory}}}}","pods":"{{{{pods}}}}"}}}""");
}
