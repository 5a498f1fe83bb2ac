using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>
/// What RBAC allows in one namespace, worked out from the objects themselves as the API server does it
/// (pkg/registry/rbac/validation, pkg/apis/rbac/v1/evaluation_helpers.go), and by nothing of the product's.
/// A binding that is being deleted still counts until it is gone.
/// </summary>
public sealed class Authorizer
{
    private const string Group = "/apis/rbac.authorization.k8s.io/v1/";

    private readonly ImmutableArray<Grant> _grants;
    private readonly Func<string, ImmutableArray<JsonNode>> _rulesOf;

    private Authorizer(string space, Func<string, ImmutableArray<JsonNode>> rulesOf, IEnumerable<Grant> grants)
    {
        _rulesOf = rulesOf;
        Namespace = space;
        _grants = [.. grants];
    }

    public string Namespace { get; }

    /// <summary>
    /// Everyone that a binding names, but for those that Kubernetes itself makes, by their place in RBAC: <c>User x</c>, <c>Group x</c>,
    /// <c>ServiceAccount ns/x</c>.
    /// </summary>
    public IReadOnlyDictionary<string, Identity> Named => _grants
        .Where(g => !g.IsOfKubernetes)
        .Select(g => (Name: NameOf(g.Subject), Identity: Identity.Of(g.Subject, Namespace)))
        .DistinctBy(g => g.Name)
        .ToDictionary(g => g.Name, g => g.Identity, StringComparer.Ordinal);

    public static async Task<Authorizer> ReadAsync(IKubernetes api, string space)
    {
        var roles = ByName(await api.ListAsync($"{Group}namespaces/{space}/roles"));
        var clusterRoles = ByName(await api.ListAsync(Group + "clusterroles"));
        var bindings = await api.ListAsync($"{Group}namespaces/{space}/rolebindings");
        var clusterBindings = await api.ListAsync(Group + "clusterrolebindings");
        return new Authorizer(
            space,
            RulesOf,
            from binding in bindings.Concat(clusterBindings)
            from subject in binding["subjects"] as JsonArray ?? []
            let role = binding["roleRef"]!
            select new Grant(subject, RulesOf($"{role["kind"]} {role["name"]}"), binding["metadata"]!["labels"]?["kubernetes.io/bootstrapping"] is not null));

        ImmutableArray<JsonNode> RulesOf(string role) =>
            (role.StartsWith("Role ", StringComparison.Ordinal) ? roles : clusterRoles).GetValueOrDefault(role[(role.IndexOf(' ', StringComparison.Ordinal) + 1)..], []);
    }

    /// <summary>What a role allows to those who have it in this namespace, whoever they are; one that does not exist allows nothing.</summary>
    /// <param name="role"><c>ClusterRole x</c> or <c>Role x</c>.</param>
    public bool Gives(string role, Request what) => _rulesOf(role).Any(rule => Allows(rule, what));

    public bool Allows(Identity who, Request what) =>
        _grants.Any(grant => IsMeant(grant.Subject, who) && grant.Rules.Any(rule => Allows(rule, what)));

    /// <summary>Every single thing that a role of the cluster allows; a wildcard stays one.</summary>
    public static async Task<ImmutableArray<Request>> AllOfAsync(IKubernetes api, string clusterRole)
    {
        var role = await api.GetAsync($"{Group}clusterroles/{clusterRole}");
        return
        [
            .. (from rule in role["rules"] as JsonArray ?? []
                from verb in Words(rule, "verbs")
                from apiGroup in Words(rule, "apiGroups")
                from resource in Words(rule, "resources")
                select new Request(verb, apiGroup, resource)).Distinct(),
        ];
    }

    /// <summary>Asserts that the API server gives the same answers. Its authorizer learns of a change a moment after it is stored.</summary>
    /// <returns>How many questions were asked.</returns>
    public async Task<int> AssertServerAgreesAsync(IKubernetes api, IEnumerable<Identity> people, IReadOnlyCollection<Request> requests)
    {
        var count = 0;
        foreach (var (who, what) in people.SelectMany(p => requests.Select(r => (p, r))))
        {
            var mine = Allows(who, what);
            await Eventually.TrueAsync(
                $"the API server says {(mine ? "yes" : "no")} to {who}: {what} in {Namespace}",
                async () => await AskAsync(api, who, what, Namespace) == mine,
                seconds: 5);
            count++;
        }

        return count;
    }

    /// <summary>The API server's own word.</summary>
    public static async Task<bool> AskAsync(IKubernetes api, Identity who, Request what, string space)
    {
        var parts = what.Resource.Split('/', 2);
        var answer = await api.AuthorizationV1.CreateSubjectAccessReviewAsync(new V1SubjectAccessReview
        {
            Spec = new V1SubjectAccessReviewSpec
            {
                User = who.User,
                Groups = [.. who.Groups],
                ResourceAttributes = new V1ResourceAttributes
                {
                    Verb = what.Verb,
                    Group = what.Group,
                    Resource = parts[0],
                    Subresource = parts.ElementAtOrDefault(1),
                    Name = what.Name,
                    NamespaceProperty = space,
                },
            },
        });
        return answer.Status.Allowed;
    }

    private static string NameOf(JsonNode subject) => (string?)subject["kind"] == "ServiceAccount"
        ? $"ServiceAccount {subject["namespace"]}/{subject["name"]}"
        : $"{subject["kind"]} {subject["name"]}";

    private static bool IsMeant(JsonNode subject, Identity who) => (string?)subject["kind"] switch
    {
        "User" => (string?)subject["name"] == who.User,
        "Group" => who.Groups.Contains((string)subject["name"]!),
        "ServiceAccount" => who.User == $"system:serviceaccount:{subject["namespace"]}:{subject["name"]}",
        _ => false,
    };

    private static bool Allows(JsonNode rule, Request what)
    {
        var slash = what.Resource.IndexOf('/', StringComparison.Ordinal);
        var names = Words(rule, "resourceNames");
        return Words(rule, "verbs").Any(v => v == "*" || v == what.Verb) &&
            Words(rule, "apiGroups").Any(g => g == "*" || g == what.Group) &&
            Words(rule, "resources").Any(r => r == "*" || r == what.Resource || (slash >= 0 && r == "*" + what.Resource[slash..])) &&
            (names.Length == 0 || (what.Name is not null && names.Contains(what.Name)));
    }

    private static string[] Words(JsonNode? rule, string name) => [.. (rule?[name] as JsonArray ?? []).Select(w => (string)w!)];

    private static Dictionary<string, ImmutableArray<JsonNode>> ByName(IEnumerable<JsonObject> roles) => roles.ToDictionary(
        r => (string)r["metadata"]!["name"]!,
        r => (r["rules"] as JsonArray ?? []).Select(rule => rule!).ToImmutableArray(),
        StringComparer.Ordinal);

    private sealed record Grant(JsonNode Subject, ImmutableArray<JsonNode> Rules, bool IsOfKubernetes);
}
