using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Truth;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// A tenant restored from a backup, as tools make it anew: the same objects, by another manager, without managers of fields of their own,
/// owner references, uids and finalizers.
/// </summary>
[Collection(On2603.Name)]
public sealed class RestoreTests(Kubeflow2603 kubeflow)
{
    private const string Owner = "own@example.com";
    private const string Bob = "bob@example.com";
    private const string Cat = "cat@example.com";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task What_was_restored_is_shown_and_taken_back()
    {
        var file = File("back");
        using var work = await RestoredAsync(file);

        var plan = await work.RunAsync("plan");
        Assert.DoesNotContain("No changes", plan.Out, StringComparison.Ordinal);

        (await work.ApplyAsync("--adopt")).Ends(0);
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();
        Assert.Equal(WhoGetsIn.Of(file.Teams[0]), await WhoGetsIn.NowAsync(kubeflow.Api, "back"));
    }

    [EndToEndFact]
    public async Task Who_left_the_file_since_loses_access()
    {
        var file = File("left");
        using var work = await RestoredAsync(file);
        var after = file.With("left", team => team.Without(Bob) with { Quota = "{cpu: \"4\"}", LimitRange = null });
        work.Write(after);

        (await work.ApplyAsync("--adopt")).Ends(0);
        await kubeflow.Controller.SettleAsync();

        Assert.Equal(WhoGetsIn.Of(after.Teams[0]), await WhoGetsIn.NowAsync(kubeflow.Api, "left"));
        Assert.Null(await Live.FindAsync("/api/v1/namespaces/left/limitranges/kftenants"));
        Assert.Equal("""{"cpu":"4"}""", (await Live.GetAsync(Live.ProfilePath("left")))["spec"]!["resourceQuotaSpec"]!["hard"]!.ToJsonString());
    }

    [EndToEndFact]
    public async Task Without_consent_a_run_does_not_end_well_while_people_keep_what_the_file_dropped()
    {
        var file = File("kept");
        using var work = await RestoredAsync(file);
        var after = file.With("kept", team => team.Without(Bob));

        await AssertHonestAsync(work, file, after);
    }

    [EndToEndFact]
    public async Task A_restored_tenant_can_be_suspended_when_it_has_been_taken_back()
    {
        var file = File("halt");
        using var work = await RestoredAsync(file);
        var after = file.With("halt", team => team with { State = "suspended" });
        await AssertHonestAsync(work, file, after);

        // The way that the message names.
        work.Write(file);
        (await work.ApplyAsync("--adopt")).Ends(0);
        work.Write(after);
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();

        Assert.Equal(WhoGetsIn.Of(after.Teams[0]), await WhoGetsIn.NowAsync(kubeflow.Api, "halt"));
    }

    [EndToEndFact]
    public async Task A_restored_tenant_can_be_deleted_when_it_has_been_taken_back()
    {
        var file = File("gone") with { Teams = [File("gone").Teams[0], new Team("gone-other", Owner)] };
        using var work = await RestoredAsync(file);
        var after = file.With("gone", team => team with { State = "absent" });
        await AssertHonestAsync(work, file, after, "--allow", "tenant-deletes=1");

        work.Write(file);
        (await work.ApplyAsync("--adopt")).Ends(0);
        work.Write(after);
        (await work.ApplyAsync("--allow", "tenant-deletes=1")).Ends(0);
        await kubeflow.Controller.SettleAsync();

        Assert.Null(await Live.FindAsync(Live.ProfilePath("gone")));
        Assert.DoesNotContain((await WhoGetsIn.NowAsync(kubeflow.Api, "gone")).Select(w => w.Who), who => who is Owner or Bob or Cat);
        await kubeflow.Api.DeleteAsync(Live.NamespacePath("gone"));
    }

    private static TenantsFile File(string name) => new(name, new Team(name, Owner)
    {
        Contributors = [(Bob, "edit"), (Cat, "view")],
        Quota = "{cpu: \"4\", memory: 8Gi}",
        LimitRange = "{defaultRequest: {cpu: \"1\", memory: 1Gi}}",
    });

    private async Task AssertHonestAsync(Workspace work, TenantsFile before, TenantsFile after, params string[] arguments)
    {
        work.Write(after);
        var run = await work.ApplyAsync(arguments);
        await kubeflow.Controller.SettleAsync();

        var problems = await Verdict.OfAsync(kubeflow.Api, before, after, run);
        Assert.True(problems.IsEmpty, $"{string.Join('\n', problems)}\nended with {run.Code}\n{run.Out}\n{run.Error}");
    }

    private async Task<Workspace> RestoredAsync(TenantsFile file)
    {
        var name = file.Teams[0].Name;
        var work = await kubeflow.AppliedAsync(file);
        var backup = new List<(string Path, JsonObject Body)> { (Live.NamespacePath(name), await Live.GetAsync(Live.NamespacePath(name))) };
        foreach (var collection in (string[])
        [
            Live.BindingPath(name, ""), Live.PolicyPath(name, ""), $"/api/v1/namespaces/{name}/limitranges/",
        ])
        {
            backup.AddRange((await kubeflow.Api.ListAsync(collection[..^1])).Select(o => (collection + o["metadata"]!["name"], o)));
        }

        backup.Add((Live.ProfilePath(name), await Live.GetAsync(Live.ProfilePath(name))));
        await kubeflow.Api.DeleteAsync(Live.ProfilePath(name));
        await Eventually.TrueAsync($"{name} is gone", async () => await Live.FindAsync(Live.NamespacePath(name)) is null);

        // The controller comes to it when all is there again, as after the loss of a whole cluster.
        kubeflow.Controller.IsPaused = true;
        try
        {
            foreach (var (path, body) in backup)
            {
                body.Remove("status");
                foreach (var field in (string[])["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "ownerReferences", "selfLink", "finalizers"])
                {
                    body["metadata"]!.AsObject().Remove(field);
                }

                await kubeflow.Api.CreateAsync(path[..path.LastIndexOf('/')], body, "velero-server");
            }
        }
        finally
        {
            kubeflow.Controller.IsPaused = false;
        }

        await kubeflow.Controller.SettleAsync();
        return work;
    }
}
