using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What is written of a real cluster, or for one, and read back: the same plan, no secret, and nothing to change.</summary>
[Collection(On2603.Name)]
public sealed class SnapshotTests(Kubeflow2603 kubeflow)
{
    private const string Owner = "own@example.com";
    private const string Bob = "bob@example.com";
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_plan_on_a_snapshot_is_the_plan_on_the_cluster()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        var file = File("snap") with
        {
            Users = [$"{{name: own, email: {Owner}, login: {{passwordHash: {Hash}}}}}", $"{{name: bob, email: {Bob}}}"],
        };
        using var work = await kubeflow.AppliedAsync(file);
        await Live.EditAsync(Live.ProfilePath("snap"), """{"spec": {"resourceQuotaSpec": {"hard": {"cpu": "64"}}}}""");
        await kubeflow.Controller.SettleAsync();
        (await work.RunAsync("snapshot", "--out", "snap")).Ends(0);

        // Drift alone; then changes of every kind.
        await AssertSameAsync(work);
        work.Write(file.With("snap", team => team.Without(Bob).With("cat@example.com", "admin") with { Quota = "{cpu: \"2\"}", LimitRange = null }) with
        {
            Users = [$"{{name: own, email: {Owner}, login: {{passwordHash: {Hash[..^1]}G}}}}", "{name: cat, email: cat@example.com}"],
        });
        await AssertSameAsync(work);
        (await work.RunAsync("apply", "--auto-approve", "--cluster-dir", "snap")).Ends(64);

        work.Write(file);
        await kubeflow.ConvergeAsync(work);
        (await work.RunAsync("snapshot", "--out", "snap")).Ends(0);
        new PlanDocument((await work.RunAsync("plan", "-o", "json", "--cluster-dir", "snap")).Ends(0).Out).IsEmpty();
    }

    [KubectlFact]
    public async Task What_kubectl_applies_of_a_rendered_file_becomes_ours_with_nothing_to_change()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), File("rendered"));
        (await work.RunAsync("render", "--out", "manifests")).Ends(0);
        var tenants = work.PathOf("manifests/tenants");

        // The namespace is the controller's: what stands in it is taken the second time.
        await Kubectl.AskAsync(kubeflow.Cluster, "apply", "--server-side", "--validate=false", "-f", tenants);
        await kubeflow.Controller.SettleAsync();
        var said = await Kubectl.AskAsync(kubeflow.Cluster, "apply", "--server-side", "--validate=false", "-f", tenants);
        Assert.Equal(5, said.Split('\n').Count(l => l.EndsWith("serverside-applied", StringComparison.Ordinal)));

        var plan = new PlanDocument((await work.RunAsync("plan", "--adopt", "-o", "json")).Ends(0).Out);
        Assert.All(plan.Changes.SelectMany(c => c.Fields), f => Assert.StartsWith("/metadata/", f.Path, StringComparison.Ordinal));
        Assert.DoesNotContain(plan.Changes, c => c.Action is "create" or "delete" or "replace" or "conflict");
        (await work.ApplyAsync("--adopt")).Ends(0);
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();
    }

    private static TenantsFile File(string name) => new(name, new Team(name, Owner)
    {
        Contributors = [(Bob, "edit")],
        Quota = "{cpu: \"4\", memory: 8Gi}",
        LimitRange = "{defaultRequest: {cpu: \"1\", memory: 1Gi}}",
        Network = "{isolate: true, allowCIDRs: [192.0.2.0/24]}",
    });

    private static async Task AssertSameAsync(Workspace work)
    {
        var here = await work.PlanAsync();
        var there = new PlanDocument((await work.RunAsync("plan", "-o", "json", "--cluster-dir", "snap")).Ends(0).Out);
        Assert.Equal(Told(here), Told(there));
        Assert.NotEmpty(here.Changes);
        Assert.Equal("snapshot", there.Fidelity);
    }

    private static string Told(PlanDocument plan) => string.Join('\n',
    [
        .. plan.Changes.Select(c => $"{c.Id} {c.Action} {c.Reason} {c.Risk} {c.Detail} {string.Join(", ", c.Fields)}"),
        .. plan.Access.Select(a => a.ToString()),
        .. plan.UnmanagedRoles.Select(u => u.ToString()),
    ]);
}
