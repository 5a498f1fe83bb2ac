using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What the plan says of a person's access is what the API server then grants: neither more nor less.</summary>
[Collection(On191.Name)]
public sealed class AccessTests(Kubeflow191 kubeflow)
{
    private static readonly string[] People = ["ana@example.com", "ben@example.com", "cy@example.com", "owner-1@example.com", "owner-2@example.com", "nobody@example.com"];

    // What each role may do that the weaker ones may not (kubeflow-roles).
    private static readonly (string Verb, string Group, string Resource, string Weakest)[] Questions =
    [
        ("get", "", "pods", "view"),
        ("list", "apps", "deployments", "view"),
        ("create", "", "configmaps", "edit"),
        ("get", "", "secrets", "edit"),
        ("create", "rbac.authorization.k8s.io", "rolebindings", "admin"),
        ("delete", "", "resourcequotas", "nobody"),
        ("patch", "security.istio.io", "authorizationpolicies", "nobody"),
    ];

    private static readonly TenantsFile File = new("access",
    [
        new Team("access-1", "owner-1@example.com")
        {
            Contributors = [("ana@example.com", "view"), ("ben@example.com", "edit"), ("cy@example.com", "admin")],
        },
        new Team("access-2", "owner-2@example.com") { Contributors = [("ana@example.com", "admin"), ("owner-1@example.com", "view")] },
        new Team("access-3", "owner-2@example.com"),
    ]);

    [EndToEndFact]
    public async Task Every_person_can_do_exactly_what_the_plan_said()
    {
        var plan = await ApplyAsync();

        foreach (var (tenant, person) in File.Teams.SelectMany(team => People.Select(person => (team.Name, person))))
        {
            var role = plan.Access.SingleOrDefault(a => a.Tenant == tenant && a.Person == person)?.After;
            foreach (var (verb, group, resource, weakest) in Questions)
            {
                await kubeflow.Live.AssertCanAsync(May(role, weakest), person, verb, group, resource, tenant);
            }
        }
    }

    [KubectlFact]
    public async Task Kubectl_agrees()
    {
        var plan = await ApplyAsync();

        foreach (var person in People)
        {
            var role = plan.Access.SingleOrDefault(a => a.Tenant == "access-1" && a.Person == person)?.After;
            foreach (var (verb, group, resource, weakest) in Questions.Where(q => q.Weakest != "nobody"))
            {
                var answer =
                    await Kubectl.AskAsync(kubeflow.Cluster, "auth", "can-i", verb, group.Length == 0 ? resource : $"{resource}.{group}", "--as", person, "-n", "access-1");
                Assert.True(May(role, weakest) == (answer == "yes"), $"{person}, {role ?? "nobody"}: {verb} {resource}: kubectl says {answer}");
            }
        }
    }

    private static bool May(string? role, string weakest) =>
        Array.IndexOf(["view", "edit", "admin", "nobody"], weakest) is var needed &&
        Array.IndexOf(["view", "edit", "admin"], role == "owner" ? "admin" : role) >= needed;

    // The same every time: what the first plan said still holds, and is what a plan into an empty cluster says.
    private async Task<PlanDocument> ApplyAsync()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), File);
        foreach (var team in File.Teams)
        {
            await kubeflow.Api.DeleteAsync(Live.ProfilePath(team.Name));
        }

        foreach (var team in File.Teams)
        {
            await Eventually.TrueAsync($"{team.Name} is gone", async () => await kubeflow.Live.FindAsync(Live.NamespacePath(team.Name)) is null);
        }

        var plan = await work.PlanAsync();
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        return plan;
    }
}
