using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Suite;
using KfTenants.Testing;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// The people who run the product, each with exactly the rights that <c>kftenants bootstrap</c> prints: what it forgets, no test
/// here can do.
/// </summary>
public static partial class ToolRoles
{
    /// <summary>May plan and apply.</summary>
    public const string Platform = "platform-team";

    /// <summary>May plan: get and list, and nothing else.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>Signed in, without any right.</summary>
    public const string Stranger = "stranger";

    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1/";

    public static async Task CreateAsync(KubeApi api)
    {
        using var work = new Workspace("none");
        await CreateAsync(api, (await work.RunAsync("bootstrap", "--plan-only")).Ends(0).Out, Reviewer);
        await CreateAsync(api, (await work.RunAsync("bootstrap")).Ends(0).Out, Platform);

        // The tests have files with different sets and every store of logins; the roles of one stand beside those of the others.
        foreach (var store in Stores())
        {
            work.Write("tenants.yaml", new TenantsFile(store, new Team("any", "owner@example.com")) { Platform = $"  dex: {{logins: {store}}}" }.ToYaml());
            await CreateAsync(api, (await work.RunAsync("bootstrap")).Ends(0).Out, Platform);
        }
    }

    /// <summary>Takes the rules for one resource out of a Role until this is disposed of.</summary>
    public static async Task<IAsyncDisposable> WithoutAsync(KubeApi api, string space, string role, string resource)
    {
        var path = $"{Rbac}namespaces/{space}/roles/{role}";
        var before = (await api.GetAsync(path))["rules"]!.AsArray();
        var after = before.Where(rule => !rule!["resources"]!.AsArray().Any(r => (string?)r == resource)).Select(rule => rule!.DeepClone()).ToArray();
        Assert.NotEqual(before.Count, after.Length);
        await SetAsync([.. after]);
        return new Restored(() => SetAsync(before));

        Task SetAsync(JsonArray rules) => api.MergeAsync(path, new JsonObject { ["rules"] = rules.DeepClone() }.ToJsonString());
    }

    // What platform.dex.logins may be, from the published schema.
    private static IEnumerable<string> Stores()
    {
        var schema = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(ToolRoles)), "schemas", "tenants.schema.json"));
        return Quoted().Matches(LoginStores().Match(schema).Groups[1].Value).Select(m => m.Groups[1].Value);
    }

    // As kubectl apply --server-side does, and kubectl create (cluster)rolebinding after it. Another file's output may hold the same role again.
    private static async Task CreateAsync(KubeApi api, string manifests, string user)
    {
        foreach (var document in manifests.Split("\n---\n").Where(d => Kind().IsMatch(d)))
        {
            var (kind, name, space) = (Kind().Match(document).Groups[1].Value, Name().Match(document).Groups[1].Value, Space().Match(document).Groups[1].Value);
            var collection = kind switch
            {
                "Namespace" => "/api/v1/namespaces",
                "ClusterRole" => Rbac + "clusterroles",
                _ => $"{Rbac}namespaces/{space}/roles",
            };
            var (status, answer) = await api.SendAsync(
                HttpMethod.Patch, $"{collection}/{name}?fieldManager=kubectl&force=true", document, "application/apply-patch+yaml");
            Assert.True((int)status is 200 or 201, $"{document}\n{answer}");
            if (kind != "Namespace" && await api.FindAsync($"{collection.Replace("roles", "rolebindings", StringComparison.Ordinal)}/{name}-{user}") is null)
            {
                await api.CreateAsync(collection.Replace("roles", "rolebindings", StringComparison.Ordinal), new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = $"{name}-{user}" },
                    ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = kind, ["name"] = name },
                    ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "User", ["name"] = user }),
                });
            }
        }
    }

    [GeneratedRegex("\"logins\": \\{[^}]*\"enum\": \\[([^]]*)\\]")]
    private static partial Regex LoginStores();

    [GeneratedRegex("\"([a-z]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("^kind: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex("^  name: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex("^  namespace: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Space();

    private sealed class Restored(Func<Task> restore) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await restore();
    }
}
