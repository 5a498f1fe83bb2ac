using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>
/// Random roles (aggregated ones, wildcards, names of objects, subresources) and bindings of them, to people, groups and service accounts, in
/// some namespaces. None gives anything in other namespaces.
/// </summary>
public sealed class RandomAccess(IKubernetes api, Random random, string token)
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1/";

    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "bind"];

    private static readonly (string Group, string Resource)[] Resources =
    [
        ("", "pods"), ("", "pods/exec"), ("", "pods/log"), ("", "secrets"), ("", "configmaps"), ("", "serviceaccounts"), ("apps", "deployments"),
        ("apps", "deployments/scale"), ("rbac.authorization.k8s.io", "rolebindings"), ("security.istio.io", "authorizationpolicies"), ("kubeflow.org", "notebooks"),
    ];

    private static readonly string[] Names = ["one", "two"];

    private readonly List<string> _clusterRoles = [];

    /// <summary>Everyone that some binding may name, and one that none does.</summary>
    public static IEnumerable<Identity> Everyone(IEnumerable<string> spaces) =>
    [
        .. Enumerable.Range(1, 6).Select(i => Identity.Person(Person(i))),
        Identity.Person("stranger@example.com"),
        .. Enumerable.Range(1, 3).Select(i => Identity.MemberOf(GroupName(i))),
        Identity.MemberOf("system:authenticated"),
        .. spaces.SelectMany(s => (Identity[])[Identity.Account(s, "default-editor"), Identity.Account(s, "robot")]),
        Identity.Account("kubeflow", "robot"),
    ];

    /// <summary>The table of verbs.</summary>
    public static ImmutableArray<Request> Table { get; } =
    [
        .. from verb in Verbs
           from resource in Resources
           from name in (string?[])[null, "one"]
           select new Request(verb, resource.Group, resource.Resource, name),
    ];

    public async Task MakeAsync(IReadOnlyList<string> spaces)
    {
        for (var i = 0; i < 10; i++)
        {
            var name = $"{token}-c{i}";
            _clusterRoles.Add(name);
            await api.CreateAsync(Rbac + "clusterroles", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [$"{token}/into"] = i < 4 ? "sum" : "none" } },
                ["rules"] = Rules(),
            });
        }

        _clusterRoles.Add(token + "-sum");
        await api.CreateAsync(Rbac + "clusterroles", JsonNode.Parse($$$$"""
            {"metadata": {"name": "{{{{token}}}}-sum"}, "rules": [], "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"{{{{token}}}}/into": "sum"}}]}}
            """)!.AsObject());
        await Eventually.TrueAsync("the role is aggregated", async () =>
            (await api.GetAsync($"{Rbac}clusterroles/{token}-sum"))["rules"] is JsonArray { Count: > 0 });
        foreach (var space in spaces)
        {
            for (var i = 0; i < 4; i++)
            {
                await api.CreateAsync($"{Rbac}namespaces/{space}/roles", new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"r{i}" }, ["rules"] = Rules() });
            }

            for (var i = 0; i < 12; i++)
            {
                await BindAsync(space, $"b{i}", spaces);
            }

            // One that is being deleted and still grants.
            await BindAsync(space, "going", spaces, "example.com/hold");
            await api.DeleteAsync(Live.BindingPath(space, "going"));
        }
    }

    public async Task RemoveAsync(IEnumerable<string> spaces)
    {
        foreach (var space in spaces)
        {
            await api.MergeAsync(Live.BindingPath(space, "going"), """{"metadata": {"finalizers": null}}""");
        }

        foreach (var role in _clusterRoles)
        {
            await api.DeleteAsync($"{Rbac}clusterroles/{role}");
        }
    }

    private Task<JsonObject> BindAsync(string space, string name, IReadOnlyList<string> spaces, string? finalizer = null)
    {
        var binding = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["finalizers"] = finalizer is null ? [] : new JsonArray((JsonNode)finalizer) },
            ["roleRef"] = random.Next(3) == 0
                ? Reference("Role", "r" + random.Next(5).ToString(CultureInfo.InvariantCulture))
                : Reference("ClusterRole", random.Next(8) == 0 ? "kubeflow-edit" : Some(_clusterRoles)),
            ["subjects"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode)Subject(space, spaces))]),
        };
        return api.CreateAsync(Live.BindingPath(space, "")[..^1], binding);
    }

    private JsonArray Rules() =>
        new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var (group, resource) = Some(Resources);
            var rule = new JsonObject
            {
                ["verbs"] = Words(random.Next(8) == 0 ? ["*"] : Enumerable.Range(0, random.Next(1, 4)).Select(_ => Some(Verbs)).Distinct()),
                ["apiGroups"] = Words(random.Next(6) == 0 ? ["*"] : [group]),
                ["resources"] = Words(random.Next(10) switch
                {
                    0 => ["*"],
                    1 => ["*/exec", "*/scale"],
                    2 => [resource, Some(Resources).Resource],
                    _ => [resource],
                }),
            };
            if (random.Next(5) == 0)
            {
                rule["resourceNames"] = Words([Some(Names)]);
            }

            return (JsonNode)rule;
        })]);

    private JsonObject Subject(string space, IReadOnlyList<string> spaces) => random.Next(10) switch
    {
        < 5 => Named("User", Person(random.Next(1, 7))),
        5 or 6 => Named("Group", GroupName(random.Next(1, 4))),
        7 => Named("Group", Some(["system:authenticated", "system:serviceaccounts", "system:serviceaccounts:" + Some(spaces)])),
        8 => Named("User", $"system:serviceaccount:{Some(spaces)}:robot"),
        _ => new JsonObject
        {
            ["kind"] = "ServiceAccount",
            ["namespace"] = random.Next(2) == 0 ? space : Some([.. spaces, "kubeflow"]),
            ["name"] = Some(["robot", "default-editor"]),
        },
    };

    private static JsonObject Named(string kind, string name) => new() { ["kind"] = kind, ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = name };

    private static JsonObject Reference(string kind, string name) => new() { ["kind"] = kind, ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = name };

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode)w)]);

    private static string Person(int number) => $"r{number}@example.com";

    private static string GroupName(int number) => $"group-{number}";

    private T Some<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
