using System.Diagnostics;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.Rbac;
using KfTenants.Tenants;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// The table of rights against the server's audit log: what the program asks for is in it, and what is in it the program asks for.
/// Every other test here runs with these rights, too.
/// </summary>
[Collection(On161.Name)]
public sealed class PermissionTests(Kubeflow161 kubeflow)
{
    // Kubeflow 1.6 leaves an emptied quota behind, which no later release does.
    private static readonly TenantsFile Full = new("rights", new Team("rights", "ana@example.com")
    {
        Contributors = [("ben@example.com", "view"), ("cy@example.com", "edit")],
        Quota = "{cpu: \"4\"}",
        LimitRange = "{default: {cpu: \"1\"}}",
        Namespace = "{labels: {team: rights}}",
        Network = "{isolate: true}",
        Posix = "{uid: 20001, gid: 5001}",
        Walltime = "{max: 24h, reaper: true}",
        ServiceAccounts = "[{name: ci, preset: view}]",
        Contents = "    quotas: [{name: short, hard: {pods: 20}, scopes: [Terminating]}]\n",
    })
    {
        Platform = "  dex: {logins: secret}",
        Users =
        [
            "{name: ana, email: ana@example.com, login: {passwordHash: $2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C}}",
            "{name: ben, email: ben@example.com}", "{name: cy, email: cy@example.com}",
        ],
    };

    // Of runs that are not these: a rollout that fails, a cluster without any tenant (which shows how its mesh knows people); and what moved
    // between the plan and its write is read again, which nothing here does.
    private static readonly string[] Elsewhere =
    [
        "pods/log", "kubeflow deployments", "kubeflow configmaps", "passwords get", "limitranges get", "networkpolicies get", "serviceaccounts get", "rolebindings get",
        "authorizationpolicies get", "validatingadmissionpolicybindings list", "clusterpolicies list",
    ];

    private const string Nobody = "{name: ana, email: ana@example.com}";

    [EndToEndFact]
    public async Task Every_request_is_in_the_table_and_every_right_is_used()
    {
        var mark = await kubeflow.Audit.MarkAsync();
        await LiveARichLifeAsync();
        var asked = (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform)).Where(e => e.Status is < 300 or 403).SelectMany(RightsOf).Distinct().ToList();
        var rules = Enum.GetValues<LoginStore>()
            .Select(store => ToolPlaces.Default with { Dex = ToolPlaces.Default.Dex with { Logins = store } })
            .SelectMany(places => PermissionTable.ForPlan(places).AddRange(PermissionTable.ForApply(places)))
            .ToList();

