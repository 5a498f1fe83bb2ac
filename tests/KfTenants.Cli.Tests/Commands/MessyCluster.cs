using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Tenants;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>
/// Manifests of a Kubeflow cluster in which people have been at work: tenants as profile-controller leaves them, and in them all that a dashboard, kubectl and
/// other programs do to them. Equal seeds give equal clusters.
/// </summary>
internal sealed class MessyCluster
{
    private const string Rbac = "rbac.authorization.k8s.io";

    private static readonly string[] Roles = ["view", "edit", "admin"];

    private static readonly string[] Principals =
        ["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account", "cluster.local/ns/kubeflow/sa/ml-pipeline-ui"];

    private readonly Random _random;
    private readonly string[] _people;
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private int _uids;

    private MessyCluster(Random random)
    {
        _random = random;
        _people =
        [
            "ana@example.com", "ben@example.com", "Carl@Example.com", "carl@example.com", "d.e@example.com", "d-e@example.com", "fay+ml@example.com",
            "gil@例え.jp", "hal_x@a.example", "not an address", "system:serviceaccount:ci:runner", "o'neil@example.com",
        ];
    }

    /// <param name="mess">False: nothing but what dashboard and controller make for people whose names give no trouble.</param>
    public static string Manifests(int seed, bool mess)
    {
        var cluster = new MessyCluster(new Random(seed));
        cluster.Build(mess);
        return string.Join("---\n", cluster._objects.Values.Select(o => o.ToJsonString() + "\n"));
    }

    private void Build(bool mess)
    {
        foreach (var name in new[] { "kube-system", "kubeflow", "istio-system", "auth" })
        {
            Add("v1", "Namespace", null, name, []);
        }

        for (var i = _random.Next(1, 6); i > 0; i--)
        {
            Tenant(mess && Chance(8) ? $"Bad.Name-{i}" : mess && Chance(10) ? $"kubeflow-{i}" : $"team-{i}", mess);
        }

        if (mess && Chance(3))
        {
            Add("v1", "Namespace", null, "loose", []);
            Pair("loose", "ana@example.com", "edit", mess: false);
        }

        if (Chance(2))
        {
            Dex(mess);
        }
    }

    private void Tenant(string name, bool mess)
    {
        var owner = mess ? Person() : _people[_random.Next(2)];
        var kind = mess && Chance(10) ? "Group" : "User";
        var annotated = mess && Chance(8) ? Person() : owner;
        var hard = Quota();
        var spec = new JsonObject { ["owner"] = new JsonObject { ["kind"] = kind, ["name"] = owner }, ["resourceQuotaSpec"] = new JsonObject { ["hard"] = hard.DeepClone() } };
        if (Chance(4))
        {
            spec["plugins"] = new JsonArray(new JsonObject
            {
                ["kind"] = mess && Chance(3) ? "HomeMade" : "WorkloadIdentity",
                ["spec"] = new JsonObject { ["gcpServiceAccount"] = "x@y.example" },
            });
        }

        var uid = Add("kubeflow.org/v1", "Profile", null, name, new JsonObject { ["spec"] = spec });
        _objects[$"Profile//{name}"]["metadata"]!["finalizers"] = new JsonArray("profile-finalizer");
        var owns = mess && Chance(8) ? null : uid;
        Add("v1", "Namespace", null, name, []);
        Annotate($"Namespace//{name}", new JsonObject { ["owner"] = annotated });
        Label($"Namespace//{name}", mess);
        OwnedBy($"Namespace//{name}", name, owns);
        Controller(name, kind, annotated, uid);
        if (hard.Count > 0 && !(mess && Chance(6)))
        {
            Add("v1", "ResourceQuota", name, "kf-resource-quota", new JsonObject { ["spec"] = new JsonObject { ["hard"] = mess && Chance(6) ? Quota() : hard } });
        }

        for (var i = _random.Next(6); i > 0; i--)
        {
            Pair(name, mess ? Person() : _people[_random.Next(2) + (i % 2 * 4)], Roles[_random.Next(3)], mess);
        }

        if (mess)
        {
            Others(name);
        }
    }

