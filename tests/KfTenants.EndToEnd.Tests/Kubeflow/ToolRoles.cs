using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
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

    /// <summary>May plan and look for what is broken: get and list, and nothing else.</summary>
    public const string Doctor = "doctor";

    /// <summary>May reap.</summary>
    public const string Reaper = "reaper";

    /// <summary>May touch.</summary>
    public const string WebNode = "web-node";

    /// <summary>May apply what the tests of roles and service accounts need, and nothing more.</summary>
    public const string NamespaceAccess = "namespace-access";

    /// <summary>May issue and rotate the credentials that the tests of them declare, and nothing more.</summary>
    public const string Rotation = "rotation";

    /// <summary>Runs the program in tests, with the roles that it prints: no one whom a tenants file lets in.</summary>
    public static bool Runs(string user) =>
        user is Platform or Reviewer or Doctor or Reaper or WebNode or NamespaceAccess or Rotation or "system:serviceaccount:kftenants-system:kftenants-web-node";

    /// <summary>Signed in, without any right.</summary>
    public const string Stranger = "stranger";

    // Bound in tenants by the program, and to no one by bootstrap.
    private const string PresetRole = "kftenants-preset-";

    private const string Rbac = "rbac.authorization.k8s.io";

    public static async Task CreateAsync(IKubernetes api)
    {
        using var work = new Workspace("none");
        await CreateAsync(api, (await work.RunAsync("bootstrap", "--plan-only")).Ends(0).Out, Reviewer);
        await CreateAsync(api, (await work.RunAsync("bootstrap")).Ends(0).Out, Platform);
        await CreateAsync(api, (await work.RunAsync("bootstrap", "--plan-only", "--doctor")).Ends(0).Out, Doctor);

        await CreateAsync(api, (await work.RunAsync("bootstrap", "--reaper", "tenants")).Ends(0).Out, Reaper);
        await CreateAsync(api, (await work.RunAsync("bootstrap", "--reaper", "pods")).Ends(0).Out, Reaper);
        await CreateAsync(api, (await work.RunAsync("bootstrap", "--web-node")).Ends(0).Out, WebNode);

        // The tests have files with different sets and every store of logins; the roles of one stand beside those of the others.
        foreach (var store in Stores())
        {
            var team = new Team("any", "owner@example.com") { Walltime = "{reaper: true}" };
            work.Write("tenants.yaml", new TenantsFile(store, team) { Platform = $"  dex: {{logins: {store}}}" }.ToYaml());
            await CreateAsync(api, (await work.RunAsync("bootstrap")).Ends(0).Out, Platform);
        }

        work.Write("tenants.yaml", ContentsTests.Everything.ToYaml());
        await CreateAsync(api, (await work.RunAsync("bootstrap")).Ends(0).Out, Platform);
    }

    /// <summary>Takes the rules for one resource out of a Role until this is disposed of.</summary>
    public static async Task<IAsyncDisposable> WithoutAsync(IKubernetes api, string space, string role, string resource)
    {
        var before = (await api.RbacAuthorizationV1.ReadNamespacedRoleAsync(role, space)).Rules;
        var after = before.Where(rule => !rule.Resources.Contains(resource)).ToList();
        Assert.NotEqual(before.Count, after.Count);
        await SetAsync(after);
        return new Restored(() => SetAsync(before));

        Task SetAsync(IList<V1PolicyRule> rules) => api.RbacAuthorizationV1.PatchNamespacedRoleAsync(
            new V1Patch(new V1Role { Rules = rules }, V1Patch.PatchType.MergePatch), role, space);
    }

    // What platform.dex.logins may be, from the published schema.
    private static IEnumerable<string> Stores()
    {
        var schema = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(ToolRoles)), "schemas", "tenants.schema.json"));
        return Quoted().Matches(LoginStores().Match(schema).Groups[1].Value).Select(m => m.Groups[1].Value);
    }

    // As kubectl apply --server-side does, and kubectl create (cluster)rolebinding after it. Another file's output may hold the same role again.
    public static async Task CreateAsync(IKubernetes api, string manifests, string user)
    {
        var roles = api.RbacAuthorizationV1;
        foreach (var manifest in KubernetesYaml.LoadAllFromString(manifests, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>())
        {
            var (name, space) = (manifest.Name(), manifest.Namespace());
            var metadata = new V1ObjectMeta { Name = $"{name}-{user}" };
            var subject = new Rbacv1Subject { ApiGroup = Rbac, Kind = "User", Name = user };
            var reference = new V1RoleRef { ApiGroup = Rbac, Kind = manifest.Kind, Name = name };
            var patch = new V1Patch(manifest, V1Patch.PatchType.ApplyPatch);
            switch (manifest)
            {
                case V1Namespace:
                    await api.CoreV1.PatchNamespaceAsync(patch, name, fieldManager: "kubectl", force: true);
                    break;
                case V1ServiceAccount:
                    await api.CoreV1.PatchNamespacedServiceAccountAsync(patch, name, space, fieldManager: "kubectl", force: true);
                    break;
                case V1ClusterRoleBinding:
                    await roles.PatchClusterRoleBindingAsync(patch, name, fieldManager: "kubectl", force: true);
                    break;
                case V1ClusterRole:
                    await roles.PatchClusterRoleAsync(patch, name, fieldManager: "kubectl", force: true);
                    if (!name.StartsWith(PresetRole, StringComparison.Ordinal) && await roles.ReadClusterRoleBindingAsync(metadata.Name).OrNullAsync() is null)
                    {
                        await roles.CreateClusterRoleBindingAsync(new V1ClusterRoleBinding { Metadata = metadata, RoleRef = reference, Subjects = [subject] });
                    }

                    break;
                case V1Role:
                    await roles.PatchNamespacedRoleAsync(patch, name, space, fieldManager: "kubectl", force: true);
                    if (await roles.ReadNamespacedRoleBindingAsync(metadata.Name, space).OrNullAsync() is null)
                    {
                        await roles.CreateNamespacedRoleBindingAsync(new V1RoleBinding { Metadata = metadata, RoleRef = reference, Subjects = [subject] }, space);
                    }

                    break;
                default:
                    Assert.Fail($"bootstrap prints a {manifest.Kind}, which these tests do not install");
                    break;
            }
        }
    }

    [GeneratedRegex("\"logins\": \\{[^}]*\"enum\": \\[([^]]*)\\]")]
    private static partial Regex LoginStores();

    [GeneratedRegex("\"([a-z]+)\"")]
    private static partial Regex Quoted();

    private sealed class Restored(Func<Task> restore) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await restore();
    }
}
