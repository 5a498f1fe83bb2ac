using System.Collections.Concurrent;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Faults;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>
/// Thousands of questions, three answers: what the API server says (SubjectAccessReview), what the plan's report of access says, and what the
/// measure of the other tests says. Groups of a person that the identity provider alone knows are asked about as groups: that is how the
/// report names them. What a ClusterRoleBinding gives in all namespaces is not a tenant's, and not in the report.
/// </summary>
[Collection(On161.Name)]
public sealed class AccessReportTests(Kubeflow161 kubeflow)
{
    [EndToEndFact]
    public async Task The_report_of_access_says_what_the_API_server_says()
    {
        string[] spaces = ["report-a", "report-b"];
        var file = new TenantsFile("report", [.. spaces.Select((space, i) => new Team(space, $"r{i + 1}@example.com")
        {
            Contributors = [("r3@example.com", "view"), ("r4@example.com", "edit")],
        })]);
        using var work = await kubeflow.AppliedAsync(file);
        var access = new RandomAccess(kubeflow.Api, new Random(Campaign.Seed), "report");
        await access.MakeAsync(spaces);
        var plan = new PlanDocument((await work.RunAsync("plan", "-o", "json")).Out);

        var differences = new ConcurrentBag<string>();
        var (asked, allowed) = (0, 0);
        foreach (var team in file.Teams)
        {
            var authorizer = await Authorizer.ReadAsync(kubeflow.Api, team.Name);
            var questions = from who in RandomAccess.Everyone(spaces) from what in RandomAccess.Table select (who, what);
            await Parallel.ForEachAsync(questions, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (question, _) =>
            {
                var (who, what) = question;
                var (report, measure) = (RolesOf(who, team, plan).Any(role => authorizer.Gives(role, what)), authorizer.Allows(who, what));
                var server = await Authorizer.AskAsync(kubeflow.Api, who, what, team.Name);
                for (var patience = 20; patience > 0 && server != measure; patience--)
                {
                    await Task.Delay(100, CancellationToken.None);
                    server = await Authorizer.AskAsync(kubeflow.Api, who, what, team.Name);
                }

                if (report != server || measure != server)
                {
                    differences.Add($"{team.Name}: {who}: {what}: the API server says {server}, the report {report}, the measure {measure}");
                }

                Interlocked.Increment(ref asked);
                Interlocked.Add(ref allowed, server ? 1 : 0);
            });
        }

        await access.RemoveAsync(spaces);
        Assert.True(asked >= 5000 && allowed >= asked / 20 && allowed <= asked * 19 / 20, $"{asked} questions, {allowed} times yes: that shows little");
        Assert.True(differences.IsEmpty, $"seed {Campaign.Seed}: {differences.Count} of {asked}\n{string.Join('\n', differences.Order(StringComparer.Ordinal).Take(30))}");
    }

    // What the file gives, what every tenant's two accounts have, and what the report names besides, for one user and the groups that are known.
    private static IEnumerable<string> RolesOf(Identity who, Team team, PlanDocument plan)
    {
        string[] names = [who.User, AccountName(who), .. who.Groups.Select(g => "Group " + g)];
        var given = team.Contributors.Select(c => (Subject: c.Email, Role: "ClusterRole kubeflow-" + c.Role))
            .Append((team.Owner, "ClusterRole kubeflow-admin"))
            .Append(($"ServiceAccount {team.Name}/default-editor", "ClusterRole kubeflow-edit"))
            .Append(($"ServiceAccount {team.Name}/default-viewer", "ClusterRole kubeflow-view"));
        return given.Concat(plan.UnmanagedRoles.Where(u => u.Tenant == team.Name).Select(u => (u.Subject, u.Grants)))
            .Where(g => names.Contains(g.Item1))
            .Select(g => g.Item2);
    }

    private static string AccountName(Identity who) =>
        who.User.Split(':') is ["system", "serviceaccount", var space, var name] ? $"ServiceAccount {space}/{name}" : who.User;
}