    private void Others(string name)
    {
        if (Chance(3))
        {
            var group = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "Group", ["name"] = "ml" };
            Binding(name, "by-hand", Chance(2) ? "kubeflow-view" : "cluster-reader", [User(Person()), group], []);
        }

        if (Chance(4))
        {
            Binding(name, "robots", "kubeflow-edit", [new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "runner", ["namespace"] = "ci" }], []);
        }

        if (Chance(4))
        {
            Add("v1", "LimitRange", name, Chance(2) ? "kftenants" : "defaults", new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["limits"] = new JsonArray(new JsonObject
                    {
                        ["type"] = Chance(4) ? "Pod" : "Container",
                        ["max"] = new JsonObject { ["cpu"] = "4" },
                    }),
                },
            });
        }

        if (Chance(4))
        {
            Add("v1", "ResourceQuota", name, "objects", new JsonObject { ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["pods"] = "5" } } });
        }
    }

    private void Pair(string space, string person, string role, bool mess)
    {
        var name = mess && Chance(6) ? $"made-by-another-{_uids}" : KfamName.For(person, RoleNames.Parse(role)!.Value);
        var annotations = new JsonObject { ["user"] = mess && Chance(8) ? Person() : person, ["role"] = mess && Chance(8) ? Roles[_random.Next(3)] : role };
        if (!mess || !Chance(6))
        {
            JsonArray subjects = mess && Chance(8) ? [User(person), User(Person())] : [User(person)];
            Binding(space, name, "kubeflow-" + (mess && Chance(8) ? Roles[_random.Next(3)] : role), subjects, annotations);
        }

        if (!mess || !Chance(6))
        {
            Policy(space, name, annotations, new JsonObject { ["rules"] = new JsonArray(Rule(person, withPrincipals: !(mess && Chance(6)))) });
        }
    }

    // What profile-controller makes (1.8 and later).
    private void Controller(string name, string kind, string owner, string uid)
    {
        var annotations = new JsonObject { ["user"] = owner, ["role"] = "admin" };
        Binding(name, "namespaceAdmin", "kubeflow-admin", [kind == "User" ? User(owner) : new JsonObject { ["apiGroup"] = Rbac, ["kind"] = kind, ["name"] = owner }], annotations);
        OwnedBy($"RoleBinding/{name}/namespaceAdmin", name, uid);
        foreach (var role in new[] { "edit", "view" })
        {
            var account = role == "edit" ? "default-editor" : "default-viewer";
            Binding(name, account, "kubeflow-" + role, [new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account, ["namespace"] = name }], []);
        }

        Policy(name, "ns-owner-access-istio", annotations, new JsonObject
        {
            ["rules"] = new JsonArray(
                Rule(owner, withPrincipals: true),
                new JsonObject { ["when"] = new JsonArray(new JsonObject { ["key"] = "source.namespace", ["values"] = new JsonArray(name) }) },
                new JsonObject
                {
                    ["to"] = new JsonArray(new JsonObject { ["operation"] = new JsonObject { ["paths"] = new JsonArray("/healthz", "/metrics", "/wait-for-drain") } }),
                }),
        });
        OwnedBy($"AuthorizationPolicy/{name}/ns-owner-access-istio", name, uid);
    }

    private void Dex(bool mess)
    {
        const string Good = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";
        var text = new StringBuilder("issuer: http://dex\nenablePasswordDB: true\nstaticPasswords:\n");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var person in _people.Where(p => mess ? Chance(2) : p.StartsWith("ana", StringComparison.Ordinal)).Where(p => mess || seen.Add(p)))
        {
            var hash = !mess ? $"hash: {Good}" : _random.Next(5) switch
            {
                0 => "hashFromEnv: SOME_HASH",
                1 => $"hash: {Convert.ToBase64String(Encoding.UTF8.GetBytes(Good))}",
                2 => $"hash: {Good.Replace("$12$", "$04$", StringComparison.Ordinal)}",
                _ => $"hash: {Good}",
            };
            text.Append(CultureInfo.InvariantCulture, $"- {{email: {JsonValue.Create(person)!.ToJsonString()}, {hash}, username: u{_uids++}, userID: \"{_uids}\"}}\n");
        }

        if (text.ToString().EndsWith(":\n", StringComparison.Ordinal))
        {
            text.Remove(text.Length - 1, 1).Append(" []\n");
        }

        Add("v1", "ConfigMap", "auth", "dex", new JsonObject { ["data"] = new JsonObject { ["config.yaml"] = text.ToString() } });
        if (!mess || !Chance(6))
        {
            Add("apps/v1", "Deployment", "auth", "dex", new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject() } } });
        }
    }

    private void Label(string key, bool mess)
    {
        var labels = new JsonObject
        {
            ["istio-injection"] = "enabled",
            ["app.kubernetes.io/part-of"] = "kubeflow-profile",
            ["pipelines.kubeflow.org/enabled"] = "true",
        };
        if (Chance(2))
        {
            labels["team"] = "0123";
            labels["pod-security.kubernetes.io/enforce"] = "privileged";
        }

        if (mess && Chance(3))
        {
            labels["field.cattle.io/projectId"] = "p";
        }

        _objects[key]["metadata"]!["labels"] = labels;
    }

    private JsonObject Quota()
    {
        var hard = new JsonObject();
        if (Chance(2))
        {
            hard["cpu"] = Chance(2) ? "4" : "4000m";
            hard["requests.nvidia.com/gpu"] = "0";
        }

        return hard;
    }

    private static JsonObject User(string name) => new() { ["apiGroup"] = Rbac, ["kind"] = "User", ["name"] = name };

    private static JsonObject Rule(string person, bool withPrincipals)
    {
        var rule = new JsonObject();
        if (withPrincipals)
        {
            rule["from"] = new JsonArray(new JsonObject { ["source"] = new JsonObject { ["principals"] = new JsonArray([.. Principals.Select(p => (JsonNode)p)]) } });
        }

        rule["when"] = new JsonArray(new JsonObject { ["key"] = "request.headers[kubeflow-userid]", ["values"] = new JsonArray(person) });
        return rule;
    }

    private void Binding(string space, string name, string role, JsonArray subjects, JsonObject annotations)
    {
        Add($"{Rbac}/v1", "RoleBinding", space, name, new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "ClusterRole", ["name"] = role },
            ["subjects"] = subjects,
        });
        Annotate($"RoleBinding/{space}/{name}", annotations);
    }

    private void Policy(string space, string name, JsonObject annotations, JsonObject spec)
    {
        Add("security.istio.io/v1beta1", "AuthorizationPolicy", space, name, new JsonObject { ["spec"] = spec });
        Annotate($"AuthorizationPolicy/{space}/{name}", annotations);
    }

    private string Add(string apiVersion, string kind, string? space, string name, JsonObject rest)
    {
        var uid = $"00000000-0000-4000-8000-{++_uids:D12}";
        var body = new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = uid, ["resourceVersion"] = _uids.ToString(CultureInfo.InvariantCulture) },
        };
        if (space is not null)
        {
            body["metadata"]!["namespace"] = space;
        }

        foreach (var (key, value) in rest)
        {
            body[key] = value?.DeepClone();
        }

        _objects[$"{kind}/{space}/{name}"] = body;
        return uid;
    }

    private void Annotate(string key, JsonObject annotations)
    {
        if (annotations.Count > 0)
        {
            _objects[key]["metadata"]!["annotations"] = annotations.DeepClone();
        }
    }

    private void OwnedBy(string key, string profile, string? uid)
    {
        if (uid is not null)
        {
            _objects[key]["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "kubeflow.org/v1",
                ["kind"] = "Profile",
                ["name"] = profile,
                ["uid"] = uid,
                ["controller"] = true,
                ["blockOwnerDeletion"] = true,
            });
        }
    }

    private string Person() => _people[_random.Next(_people.Length)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
