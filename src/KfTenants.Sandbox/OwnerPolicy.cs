using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>The AuthorizationPolicy <c>ns-owner-access-istio</c> of profile-controller (getAuthorizationPolicy).</summary>
internal static class OwnerPolicy
{
    public const string Name = "ns-owner-access-istio";

    private const string Gateway = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
    private const string PipelinesUi = "cluster.local/ns/kubeflow/sa/ml-pipeline-ui";
    private const string NotebookController = "cluster.local/ns/kubeflow/sa/notebook-controller-service-account";

    /// <summary>With header, prefix and principals of another tenant's policy: those are configured for the whole cluster.</summary>
    public static JsonObject Spec(PendingWrites writes, string tenant, string owner)
    {
        // One whose annotation and spec agree: in the middle of an owner transfer they do not.
        var examples = writes.Where(o => o.Key.Name == Name && o.Key.Kind == ObjectKind.AuthorizationPolicy && o.Annotation("user") is not null);
        var whole = examples.FirstOrDefault(o => HeaderValue(o).EndsWith(o.Annotation("user")!, StringComparison.Ordinal));
        var example = whole ?? examples.FirstOrDefault();
        var rules = example?.ToNode()["spec"]?["rules"] as JsonArray;
        var condition = At(At(rules, 0)?["when"], 0);
        var header = condition?["key"]?.ToString() ?? "request.headers[kubeflow-userid]";
        var value = At(condition?["values"], 0)?.ToString() ?? "";
        var user = example?.Annotation("user") ?? "";
        var prefix = value.EndsWith(user, StringComparison.Ordinal) ? value[..^user.Length] : "";
        var admitted = new JsonObject();

        // Up to 1.7 the controller names none.
        if (whole is null || Principals(rules, 0) is not null)
        {
            admitted["from"] = From(Principals(rules, 0) ?? new JsonArray(Gateway, PipelinesUi));
        }

        admitted["when"] = When(header, prefix + owner);
        return new JsonObject
        {
            ["rules"] = new JsonArray(
                admitted,
                new JsonObject { ["when"] = When("source.namespace", tenant) },
                new JsonObject { ["to"] = To(new JsonObject { ["paths"] = new JsonArray("/healthz", "/metrics", "/wait-for-drain") }) },
                new JsonObject
                {
                    ["from"] = From(Principals(rules, 3) ?? new JsonArray(NotebookController)),
                    ["to"] = To(new JsonObject { ["methods"] = new JsonArray("GET"), ["paths"] = new JsonArray("*/api/kernels") }),
                }),
        };
    }

    private static string HeaderValue(KubeObject policy) =>
        At(Member(At(Member(At(Member(Member(policy.ToNode(), "spec"), "rules"), 0), "when"), 0), "values"), 0)?.ToString() ?? "";

    private static JsonNode? At(JsonNode? list, int index) => list is JsonArray array && array.Count > index ? array[index] : null;

    // An editor may have written anything there.
    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static JsonArray? Principals(JsonArray? rules, int rule) =>
        Member(Member(At(Member(At(rules, rule), "from"), 0), "source"), "principals") is JsonArray { Count: > 0 } found ? found.DeepClone().AsArray() : null;

    private static JsonArray From(JsonArray principals) =>
        new(new JsonObject { ["source"] = new JsonObject { ["principals"] = principals } });

    private static JsonArray When(string key, string value) => new(new JsonObject { ["key"] = key, ["values"] = new JsonArray(value) });

    private static JsonArray To(JsonObject operation) => new(new JsonObject { ["operation"] = operation });
}
