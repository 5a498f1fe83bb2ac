using System.Net;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.Plans;
using KfTenants.Rbac;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Roles beside contributors, and accounts with presets, by a user who has exactly what <c>bootstrap -f</c> prints for the file; and what the accounts may do, asked of
/// the server's authorizer and tried with their own tokens.
/// </summary>
public abstract class NamespaceAccessTests(KubeflowCluster kubeflow)
{
    private const string JobsPath = $"{SdkCalls.Trainer}/namespaces/na-one/trainjobs";

    private static readonly string[] OfAccounts = ["system:serviceaccounts", "system:serviceaccounts:na-one", "system:authenticated"];

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task Roles_and_accounts_are_made_kept_given_back_and_taken()
    {
        await SdkCalls.InstallTrainerAsync(kubeflow.Api);
        await RoleAsync("na-logs", new V1PolicyRule { ApiGroups = [""], Resources = ["pods/log"], Verbs = ["get"] });
        await RoleAsync("na-all", new V1PolicyRule { ApiGroups = ["*"], Resources = ["*"], Verbs = ["*"] });
        var file = new TenantsFile("namespace-access", new Team("na-one", "ana@example.com")
        {
            RoleBindings = "[{clusterRole: na-logs, users: [ben@example.com], groups: [\"cn=On call, ou=x\"], serviceAccounts: [kube-system/default]}, " +
                "{clusterRole: na-all, users: [eve@example.com], name: everything}]",
            ServiceAccounts = "[{name: sdk-user, preset: sdk-trainer}, {name: spark, preset: spark}, {name: kfp, preset: pipelines}, {name: dask, preset: dask}, " +
                "{name: looker, preset: view}, {name: idle}]",
        });
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.NamespaceAccess), file);
        await ToolRoles.CreateAsync(kubeflow.Api, (await work.RunAsync("bootstrap")).Ends(0).Out, ToolRoles.NamespaceAccess);

        // Everything is not what a binding gives without leave, and the rest is made all the same.
        (await work.ApplyAsync()).Ends(7);
        Assert.Null(await Live.FindAsync(Live.BindingPath("na-one", "everything")));
        file = file.With("na-one", team =>
            team with { RoleBindings = team.RoleBindings!.Replace("name: everything", "name: everything, allowWildcards: true", StringComparison.Ordinal) });
        work.Write(file);
        var change = (await work.PlanAsync()).Of("rolebinding/na-one/everything");
        Assert.Equal(("create", "access-admin-granted"), (change.Action, change.Risk));
        await kubeflow.ConvergeAsync(work);

        // The second apply writes nothing, and what an import gives back asks for nothing.
        var before = await Live.VersionsAsync();
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertUntouchedAsync(before);
        (await work.RunAsync("import", "--name", "namespace-access", "--tenant", "na-one", "--out", "again.yaml")).Ends(0);
        Assert.Empty(new PlanDocument((await work.RunAsync("plan", "-f", "again.yaml", "-o", "json")).Ends(0).Out).Changes);
        Assert.Contains("allowWildcards: true", await File.ReadAllTextAsync(work.PathOf("again.yaml")), StringComparison.Ordinal);

        await Live.AssertCanAsync(true, "ben@example.com", "get", "", "pods/log", "na-one");
        var logs = new V1ResourceAttributes { Verb = "get", Resource = "pods", Subresource = "log", NamespaceProperty = "na-one" };
        await AssertMayAsync(true, "zoe@example.com", ["cn=On call, ou=x"], logs);
        foreach (var (account, preset) in ((string, string)[])[("sdk-user", "sdk-trainer"), ("spark", "spark"), ("kfp", "pipelines"), ("dask", "dask")])
        {
            await AssertPresetAsync(account, preset);
        }

        var token = (await kubeflow.Api.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [], ExpirationSeconds = 3600 } }, "sdk-user", "na-one")).Status.Token;
        work.Hide(token);
        await SdkCalls.AssertTrainsAsync(kubeflow, token, "na-one");

        // Suspended, the token is good for nothing; active again, it is what it was.
        var uid = (string?)(await Live.GetAsync("/api/v1/namespaces/na-one/serviceaccounts/sdk-user"))["metadata"]!["uid"];
        work.Write(file.With("na-one", team => team with { State = "suspended" }));
        await kubeflow.ConvergeAsync(work);
        await Eventually.TrueAsync("the token is refused", async () => await SdkCalls.StatusAsync(kubeflow, token, "GET", JobsPath) == HttpStatusCode.Forbidden, seconds: 5);
        await Live.AssertCanAsync(false, "ben@example.com", "get", "", "pods/log", "na-one");
        work.Write(file);
        await kubeflow.ConvergeAsync(work);
        Assert.Equal(uid, (string?)(await Live.GetAsync("/api/v1/namespaces/na-one/serviceaccounts/sdk-user"))["metadata"]!["uid"]);
        await Eventually.TrueAsync("the token works again", async () => await SdkCalls.StatusAsync(kubeflow, token, "GET", JobsPath) == HttpStatusCode.OK, seconds: 5);

        // Another role behind a name is a replacement; what leaves the file goes.
        work.Write(file.With("na-one", team => team with { RoleBindings = "[{clusterRole: na-logs, users: [eve@example.com], name: everything}]", ServiceAccounts = "[]" }));
        Assert.Equal("replace", (await work.PlanAsync()).Of("rolebinding/na-one/everything").Action);
        await kubeflow.ConvergeAsync(work);
        Assert.Null(await Live.FindAsync("/api/v1/namespaces/na-one/serviceaccounts/sdk-user"));
        Assert.NotNull(await Live.FindAsync("/api/v1/namespaces/na-one/serviceaccounts/default-editor"));
        Assert.DoesNotContain(await Live.NamesAsync(Live.BindingPath("na-one", "")), n => n.StartsWith("kftenants-", StringComparison.Ordinal));

        // A role that bootstrap did not know of is missed before the first write.
        work.Write(file.With("na-one", team => team with { RoleBindings = "[{clusterRole: cluster-debugger, users: [eve@example.com]}]", ServiceAccounts = "[]" }));
        (await work.ApplyAsync()).Fails(1, "", "may not bind clusterroles.rbac.authorization.k8s.io cluster-debugger");
    }

    // Every call of the preset, and what it must not open.
    private async Task AssertPresetAsync(string account, string preset)
    {
        foreach (var (right, verb) in PresetRoles.RightsOf(preset).SelectMany(r => r.Verbs.Select(v => (r, v))))
        {
            await AssertMayAsync(true, account, right, verb, "na-one");
            await AssertMayAsync(false, account, right, verb, "kubeflow");
        }

        Right[] refused =
        [
            new("", "secrets", [], ["get", "list", "create"], ""), new("", "serviceaccounts/token", [], ["create"], ""), new("", "pods/exec", [], ["create"], ""),
            new("rbac.authorization.k8s.io", "rolebindings", [], ["create"], ""), new("trainer.kubeflow.org", "trainjobs", [], ["patch", "update"], ""),
            .. preset == "dask" ? Array.Empty<Right>() : [new("", "pods", [], ["create", "delete"], "")],
        ];
        foreach (var (right, verb) in refused.SelectMany(r => r.Verbs.Select(v => (r, v))))
        {
            await AssertMayAsync(false, account, right, verb, "na-one");
        }
    }

    private Task AssertMayAsync(bool may, string account, Right right, string verb, string space)
    {
        var parts = right.Resource.Split('/');
        return AssertMayAsync(may, $"system:serviceaccount:na-one:{account}", OfAccounts, new V1ResourceAttributes
        {
            Verb = verb,
            Group = right.Group,
            Resource = parts[0],
            Subresource = parts.Length > 1 ? parts[1] : null,
            NamespaceProperty = space,
        });
    }

    private Task AssertMayAsync(bool may, string user, string[] groups, V1ResourceAttributes what) => Eventually.TrueAsync(
        $"{user} {(may ? "may" : "may not")} {what.Verb} {what.Resource}/{what.Subresource} in {what.NamespaceProperty}",
        async () => (await kubeflow.Api.AuthorizationV1.CreateSubjectAccessReviewAsync(
            new V1SubjectAccessReview { Spec = new V1SubjectAccessReviewSpec { User = user, Groups = groups, ResourceAttributes = what } })).Status.Allowed == may,
        seconds: 5);

    private async Task RoleAsync(string name, V1PolicyRule rule)
    {
        if (await kubeflow.Api.RbacAuthorizationV1.ReadClusterRoleAsync(name).OrNullAsync() is null)
        {
            await kubeflow.Api.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole { Metadata = new V1ObjectMeta { Name = name }, Rules = [rule] });
        }
    }
}

[Collection(On161.Name)]
public sealed class NamespaceAccess161(Kubeflow161 kubeflow) : NamespaceAccessTests(kubeflow);

[Collection(On2603.Name)]
public sealed class NamespaceAccess2603(Kubeflow2603 kubeflow) : NamespaceAccessTests(kubeflow);
