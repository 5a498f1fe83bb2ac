using System.Text.Json.Nodes;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// A set of two tenants, one whose owner attacks and one that has nothing to do with it. Gone from the cluster with this object.
/// </summary>
/// <param name="owner">The attacker, with the certificate of an owner: kubeflow-admin in their own namespace and nothing else.</param>
public sealed class AttackStage(KubeflowCluster kubeflow, k8s.Kubernetes owner, string token, FaultProxy proxy) : IAsyncDisposable
{
    public const string Mal = "mal@example.com";

    private static readonly (string Email, string Role)[] Grants = [("carl@example.com", "edit"), ("dora@example.com", "view"), ("dee@example.com", "admin")];

    public k8s.Kubernetes Owner => owner;

    /// <summary>May do everything.</summary>
    public IKubernetes Api => kubeflow.Api;

    public FaultProxy Proxy => proxy;

    public Workspace Work { get; } = new(proxy.Kubeconfig);

    public string Tenant(string name) => $"{token}-{name}";

    /// <summary>What stands before the attack.</summary>
    public TenantsFile Before() => new(token,
        new Team(Tenant("mal"), Mal) { Contributors = [.. Grants], Quota = "{cpu: \"4\"}" },
        new Team(Tenant("vic"), "vic@example.com")
        {
            Contributors = [("ana@example.com", "edit"), ("ben@example.com", "view"), .. Enumerable.Range(1, 6).Select(i => ($"b{i}@example.com", "view"))],
        });

    /// <summary>What is asked for after it: the other tenant changes always.</summary>
    public TenantsFile After(AttackGoal goal)
    {
        var file = Before().With(Tenant("vic"), vic => vic.Without("ben@example.com").With("ana@example.com", "view").With("zed@example.com", "edit"));
        return file.With(Tenant("mal"), mal => goal switch
        {
            AttackGoal.Revoke => mal.Without("carl@example.com"),
            AttackGoal.Weaken => mal.Without("carl@example.com").With("dee@example.com", "view"),
            AttackGoal.Suspend => mal with { State = "suspended" },
            AttackGoal.HandOver => mal with { Owner = "boss@example.com" },
            AttackGoal.Delete => mal with { State = "absent" },
            _ => mal,
        });
    }

    public static string Pair(Random random) => Live.PairOf(Grants[random.Next(Grants.Length)] is var (email, role) ? email : "", role);

    /// <summary>The address of one of the grants of the attacker's tenant.</summary>
    public string GrantPath(Random random) => Live.BindingPath(Tenant("mal"), Pair(random));

    /// <param name="role">One of KFAM's; null: the Role in the namespace that is named like the binding.</param>
    public Task BindAsync(string name, string? role, string subject) => owner.CreateAsync(
        Live.BindingPath(Tenant("mal"), "")[..^1],
        JsonNode.Parse($$$"""
            {"metadata": {"name": "{{{name}}}"}, "subjects": [{{{subject}}}],
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io",
                "kind": "{{{(role is null ? "Role" : "ClusterRole")}}}", "name": "{{{(role is null ? name : "kubeflow-" + role)}}}"}}
            """)!.AsObject(),
        "kubectl-create");

    /// <summary>A policy that lets a person through. An owner may not write one; a platform's other tools and people do.</summary>
    public Task AdmitAsync(string name, string person, string annotations) => Api.CreateAsync(
        Live.PolicyPath(Tenant("mal"), "")[..^1],
        JsonNode.Parse($$$"""
            {"apiVersion": "security.istio.io/v1beta1", "kind": "AuthorizationPolicy", "metadata": {"name": "{{{name}}}", "annotations": {{{annotations}}}},
             "spec": {"rules": [{"when": [{"key": "request.headers[kubeflow-userid]", "values": ["{{{person}}}"]}]}]}}
            """)!.AsObject(),
        "kubectl-create");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in (string[])["mal", "vic"])
        {
            // At once, whatever hangs on them: the next round lists the whole cluster.
            foreach (var binding in await Api.ListAsync(Live.BindingPath(Tenant(name), "")[..^1]))
            {
                var path = Live.BindingPath(Tenant(name), (string)binding["metadata"]!["name"]!);
                await Api.DeleteAsync(path);
                if (binding["metadata"]!["finalizers"] is not null)
                {
                    await Api.MergeAsync(path, """{"metadata": {"finalizers": null}}""").OrNullAsync();
                }
            }

            await Api.DeleteAsync(Live.ProfilePath(Tenant(name)));
        }

        await Api.DeleteAsync("/api/v1/namespaces/kftenants-system/configmaps/kftenants-" + token);
        await Proxy.DisposeAsync();
        Work.Dispose();
    }
}

/// <summary>What the platform team wants of a tenant under attack.</summary>
public enum AttackGoal
{
    /// <summary>Nothing: only the other tenant changes.</summary>
    Keep,

    /// <summary>A contributor goes.</summary>
    Revoke,

    /// <summary>A contributor goes, and another one gets a weaker role.</summary>
    Weaken,

    Suspend,

    HandOver,

    Delete,
}
