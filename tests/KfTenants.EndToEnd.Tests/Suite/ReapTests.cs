using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>The reapers and the hook on a real API server, each with the rights that <c>bootstrap</c> prints for it and no others.</summary>
[Collection(On2603.Name)]
public sealed class ReapTests(Kubeflow2603 kubeflow)
{
    private const string Lifetime = "pod.kubernetes.io/lifetime";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task Pods_that_have_outlived_their_time_go_with_what_belongs_to_them()
    {
        var file = new TenantsFile("reap-pods", new Team("reap-pods", "ana@example.com"));
        using var work = await kubeflow.AppliedAsync(file);
        using var reaper = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reaper), file);
        await CreateAsync("pods", "over", $$"""{"job": "1"}""", $$"""{"{{Lifetime}}": "1s"}""");
        await CreateAsync("secrets", "one-secret", """{"job": "1"}""");
        await CreateAsync("configmaps", "one-configmap", """{"job": "1"}""");
        await CreateAsync("services", "one-service", """{"job": "1"}""");
        await CreateAsync("pods", "alive", """{"job": "2"}""", $$"""{"{{Lifetime}}": "24h"}""");
        await CreateAsync("secrets", "two-secret", """{"job": "2"}""");
        await CreateAsync("pods", "forever", """{"job": "3"}""", $$"""{"{{Lifetime}}": "1d"}""");
        await Task.Delay(TimeSpan.FromSeconds(2.5));

        (await reaper.RunAsync("reap", "pods", "--detailed-exitcode")).Ends(2);
        Assert.NotNull(await Live.FindAsync(Path("pods", "over")));
        var run = (await reaper.RunAsync("reap", "pods", "--apply")).Ends(0);

        Assert.Contains("4 of 4 objects deleted.", run.Out, StringComparison.Ordinal);
        Assert.Contains("Pod/reap-pods/forever: its lifetime is \"1d\"", run.Out, StringComparison.Ordinal);
        Assert.Equal(["alive", "forever"], (await Live.NamesAsync(Path("pods", "x"))).Order());
        Assert.Equal(["two-secret"], (await Live.NamesAsync(Path("secrets", "x"))).Where(n => n.EndsWith("-secret", StringComparison.Ordinal)));
        (await reaper.RunAsync("reap", "pods", "--detailed-exitcode")).Ends(0);

        // Who plans may not read secrets, and who reaps may not plan.
        (await work.RunAsync("reap", "pods")).FailsInLines(1, "", "forbidden");
        (await reaper.RunAsync("plan")).FailsInLines(1, "", "forbidden");
    }

    [EndToEndFact]
    public async Task Who_comes_is_seen_by_the_reaper_and_by_no_plan()
    {
        var file = new TenantsFile("reap-tenants", new Team("reap-tenants", "ana@example.com") { Namespace = "{annotations: {team: a}}", Retention = "{reapAfter: 3s}" });
        using var work = await kubeflow.AppliedAsync(file);
        using var reviewer = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reviewer), file);
        using var reaper = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reaper), file);
        using var web = new Workspace(kubeflow.Kubeconfig(ToolRoles.WebNode));
        (await reviewer.PlanAsync()).IsEmpty();

        (await web.RunAsync("touch", "reap-tenants")).Ends(0);

        (await reviewer.PlanAsync()).IsEmpty();
        var managers = (await Live.GetAsync(Live.NamespacePath("reap-tenants")))["metadata"]!["managedFields"]!.AsArray();
        Assert.Single(managers, m => (string?)m!["manager"] == "kftenants-touch");

        // The set changes what is its own, and the annotation stays.
        work.Write(file.With("reap-tenants", team => team with { Namespace = "{annotations: {team: b}}" }));
        await kubeflow.ConvergeAsync(work);
        work.Write(file.With("reap-tenants", team => team with { Namespace = null }));
        await kubeflow.ConvergeAsync(work);
        Assert.NotNull((await Live.GetAsync(Live.NamespacePath("reap-tenants")))["metadata"]!["annotations"]!["openondemand.org/last-hook-execution"]);

        await Task.Delay(TimeSpan.FromSeconds(5));
        var found = (await reaper.RunAsync("reap", "tenants", "--write")).Ends(0);
        Assert.Contains("1 to suspend", found.Out, StringComparison.Ordinal);
        work.Write("tenants.yaml", await File.ReadAllTextAsync(reaper.PathOf("tenants.yaml")));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        await Live.AssertCanAsync(false, "ana@example.com", "get", "", "pods", "reap-tenants");

        (await web.RunAsync("touch", "reap-nowhere")).Fails(1, "Namespace/reap-nowhere", "does not exist");
        (await reaper.RunAsync("touch", "reap-tenants")).Fails(1, "Namespace/reap-tenants", "forbidden");
    }

    private static string Path(string plural, string name) => $"/api/v1/namespaces/reap-pods/{plural}/{name}";

    private Task CreateAsync(string plural, string name, string labels, string annotations = "{}") => Live.CreateAsync(Path(plural, name), $$"""
        {"apiVersion": "v1", "metadata": {"name": "{{name}}", "labels": {{labels}}, "annotations": {{annotations}}},
         "kind": "{{char.ToUpperInvariant(plural[0])}}{{plural[1..^1].Replace("map", "Map", StringComparison.Ordinal)}}"{{plural switch
    {
        "pods" => """, "spec": {"containers": [{"name": "main", "image": "example.com/none"}], "terminationGracePeriodSeconds": 0}""",
        "services" => """, "spec": {"ports": [{"port": 80}]}""",
        _ => "",
    }}}}
        """);
}
