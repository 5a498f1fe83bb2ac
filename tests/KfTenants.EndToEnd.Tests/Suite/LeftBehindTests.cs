using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Truth;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What other tools and people leave behind in a tenant: namespaces that were there before, policies, a missing label.</summary>
[Collection(On180.Name)]
public sealed class LeftBehindTests(Kubeflow180 kubeflow)
{
    private const string Owner = "own@example.com";
    private const string Bob = "bob@example.com";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_namespace_that_was_there_before_is_taken_over_only_when_the_file_says_so()
    {
        await PrepareNamespaceAsync("was-there");
        using var work = Work("was-there", adopts: false);

        var plan = await work.PlanAsync(7);

        Assert.Contains(plan.Changes, c => c.Action == "conflict" && c.Detail!.Contains("adopt", StringComparison.Ordinal));
        (await work.ApplyAsync()).Ends(7);
        Assert.Null(await Live.FindAsync(Live.ProfilePath("was-there")));
    }

    [EndToEndFact]
    public async Task A_namespace_that_is_taken_over_becomes_what_the_controller_would_have_made()
    {
        await PrepareNamespaceAsync("taken-over");
        using var work = Work("taken-over", adopts: true);

        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();

        var metadata = (await Live.GetAsync(Live.NamespacePath("taken-over")))["metadata"]!;
        var profile = await Live.GetAsync(Live.ProfilePath("taken-over"));
        Assert.Equal("enabled", (string?)metadata["labels"]!["istio-injection"]);
        var owner = Assert.Single(metadata["ownerReferences"]!.AsArray())!;
        Assert.Equal(("Profile", "taken-over", true), ((string?)owner["kind"], (string?)owner["name"], (bool?)owner["controller"]));
        Assert.Equal((string?)profile["metadata"]!["uid"], (string?)owner["uid"]);
        (await work.PlanAsync()).IsEmpty();

        // So it goes with its Profile, as the plan of an absent tenant says.
        work.Write(File("taken-over", adopts: true).With("taken-over", team => team with { State = "absent" }));
        (await work.ApplyAsync("--allow", "tenant-deletes=1")).Ends(0);
        Assert.Null(await Live.FindAsync(Live.NamespacePath("taken-over")));
    }

    [EndToEndFact]
    public async Task A_namespace_that_would_not_go_is_not_promised_to_go_and_no_person_keeps_access_to_it()
    {
        var file = File("stays", adopts: false);
        using var work = await kubeflow.AppliedAsync(file);

        // As after a restore from a backup: the Profile does not own it any more.
        await Live.EditAsync(Live.NamespacePath("stays"), """{"metadata": {"ownerReferences": null}}""");
        work.Write(file.With("stays", team => team with { State = "absent" }));
        var plan = await work.RunAsync("plan");
        var run = await work.ApplyAsync("--allow", "tenant-deletes=1");
        await kubeflow.Controller.SettleAsync();

        Assert.DoesNotContain("its namespace and all data go", plan.Out, StringComparison.Ordinal);
        if (await Live.FindAsync(Live.NamespacePath("stays")) is { } left && left["metadata"]!["deletionTimestamp"] is null)
        {
            Assert.Contains("stays", run.Out.Replace("Tenant stays", "", StringComparison.Ordinal), StringComparison.Ordinal);
            var people = (await WhoGetsIn.NowAsync(kubeflow.Api, "stays")).Select(w => w.Who).ToList();
            Assert.DoesNotContain(Owner, people);
            Assert.DoesNotContain(Bob, people);
        }

        await kubeflow.Api.DeleteAsync(Live.NamespacePath("stays"));
    }

    [EndToEndFact]
    public async Task Policies_that_let_people_in_are_reported_and_are_in_the_way_of_suspension()
    {
        var file = new TenantsFile("halves", new Team("halves", Owner));
        using var work = await kubeflow.AppliedAsync(file);
        await AdmitAsync("halves", "user-eve-example-com-clusterrole-edit", """{"user": "eve@example.com", "role": "edit"}""", "eve@example.com");
        await AdmitAsync("halves", "share-with-mallory", "{}", "mallory@example.com", "mia@example.com");
        string[] people = ["eve@example.com", "mallory@example.com", "mia@example.com"];

        var plan = await work.PlanAsync();
        var reported = string.Join(' ', plan.Unmanaged.Where(u => u.Tenant == "halves").Select(u => u.Subject));
        Assert.All(people, person => Assert.Contains(person, reported, StringComparison.Ordinal));

        work.Write(file.With("halves", team => team with { State = "suspended" }));
        var run = (await work.ApplyAsync()).Ends(7);
        Assert.All(people, person => Assert.Contains(person, run.Out, StringComparison.Ordinal));
    }

