using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>
/// Whom Istio lets through to the workloads of a namespace, by its AuthorizationPolicies (security.istio.io, ALLOW: one rule that
/// matches is enough; nobody is asked where there is no policy). People are known by a header that the gateway sets.
/// </summary>
public static class Mesh
{
    public const string Everyone = "everyone";

    private const string Header = "request.headers[kubeflow-userid]";

    // What any caller may see without being known, and who calls for no person.
    private static readonly string[] Harmless = ["/healthz", "/metrics", "/wait-for-drain"];
    private static readonly string[] Machines = ["cluster.local/ns/kubeflow/sa/notebook-controller-service-account"];

    /// <summary>People as the header names them, patterns as they stand in a policy, and <see cref="Everyone"/>.</summary>
    public static async Task<ImmutableSortedSet<string>> AdmittedAsync(IKubernetes api, string space)
    {
        var policies = (await api.ListAsync($"/apis/security.istio.io/v1beta1/namespaces/{space}/authorizationpolicies"))
            .Where(p => (string?)p["spec"]?["action"] is null or "ALLOW")
            .ToList();
        return policies.Any(p => p["spec"]?["selector"] is null)
            ? [.. policies.SelectMany(p => p["spec"]?["rules"] as JsonArray ?? []).SelectMany(rule => Admitted(rule!, space))]
            : [Everyone];
    }

    private static IEnumerable<string> Admitted(JsonNode rule, string space)
    {
        var conditions = (rule["when"] as JsonArray ?? []).Select(c => c!).ToList();
        if (conditions.Any(c => (string?)c["key"] == "source.namespace" && Values(c).SequenceEqual([space])) || IsOfMachines(rule) || IsHarmless(rule))
        {
            return [];
        }

        // All conditions must hold; one without values, or that only excludes, narrows nothing down to people that can be named.
        var people = conditions.Where(c => (string?)c["key"] == Header && Values(c).Length > 0).Select(Values).ToList();
        return people.Count == 0 ? [Everyone] : people.Aggregate((one, other) => [.. one.Intersect(other)]).Select(p => p == "*" ? Everyone : p);
    }

    private static bool IsOfMachines(JsonNode rule) => Parts(rule, "from", "source", "principals") is { Length: > 0 } callers && callers.All(Machines.Contains);

    private static bool IsHarmless(JsonNode rule) => Parts(rule, "to", "operation", "paths") is { Length: > 0 } paths && paths.All(Harmless.Contains);

    // Of each part of a list: where one lacks the field, it is open, which "*" says.
    private static string[] Parts(JsonNode rule, string list, string part, string field) =>
        [.. (rule[list] as JsonArray ?? []).SelectMany(p => p![part]?[field] is JsonArray { Count: > 0 } values ? values.Select(v => (string)v!) : ["*"])];

    private static string[] Values(JsonNode condition) => [.. (condition["values"] as JsonArray ?? []).Select(v => (string)v!)];
}