        Assert.DoesNotContain(asked, a => !rules.Any(r => r.Allows(a.Verb, a.Group, a.Resource, a.Namespace, a.Name)));
        var unused = from rule in rules
                     from verb in rule.Verbs
                     from resource in rule.Resources
                     where !asked.Any(a => a.Resource == resource && rule.Allows(verb, a.Group, resource, a.Namespace, a.Name) && a.Verb == verb)
                     select (Where: rule.Namespace, Resource: resource, Verb: verb);
        Assert.Empty(unused.Where(u => !Elsewhere.Contains(u.Resource) && !Elsewhere.Contains($"{u.Where} {u.Resource}") && !Elsewhere.Contains($"{u.Resource} {u.Verb}"))
            .Distinct());
    }

    [KubectlFact]
    public async Task Kubectl_applies_what_is_printed()
    {
        using var work = new Workspace("none");
        foreach (var (words, role) in new (string[] Words, string Role)[]
        {
            (["bootstrap"], "kftenants-plan"), (["bootstrap", "--plan-only"], "kftenants-plan"), (["bootstrap", "--reaper", "pods"], "kftenants-reap-pods"),
            (["bootstrap", "--web-node"], "kftenants-web-node"),
        })
        {
            work.Write("roles.yaml", (await work.RunAsync(words)).Ends(0).Out);
            var start = new ProcessStartInfo(EndToEndRun.Kubectl!) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["apply", "--dry-run=server", "-f", work.PathOf("roles.yaml"), "--kubeconfig",
                kubeflow.Cluster.Kubeconfig("kubectl-roles", "system:masters")])
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment["HOME"] = Path.GetTempPath();
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
            Assert.Contains($"clusterrole.rbac.authorization.k8s.io/{role} ", await output, StringComparison.Ordinal);
        }
    }

    private static Team Bare(Team team) => team with { Quota = "{}", LimitRange = "{}", Network = "{}", Posix = null, Walltime = "{}", ServiceAccounts = "[]", Contents = "" };

    private async Task LiveARichLifeAsync()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await ReadEnvironmentAsync();
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Full);
        await kubeflow.ConvergeAsync(work);

        // A role that changes, a contributor and a quota that go, a limit and an isolation that change and go, labels that are given up.
        work.Write(Full
            .With("rights", team => team.With("ben@example.com", "edit").Without("cy@example.com") with
            {
                Quota = "{}",
                LimitRange = "{default: {cpu: \"2\"}}",
                Namespace = "{labels: {team: other}}",
                Network = "{isolate: true, allowNamespaces: [monitoring]}",
                ServiceAccounts = "[{name: ci, preset: view, automountToken: true}]",
            }));
        await kubeflow.ConvergeAsync(work);
        (await work.RunAsync("plan", "--tenant", "rights")).Ends(0);
        work.Write(Full.With("rights", Bare) with { Users = [.. Full.Users.Skip(1).Prepend(Nobody)] });
        await kubeflow.ConvergeAsync(work);

        // A login as an object of Dex's own, which comes and goes; and the end of the tenant.
        var last = Full.With("rights", Bare) with { Platform = "  dex: {logins: passwords}" };
        work.Write(last);
        (await work.ApplyAsync("--allow", "platform")).Ends(0);
        await kubeflow.ConvergeAsync(work);
        last = last with { Users = [.. Full.Users.Skip(1).Prepend(Nobody)] };
        work.Write(last);
        await kubeflow.ConvergeAsync(work);
        last = last.With("rights", team => team with { State = "absent" });
        work.Write(last with { Teams = [.. last.Teams, new Team("rights-stays", "ana@example.com")] });
        (await work.ApplyAsync("--allow", "tenant-deletes=1")).Ends(0);
    }

    // As 1.9 ships it: Dex has the Secret's keys in its environment. Here the Secret does not exist yet.
    private async Task ReadEnvironmentAsync()
    {
        var dex = await kubeflow.Api.GetAsync(KubeflowInstallation.DexDeploymentPath);
        dex["spec"]!["template"]!["spec"]!["containers"]![0]!["envFrom"]!.AsArray().Add(JsonNode.Parse("""{"secretRef": {"name": "dex-passwords", "optional": true}}"""));
        await kubeflow.Api.MergeAsync(KubeflowInstallation.DexDeploymentPath, new JsonObject
        {
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = dex["spec"]!["template"]!["spec"]!.DeepClone() } },
        }.ToJsonString());
    }

    // What a request was authorized for. An apply that created is a creation, too; and a binding that was written was bound.
    private static IEnumerable<(string Verb, string Group, string Resource, string? Namespace, string? Name)> RightsOf(AuditEntry entry)
    {
        if (entry.Resource is null or "selfsubjectaccessreviews" or "selfsubjectreviews")
        {
            yield break;
        }

        var resource = entry.Subresource is null ? entry.Resource : $"{entry.Resource}/{entry.Subresource}";
        var space = entry.Resource == "namespaces" ? null : entry.Namespace;
        yield return (entry.Verb, entry.Group, resource, space, entry.Name);
        if (entry is { Verb: "patch", Status: 201 })
        {
            yield return ("create", entry.Group, resource, space, entry.Name);
            if (entry.Resource == "rolebindings")
            {
                var reaps = entry.Name?.EndsWith("-job-pod-reaper-rolebinding", StringComparison.Ordinal) == true;
                yield return ("bind", entry.Group, "clusterroles", null, reaps ? "job-pod-reaper" : "kubeflow-edit");
            }
        }
    }
}
