using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>What stands in the cluster, for assertions, and edits as a person with kubectl makes them.</summary>
public sealed class Live(IKubernetes api)
{
    // Not ResourceQuotas, ServiceAccounts and their tokens: controllers write those in their own time.
    private static readonly string[] Collections =
    [
        "/apis/kubeflow.org/v1/profiles",
        "/api/v1/namespaces",
        "/api/v1/limitranges",
        "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        "/apis/security.istio.io/v1beta1/authorizationpolicies",
        "/api/v1/configmaps",
        "/api/v1/namespaces/auth/secrets",
        "/apis/apps/v1/deployments",
    ];

    public static string ProfilePath(string name) => "/apis/kubeflow.org/v1/profiles/" + name;

    public static string NamespacePath(string name) => "/api/v1/namespaces/" + name;

    public static string BindingPath(string space, string name) => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{space}/rolebindings/{name}";

    public static string PolicyPath(string space, string name) => $"/apis/security.istio.io/v1beta1/namespaces/{space}/authorizationpolicies/{name}";

    public static string QuotaPath(string space) => $"/api/v1/namespaces/{space}/resourcequotas/kf-resource-quota";

    /// <summary>KFAM's name for a contributor's pair of objects, for people whose address has nothing to fold but <c>@</c> and dots.</summary>
    public static string PairOf(string email, string role) =>
        $"user-{email.Replace('@', '-').Replace('.', '-')}-clusterrole-{role}";

    public Task<JsonObject?> FindAsync(string path) => api.FindAsync(path);

    public Task<JsonObject> GetAsync(string path) => api.GetAsync(path);

    /// <summary><c>kubectl edit</c>: the same manager and operation in the object's managed fields.</summary>
    public Task EditAsync(string path, string patch) => api.MergeAsync(path, patch, "kubectl-edit");

    /// <summary><c>kubectl delete</c>.</summary>
    public Task DeleteAsync(string path) => api.DeleteAsync(path);

    /// <summary><c>kubectl create</c>.</summary>
    public Task CreateAsync(string path, string json) =>
        api.CreateAsync(path[..path.LastIndexOf('/')], JsonNode.Parse(json)!.AsObject(), "kubectl-create");

    /// <summary>The names of the objects of one kind in a namespace.</summary>
    public async Task<ImmutableArray<string>> NamesAsync(string path)
    {
        var items = await api.ListAsync(path[..path.LastIndexOf('/')]);
        return [.. items.Select(item => (string)item["metadata"]!["name"]!)];
    }

    /// <summary>Asserts that everything a run could touch has the resourceVersion that it had: nothing was written.</summary>
    public async Task AssertUntouchedAsync(ImmutableSortedDictionary<string, string> before)
    {
        var after = await VersionsAsync();
        Assert.Empty(before.Except(after).Concat(after.Except(before)));
    }

    /// <summary>The resourceVersion of everything that a run could touch.</summary>
    public async Task<ImmutableSortedDictionary<string, string>> VersionsAsync()
    {
        // What an earlier test left goes away by itself, and moves while it does.
        await Eventually.TrueAsync(
            "nothing is being deleted",
            async () => (await api.CoreV1.ListNamespaceAsync()).Items.All(n => n.DeletionTimestamp() is null),
            seconds: 60);
        var versions = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var collection in Collections)
        {
            foreach (var item in await api.ListAsync(collection))
            {
                var metadata = item["metadata"]!;
                versions[$"{collection}/{metadata["namespace"]}/{metadata["name"]}"] = (string)metadata["resourceVersion"]!;
            }
        }

        return versions.ToImmutable();
    }

    /// <summary>Asserts what a person may do. The server's authorizer learns of a new binding a moment after it is stored.</summary>
    public Task AssertCanAsync(bool may, string person, string verb, string group, string resource, string space) =>
        Eventually.TrueAsync(
            $"{person} {(may ? "may" : "may not")} {verb} {resource} in {space}",
            async () => await CanAsync(person, verb, group, resource, space) == may,
            seconds: 5);

    // What `kubectl auth can-i --as` asks.
    private async Task<bool> CanAsync(string person, string verb, string group, string resource, string space)
    {
        using var answer = await api.AuthorizationV1.CreateSelfSubjectAccessReviewWithHttpMessagesAsync(
            new V1SelfSubjectAccessReview
            {
                Spec = new V1SelfSubjectAccessReviewSpec
                {
                    ResourceAttributes = new V1ResourceAttributes { Verb = verb, Group = group, Resource = resource, NamespaceProperty = space },
                },
            },
            customHeaders: new Dictionary<string, IReadOnlyList<string>>
            {
                ["Impersonate-User"] = [person],
                ["Impersonate-Group"] = ["system:authenticated"],
            });
        return answer.Body.Status.Allowed;
    }
}
