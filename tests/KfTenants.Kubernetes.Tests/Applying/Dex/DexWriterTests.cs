using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;
using static KfTenants.Kubernetes.Applying.Dex.DexRun;

namespace KfTenants.Kubernetes.Applying.Dex;

/// <summary>A configuration that Dex does not run with is taken back, wherever the run dies and whichever other writer is at work.</summary>
public sealed class DexWriterTests : IDisposable
{
    private const string Ana = "ana@example.com";
    private const string Ben = "ben@example.com";

    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-dex-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(RolloutFailure.CrashLoop, true, "Deployment/auth/dex: the rollout failed (Pod/auth/dex-new: container dex: CrashLoopBackOff); the previous configuration is " +
        "running again. Dex said: failed to initialize: malformed bcrypt hash *** for ana")]
    [InlineData(RolloutFailure.CrashLoop, false,
        "Deployment/auth/dex: the rollout failed (Pod/auth/dex-new: container dex: CrashLoopBackOff); the previous configuration is running again")]
    [InlineData(RolloutFailure.Deadline, true,
        "Deployment/auth/dex: the rollout failed (ReplicaSet \"dex-1\" has timed out progressing.); the previous configuration is running again")]
    [InlineData(RolloutFailure.NoPods, true, "Deployment/auth/dex: the rollout failed (pods \"dex-1\" is forbidden: exceeded quota); the previous configuration is running again")]
    [InlineData(RolloutFailure.Silence, true, "Deployment/auth/dex: the rollout did not finish within 630 s; the previous configuration is running again")]
    public async Task A_rollout_that_fails_is_taken_back(RolloutFailure failure, bool hasLog, string message)
    {
        var cluster = await StartAsync(hasLog ? $"time=x level=info msg=starting\nfailed to initialize: malformed bcrypt hash {Hash} for ana\nbye\n" : null);
        cluster.Failure = failure;
        cluster.IsBad = t => t.Contains(Ana, StringComparison.Ordinal);
        var outcomes = await ApplyAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster);

        Assert.Equal(["configmap/auth/dex", "deployment/auth/dex"], outcomes.Select(o => o.Change.Id));
        Assert.Equal(message, Assert.IsType<Outcome.Failed>(outcomes[1].Outcome).Message);
        await AssertIsAsync(DexRun.Text, cluster);
        Assert.Null((await cluster.ConfigMapAsync()).Text("data", "kftenants.production.json"));
        Assert.Null((await cluster.GetAsync(DexCluster.Deployment, default))!.Text("spec", "template", "metadata", "annotations", "kftenants.io/logins-production"));
    }

    [Fact]
    public async Task Who_may_not_see_pods_learns_it_from_the_deployment()
    {
        var cluster = await StartAsync(null, podsAreForbidden: true);
        cluster.Failure = RolloutFailure.Deadline;
        cluster.IsBad = t => t.Contains(Ana, StringComparison.Ordinal);
        var outcomes = await ApplyAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster);

        Assert.Contains("timed out progressing", Assert.IsType<Outcome.Failed>(outcomes[1].Outcome).Message, StringComparison.Ordinal);
        await AssertIsAsync(DexRun.Text, cluster);
    }

    [Theory]
    [InlineData(LoginStore.Config)]
    [InlineData(LoginStore.Secret)]
    public async Task A_run_killed_after_any_write_of_a_change_that_fails_ends_with_the_old_configuration(LoginStore store)
    {
        for (var writes = 1; ; writes++)
        {
            var cluster = await StartAsync(null);
            await ConvergeAsync(SetOf(store, (Ana, Hash)), cluster);
            var (text, record) = (await cluster.TextAsync(), (await cluster.ConfigMapAsync()).Text("data", "kftenants.production.json"));
            cluster.IsBad = t => t.Contains(Ben, StringComparison.Ordinal);
            cluster.OnWritten = async write => Assert.True((await cluster.CanSignInAsync(Ana)).Now, $"{Ana} is locked out after {write}, write {writes}");
            var set = SetOf(store, (Ana, OtherHash), (Ben, Hash));
            var wasKilled = await IsKilledAsync(set, cluster, writes);
            var outcomes = await ApplyAsync(set, cluster);
            Assert.Contains("the previous configuration is running again", Assert.Single(outcomes.Select(o => o.Outcome).OfType<Outcome.Failed>()).Message,
                StringComparison.Ordinal);
            await AssertIsAsync(text, cluster);
            if (store == LoginStore.Config)
            {
                Assert.Equal(record, (await cluster.ConfigMapAsync()).Text("data", "kftenants.production.json"));
            }

            // The cause is fixed: the same file goes through.
            cluster.IsBad = _ => false;
            await ConvergeAsync(set, cluster);
            Assert.Equal((true, true), await cluster.CanSignInAsync(Ben));
            if (!wasKilled)
            {
                return;
            }
        }
    }

    [Theory]
    [InlineData(LoginStore.Config)]
    [InlineData(LoginStore.Secret)]
    public async Task A_run_killed_after_any_write_is_finished_by_the_next(LoginStore store)
    {
        for (var writes = 1; ; writes++)
        {
            var cluster = await StartAsync(null);
            await ConvergeAsync(SetOf(store, (Ana, Hash)), cluster);
            var set = SetOf(store, (Ana, OtherHash), (Ben, Hash));
            var wasKilled = await IsKilledAsync(set, cluster, writes);
            await ConvergeAsync(set, cluster);
            Assert.Equal((true, true), await cluster.CanSignInAsync(Ben));
            if (!wasKilled)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task A_hash_that_changes_in_the_secret_alone_restarts_dex_wherever_the_run_dies()
    {
        for (var writes = 1; ; writes++)
        {
            var cluster = await StartAsync(null);
            await ConvergeAsync(SetOf(LoginStore.Secret, (Ana, Hash)), cluster);
            var before = (await cluster.GetAsync(DexCluster.Deployment, default))!.Text("spec", "template", "metadata", "annotations", "kftenants.io/logins-production");
            var set = SetOf(LoginStore.Secret, (Ana, OtherHash));
            var wasKilled = await IsKilledAsync(set, cluster, writes);
            await ConvergeAsync(set, cluster);
            Assert.NotEqual(before,
                (await cluster.GetAsync(DexCluster.Deployment, default))!.Text("spec", "template", "metadata", "annotations", "kftenants.io/logins-production"));
            if (!wasKilled)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task A_run_that_died_before_the_confirmation_shows_in_the_next_plan()
    {
        var cluster = await StartAsync(null);
        var set = SetOf(LoginStore.Config, (Ana, Hash));
        Assert.True(await IsKilledAsync(set, cluster, writes: 2));

        var left = Assert.Single((await PlanAsync(set, cluster)).Pending);
        Assert.Equal(("deployment/auth/dex", ChangeReason.DexUnconfirmed), (left.Id, left.Reason));
        await ConvergeAsync(set, cluster);
    }

    [Fact]
    public async Task What_another_writer_changed_stays_and_our_entries_alone_go_back()
    {
        var cluster = await StartAsync(null);
        cluster.IsBad = t => t.Contains(Ana, StringComparison.Ordinal);
        cluster.OnWritten = async write =>
        {
            if (write == "apply Deployment/auth/dex" && !(await cluster.TextAsync()).Contains("ticket 4711", StringComparison.Ordinal))
            {
                await cluster.EditAsync(await cluster.TextAsync() + "# ticket 4711\n");
            }
        };
        var outcomes = await ApplyAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster);

        Assert.Contains("Dex runs again, this set's logins are restored (another writer changed the rest", Assert.IsType<Outcome.Failed>(outcomes[1].Outcome).Message,
            StringComparison.Ordinal);
        await AssertIsAsync(DexRun.Text + "# ticket 4711\n", cluster);
    }

    [Fact]
    public async Task What_another_writer_broke_is_said_and_not_overwritten()
    {
        var cluster = await StartAsync(null);
        cluster.IsBad = t => t.Contains(Ana, StringComparison.Ordinal);
        cluster.OnWritten = async write =>
        {
            if (write == "apply Deployment/auth/dex")
            {
                await cluster.EditAsync("staticPasswords: [\n}  # ana@example.com\n");
            }
        };
        var outcomes = await ApplyAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster);

        var message = Assert.IsType<Outcome.Failed>(outcomes[1].Outcome).Message;
        Assert.Contains("could not be restored: ConfigMap/auth/dex: another writer changed config.yaml, and it cannot be edited (line 2", message, StringComparison.Ordinal);
        Assert.Contains("binaryData kftenants.production.previous", message, StringComparison.Ordinal);
        Assert.Equal("staticPasswords: [\n}  # ana@example.com\n", await cluster.TextAsync());
        Assert.DoesNotContain("$2b$", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_between_plan_and_write_is_not_lost()
    {
        var cluster = await StartAsync(null);
        var plan = await PlanAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster);
        await cluster.EditAsync(DexRun.Text + "# ticket 4711\n");
        Assert.All(await RunAsync(plan, cluster), f => Assert.IsType<Outcome.Done>(f.Outcome));

        Assert.EndsWith("# ticket 4711\n", await cluster.TextAsync(), StringComparison.Ordinal);
        Assert.Contains(Ana, await cluster.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_that_is_deleted_meanwhile_leaves_the_old_text()
    {
        var cluster = await StartAsync(null);
        cluster.IsBad = t => t.Contains(Ana, StringComparison.Ordinal);
        cluster.OnWritten = write =>
        {
            cluster.IsGone |= write == "apply Deployment/auth/dex";
            return Task.CompletedTask;
        };
        var outcomes = await ApplyAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster);

        Assert.Equal(
            "Deployment/auth/dex: was deleted while it was rolling out; the previous configuration is back",
            Assert.IsType<Outcome.Failed>(outcomes[1].Outcome).Message);
        Assert.Equal(DexRun.Text, await cluster.TextAsync());
    }

    [Theory]
    [InlineData(560, true)]
    [InlineData(620, false)]
    [InlineData(1023, false)]
    public async Task Over_one_MiB_with_the_kept_copy_is_refused_before_anything_is_written(int kibibytes, bool fits)
    {
        // Text that does not compress below three quarters: base64 of noise.
        var noise = new byte[kibibytes * 768];
        new Random(1).NextBytes(noise);
        var cluster = await DexCluster.StartAsync(_directory, DexRun.Text + "# " + Convert.ToBase64String(noise) + "\n");
        var set = SetOf(LoginStore.Config, (Ana, Hash));
        if (fits)
        {
            await ConvergeAsync(set, cluster);
            return;
        }

        var refusal = await Assert.ThrowsAsync<KfTenantsException>(() => PlanAsync(set, cluster));
        Assert.StartsWith("ConfigMap/auth/dex: would exceed 1 MiB", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("platform.dex.logins: passwords", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Writes);

        // Where that points: nothing of it is in the ConfigMap but the record.
        await ConvergeAsync(SetOf(LoginStore.Passwords, (Ana, Hash)), cluster);
    }

    [Theory]
    [InlineData("""{"type":"Recreate"}""", "dexRestartWithOutage")]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1}}""", "dexRestartWithOutage")]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"100%"}}""", "dexRestartWithOutage")]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%"}}""", "dexRestart")]
    public async Task A_restart_that_stops_all_sign_ins_is_said_in_the_plan(string strategy, string reason)
    {
        var cluster = await StartAsync(null);
        var live = (await cluster.GetAsync(DexCluster.Deployment, default))!;
        Assert.IsType<WriteAnswer.Written>(await cluster.MergePatchAsync(
            live.Key, new JsonObject { ["spec"] = new JsonObject { ["strategy"] = JsonNode.Parse(strategy) } }, Precondition.Of(live), default));

        Assert.Equal(reason, (await PlanAsync(SetOf(LoginStore.Config, (Ana, Hash)), cluster)).Pending.Last().Reason.Word);
    }

    private static async Task AssertIsAsync(string text, DexCluster cluster)
    {
        var configMap = await cluster.ConfigMapAsync();
        Assert.Equal(text, configMap.Text("data", "config.yaml"));
        Assert.Null(configMap.At("binaryData"));
    }

    private async Task<DexCluster> StartAsync(string? log, bool podsAreForbidden = false)
    {
        foreach (var entry in Directory.EnumerateDirectories(_directory))
        {
            Directory.Delete(entry, recursive: true);
        }

        return await DexCluster.StartAsync(_directory, DexRun.Text, log, podsAreForbidden);
    }
}