    [EndToEndFact]
    public async Task Accounts_of_elsewhere_are_listed_when_a_tenant_is_suspended()
    {
        var file = new TenantsFile("ajar", new Team("ajar", Owner));
        using var work = await kubeflow.AppliedAsync(file);
        await BindAsync("ajar", "other-ns", """{"kind": "ServiceAccount", "namespace": "elsewhere", "name": "visitor"}""");

        work.Write(file.With("ajar", team => team with { State = "suspended" }));
        var run = await work.ApplyAsync();

        Assert.Contains("ServiceAccount elsewhere/visitor has ClusterRole kubeflow-edit", run.Out, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task A_namespace_in_which_no_policy_holds_is_warned_of()
    {
        using var work = await kubeflow.AppliedAsync(new TenantsFile("meshless", new Team("meshless", Owner) { Contributors = [(Bob, "edit")] }));
        await Live.EditAsync(Live.NamespacePath("meshless"), """{"metadata": {"labels": {"istio-injection": null}}}""");

        var plan = await work.RunAsync("plan");

        Assert.Contains("istio-injection", plan.Out + plan.Error, StringComparison.Ordinal);
        Assert.Contains("meshless", plan.Out + plan.Error, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task A_run_that_ends_well_has_waited_for_a_controller_that_is_slow()
    {
        kubeflow.Controller.Pace = TimeSpan.FromMilliseconds(700);
        try
        {
            var file = new TenantsFile("slow", new Team("slow", Owner) { Contributors = [(Bob, "edit")] });
            using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);

            (await work.ApplyAsync()).Ends(0);

            Assert.NotNull((await Live.GetAsync(Live.ProfilePath("slow")))["metadata"]!["finalizers"]);
            foreach (var path in (string[])
            [
                Live.BindingPath("slow", "namespaceAdmin"), Live.BindingPath("slow", "default-editor"), Live.BindingPath("slow", "default-viewer"),
                Live.PolicyPath("slow", "ns-owner-access-istio"),
                "/api/v1/namespaces/slow/serviceaccounts/default-editor", "/api/v1/namespaces/slow/serviceaccounts/default-viewer",
            ])
            {
                Assert.True(await Live.FindAsync(path) is not null, $"{path} is not there yet");
            }
        }
        finally
        {
            kubeflow.Controller.Pace = TimeSpan.Zero;
        }
    }

    // With a second tenant: a file that leaves none is refused.
    private static TenantsFile File(string name, bool adopts) =>
        new(name, new Team(name, Owner) { Contributors = [(Bob, "edit")], Adopts = adopts }, new Team(name + "-other", Owner));

    private Workspace Work(string name, bool adopts) => new(kubeflow.Kubeconfig(ToolRoles.Platform), File(name, adopts));

    // What a conflict's message tells people to write.
    private async Task PrepareNamespaceAsync(string name)
    {
        await Live.CreateAsync(Live.NamespacePath(name), $$$"""{"metadata": {"name": "{{{name}}}"}}""");
        await Live.EditAsync(Live.NamespacePath(name), $$$$"""{"metadata": {"annotations": {"owner": "{{{{Owner}}}}"}}}""");
    }

    private Task AdmitAsync(string space, string name, string annotations, params string[] people) => Live.CreateAsync(Live.PolicyPath(space, name), $$$"""
        {"apiVersion": "security.istio.io/v1beta1", "kind": "AuthorizationPolicy", "metadata": {"name": "{{{name}}}", "annotations": {{{annotations}}}},
         "spec": {"rules": [{"when": [{"key": "request.headers[kubeflow-userid]", "values": ["{{{string.Join("\", \"", people)}}}"]}]}]}}
        """);

    private Task BindAsync(string space, string name, string subject) => Live.CreateAsync(Live.BindingPath(space, name), $$$"""
        {"metadata": {"name": "{{{name}}}"}, "subjects": [{{{subject}}}],
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-edit"}}
        """);
}
