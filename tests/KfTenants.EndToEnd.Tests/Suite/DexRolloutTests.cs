using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Dex never goes down: a configuration that it does not run with is taken back, and a run that was killed is finished by the next.</summary>
public abstract class DexRolloutTests(KubeflowCluster kubeflow)
{
    private const string Ana = "ana@example.com";
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";
    private const string LimitPath = "/api/v1/namespaces/auth/limitranges/no-more-pods";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_crash_loop_is_taken_back() => await IsTakenBackAsync("crashes", DexFailure.CrashLoop, "CrashLoopBackOff");

    [EndToEndFact]
    public async Task A_rollout_past_its_deadline_is_taken_back() => await IsTakenBackAsync("silent", DexFailure.Silence, "progressing");

    [EndToEndFact]
    public async Task Pods_that_cannot_be_created_are_taken_back()
    {
        // Only what is created from then on is refused: the pod that serves goes on.
        try
        {
            await IsTakenBackAsync("refused", DexFailure.Silence, "minimum memory usage", () => kubeflow.Api.CreateAsync("/api/v1/namespaces/auth/limitranges", JsonNode.Parse("""
                {"metadata": {"name": "no-more-pods"}, "spec": {"limits": [{"type": "Pod", "min": {"memory": "1Gi"}}]}}
                """)!.AsObject()));
        }
        finally
        {
            await kubeflow.Api.DeleteAsync(LimitPath);
        }
    }

    [EndToEndFact]
    public async Task A_run_killed_between_the_write_and_the_rollout_is_finished_by_the_next()
    {
        using var work = await StartAsync("killed");
        await KillAsync(work);

        Assert.All((await work.PlanAsync()).Changes, change => Assert.Equal("deployment/auth/dex", change.Id));
        (await work.ApplyAsync()).Ends(0);

        Assert.Empty(await kubeflow.Dex.LockedOutAsync(Ana, "user@example.com"));
        Assert.Null((await ConfigMapAsync())["binaryData"]);
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task A_run_killed_in_a_rollout_that_fails_is_taken_back_by_the_next()
    {
        using var work = await StartAsync("doomed");
        var original = await ConfigMapAsync();
        await KillAsync(work, isBad: true);
        try
        {
            var (outcome, message) = (await work.ReportAsync(1)).Of("deployment/auth/dex");
            Assert.Equal("failed", outcome);
            Assert.EndsWith("the previous configuration is running again", message, StringComparison.Ordinal);
        }
        finally
        {
            kubeflow.Dex.IsBad = _ => false;
        }

        await AssertIsAsync(original);
        (await work.ApplyAsync()).Ends(0);
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task What_a_person_edits_during_the_rollout_is_not_lost()
    {
        using var work = await StartAsync("edited");
        var original = (string)(await ConfigMapAsync())["data"]!["config.yaml"]!;
        kubeflow.Dex.IsBroken = true;
        kubeflow.Dex.Failure = DexFailure.CrashLoop;
        kubeflow.Dex.IsBad = text => text.Contains(Ana, StringComparison.Ordinal);
        try
        {
            var run = await work.StartAsync(["apply", "--auto-approve"], async _ =>
            {
                await KeptAsync();
                var text = (string)(await ConfigMapAsync())["data"]!["config.yaml"]! + "# ticket 4711\n";
                await Live.EditAsync(KubeflowInstallation.DexConfigMapPath, new JsonObject { ["data"] = new JsonObject { ["config.yaml"] = text } }.ToJsonString());
                kubeflow.Dex.IsBroken = false;
            });

            Assert.Contains("another writer changed the rest", run.Ends(1).Out, StringComparison.Ordinal);
        }
        finally
        {
            kubeflow.Dex.IsBroken = false;
            kubeflow.Dex.IsBad = _ => false;
        }

        Assert.Equal(original + "# ticket 4711\n", (string)(await ConfigMapAsync())["data"]!["config.yaml"]!);
    }

    private async Task IsTakenBackAsync(string set, DexFailure failure, string why, Func<Task>? trouble = null)
    {
        using var work = await StartAsync(set);
        if (trouble is not null)
        {
            await trouble();
        }

        work.Hide(Hash);
        await Live.EditAsync(KubeflowInstallation.DexDeploymentPath, """{"spec": {"progressDeadlineSeconds": 5}}""");
        var original = await ConfigMapAsync();
        kubeflow.Dex.Failure = failure;
        kubeflow.Dex.IsBad = text => text.Contains(Ana, StringComparison.Ordinal);
        try
        {
            var (outcome, message) = (await work.ReportAsync(1)).Of("deployment/auth/dex");

            Assert.Equal("failed", outcome);
            Assert.StartsWith("Deployment/auth/dex: the rollout failed (", message, StringComparison.Ordinal);
            Assert.Contains(why, message, StringComparison.Ordinal);
            Assert.EndsWith("; the previous configuration is running again", message, StringComparison.Ordinal);
            await AssertIsAsync(original);
            Assert.Empty(await kubeflow.Dex.LockedOutAsync("user@example.com"));
        }
        finally
        {
            kubeflow.Dex.IsBad = _ => false;
        }

        await kubeflow.Api.DeleteAsync(LimitPath);
        (await work.ApplyAsync()).Ends(0);
        Assert.Empty(await kubeflow.Dex.LockedOutAsync(Ana, "user@example.com"));
        (await work.PlanAsync()).IsEmpty();
    }

    // With the rollout held up, from the write of the configuration on.
    private async Task KillAsync(Workspace work, bool isBad = false)
    {
        kubeflow.Dex.IsBroken = true;
        kubeflow.Dex.Failure = DexFailure.CrashLoop;
        try
        {
            var killed = await work.StartAsync(["apply", "--auto-approve"], async process =>
            {
                await KeptAsync();
                process.Kill();
            });
            Assert.Equal(137, killed.Code);

            // Else the next run waits until the dead one's lock has expired.
            (await work.RunAsync("unlock", "--auto-approve")).Ends(0);
        }
        finally
        {
            kubeflow.Dex.IsBad = text => isBad && text.Contains(Ana, StringComparison.Ordinal);
            kubeflow.Dex.IsBroken = false;
        }
    }

    private async Task KeptAsync() =>
        await Eventually.TrueAsync("the configuration is written and the one before kept", async () => (await ConfigMapAsync())["binaryData"] is not null);

    private async Task AssertIsAsync(JsonObject original)
    {
        var now = await ConfigMapAsync();
        Assert.Equal(original["data"]!.ToJsonString(), now["data"]!.ToJsonString());
        Assert.Null(now["binaryData"]);
        var status = (await Live.GetAsync(KubeflowInstallation.DexDeploymentPath))["status"]!;
        Assert.Equal((1, 1, 1), ((int)status["replicas"]!, (int)status["updatedReplicas"]!, (int)status["availableReplicas"]!));
    }

    private async Task<JsonObject> ConfigMapAsync() => await Live.GetAsync(KubeflowInstallation.DexConfigMapPath);

    private async Task<Workspace> StartAsync(string set)
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        return new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), new TenantsFile("dex-" + set, new Team("dex-" + set, Ana))
        {
            Users = [$"{{name: ana, email: {Ana}, login: {{passwordHash: {Hash}}}}}"],
        });
    }
}

[Collection(On161.Name)]
public sealed class DexRollout161(Kubeflow161 kubeflow) : DexRolloutTests(kubeflow);

[Collection(On2603.Name)]
public sealed class DexRollout2603(Kubeflow2603 kubeflow) : DexRolloutTests(kubeflow);
