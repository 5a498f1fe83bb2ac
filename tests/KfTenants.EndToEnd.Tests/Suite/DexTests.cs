using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Logins in Dex's configuration, on every release's own text: ours come and go, the rest stays byte for byte, Dex restarts when it must.</summary>
public abstract class DexTests(KubeflowCluster kubeflow)
{
    private const string Ana = "ana@example.com";

    // Shaped as bcrypt writes: 22 characters of salt, 31 of digest, the last of each with the padding bits clear.
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";
    private const string OtherHash = "$2b$12$abcdefghijklmnopqrstue012345678901234567890123456789G";

    // A site's own additions, which no release ships and no tool may lose.
    private const string SiteConfig = """

        # LDAP is asked first (ticket 4711)
        connectors:
        - type: ldap
          id: ldap
          name:   "Corporate LDAP"   # three spaces are meant
          config: {host: ldap.example.com:636, bindPW: $LDAP_PW}

        """;

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_login_is_added_and_everything_else_survives_byte_for_byte()
    {
        var original = kubeflow.Release.DexConfig + SiteConfig;
        using var work = await StartAsync(File("login"), original);
        work.Hide(Hash);

        var plan = await work.PlanAsync();

        Assert.Equal("logins", plan.Of("configmap/auth/dex").Reason);
        Assert.Equal("dexRestart", plan.Of("deployment/auth/dex").Reason);
        Assert.Contains(new PlannedAccess(null, Ana, null, "sign in"), plan.Access);
        (await work.ApplyAsync()).Ends(0);

        var text = await ConfigAsync();
        Assert.Contains(Ana, text, StringComparison.Ordinal);
        Assert.Contains(Hash, text, StringComparison.Ordinal);
        AssertAdded(original, text);
        await AssertRolledOutAsync();
    }

    [EndToEndFact]
    public async Task A_second_run_neither_writes_nor_restarts()
    {
        using var work = await StartAsync(File("again"));
        (await work.ApplyAsync()).Ends(0);
        await AssertRolledOutAsync();
        var before = await Live.VersionsAsync();

        (await work.PlanAsync()).IsEmpty();
        (await work.ApplyAsync()).Ends(0);

        await Live.AssertUntouchedAsync(before);
    }

    [EndToEndFact]
    public async Task A_changed_hash_restarts_and_a_removed_login_leaves_the_text_as_it_was()
    {
        var original = kubeflow.Release.DexConfig + SiteConfig;
        using var work = await StartAsync(File("changed"), original);
        (await work.ApplyAsync()).Ends(0);
        var first = await TemplateAsync();
        work.Write(File("changed") with { Users = [Login(OtherHash)] });
        (await work.ApplyAsync()).Ends(0);
        var second = await TemplateAsync();
        Assert.Contains(OtherHash, await ConfigAsync(), StringComparison.Ordinal);
        Assert.NotEqual(first, second);

        work.Write(File("changed") with { Users = [$"{{name: ana, email: {Ana}}}"] });
        var plan = await work.PlanAsync();
        Assert.Contains(new PlannedAccess(null, Ana, "sign in", null), plan.Access);
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(original, await ConfigAsync());
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task Without_the_right_to_restart_nothing_is_written()
    {
        using var work = await StartAsync(File("died"));
        var before = await ConfigAsync();
        await using (await ToolRoles.WithoutAsync(kubeflow.Api, "auth", "kftenants-apply", "deployments"))
        {
            var run = await work.ApplyAsync();
            run.Ends(1);
            Assert.Contains("patch deployments", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, await ConfigAsync());
        }

        (await work.ApplyAsync()).Ends(0);
        await AssertRolledOutAsync();
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task A_removed_restart_annotation_is_written_again()
    {
        using var work = await StartAsync(File("stripped"));
        (await work.ApplyAsync()).Ends(0);
        await Live.EditAsync(KubeflowInstallation.DexDeploymentPath, """{"spec": {"template": {"metadata": {"annotations": null}}}}""");

        Assert.Equal("dexRestart", Assert.Single((await work.PlanAsync()).Changes).Reason);
        (await work.ApplyAsync()).Ends(0);

        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task An_entry_of_the_same_person_that_was_edited_by_hand_is_put_right()
    {
        using var work = await StartAsync(File("edited"));
        (await work.ApplyAsync()).Ends(0);
        var edited = (await ConfigAsync()).Replace(Hash, OtherHash, StringComparison.Ordinal);
        await Live.EditAsync(
            KubeflowInstallation.DexConfigMapPath,
            new JsonObject { ["data"] = new JsonObject { ["config.yaml"] = edited } }.ToJsonString());

        Assert.Contains((await work.PlanAsync()).Changes, change => change.Id == "configmap/auth/dex");
        (await work.ApplyAsync()).Ends(0);

        Assert.Contains(Hash, await ConfigAsync(), StringComparison.Ordinal);
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task Two_sets_share_one_configuration()
    {
        using var work = await StartAsync(File("first"));
        (await work.ApplyAsync()).Ends(0);
        using var other = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), new TenantsFile("dex-second", new Team("dex-second", "bo@example.com"))
        {
            Users = [$"{{name: bo, email: bo@example.com, login: {{passwordHash: {Hash}}}}}"],
        });
        (await other.ApplyAsync()).Ends(0);

        (await work.PlanAsync()).IsEmpty();
        (await other.PlanAsync()).IsEmpty();
        var text = await ConfigAsync();
        Assert.Contains(Ana, text, StringComparison.Ordinal);
        Assert.Contains("bo@example.com", text, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task A_password_is_hashed_once_and_never_shown()
    {
        using var work = await StartAsync(File("password") with { Users = [$"{{name: ana, email: {Ana}, login: {{passwordFrom: {{env: KFT_ANA_PASSWORD}}}}}}"] });
        work.SetSecret("KFT_ANA_PASSWORD", "correct horse battery staple");
        (await work.ApplyAsync()).Ends(0);
        var text = await ConfigAsync();
        Assert.Contains("$2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", text, StringComparison.Ordinal);

        (await work.PlanAsync()).IsEmpty();
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(text, await ConfigAsync());
    }

    [EndToEndFact]
    public async Task A_configuration_that_Dex_would_not_start_with_ends_with_1()
    {
        using var work = await StartAsync(File("broken"));
        await Live.EditAsync(KubeflowInstallation.DexDeploymentPath, """{"spec": {"progressDeadlineSeconds": 5}}""");
        kubeflow.Dex.IsBroken = true;
        try
        {
            var (outcome, message) = (await work.ReportAsync(1)).Of("deployment/auth/dex");
            Assert.Equal("failed", outcome);
            Assert.StartsWith("Deployment/auth/dex: ", message, StringComparison.Ordinal);
        }
        finally
        {
            kubeflow.Dex.IsBroken = false;
        }
    }

    [EndToEndFact]
    public async Task Secret_mode_keeps_the_hash_in_the_secret_or_says_what_the_deployment_lacks()
    {
        using var work = await StartAsync(File("secret") with { Platform = "  dex: {logins: secret}" });
        work.Hide(Hash);
        if (!kubeflow.Release.HasPasswordSecret)
        {
            var conflict = Assert.Single((await work.PlanAsync(code: 7)).Changes, change => change.Action == "conflict");
            Assert.Equal("dexEnvironment", conflict.Reason);
            Assert.Contains("envFrom", conflict.Detail, StringComparison.Ordinal);
            Assert.Contains("dex-passwords", conflict.Detail, StringComparison.Ordinal);
            (await work.ApplyAsync()).Ends(7);
            Assert.DoesNotContain(Ana, await ConfigAsync(), StringComparison.Ordinal);
            return;
        }

        (await work.ApplyAsync()).Ends(0);

        var text = await ConfigAsync();
        Assert.DoesNotContain(Hash, text, StringComparison.Ordinal);
        AssertAdded(kubeflow.Release.DexConfig, text);
        var variable = text.Split('\n').Select(line => line.Split("hashFromEnv:")).Where(parts => parts.Length == 2)
            .Select(parts => parts[1].Trim().Trim('"')).Single(name => name != "DEX_USER_PASSWORD");
        var secret = (await Live.GetAsync(KubeflowInstallation.DexPasswordsPath))["data"]!.AsObject();
        Assert.Equal(Hash, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)secret[variable]!)));
        Assert.NotNull(secret["DEX_USER_PASSWORD"]);
        await AssertRolledOutAsync();
        (await work.PlanAsync()).IsEmpty();
    }

    private static string Login(string hash) => $"{{name: ana, email: {Ana}, login: {{passwordHash: {hash}}}}}";

    // Every line of the original is there, in its order, and whatever precedes and follows the list is untouched.
    private static void AssertAdded(string original, string text)
    {
        const string Head = "staticPasswords:\n";
        const string Tail = "staticClients:";
        Assert.StartsWith(original[..(original.IndexOf(Head, StringComparison.Ordinal) + Head.Length)], text, StringComparison.Ordinal);
        Assert.EndsWith(original[original.IndexOf(Tail, StringComparison.Ordinal)..], text, StringComparison.Ordinal);
        var rest = text.Split('\n').ToList();
        Assert.All(original.Split('\n'), line =>
        {
            var at = rest.IndexOf(line);
            Assert.True(at >= 0, $"lost, or moved: {line}");
            rest.RemoveRange(0, at + 1);
        });
    }

    // The users are people of a list here, so the owner has to be one of them.
    private static TenantsFile File(string set) => new("dex-" + set, new Team("dex-" + set, Ana)) { Users = [Login(Hash)] };

    private async Task<Workspace> StartAsync(TenantsFile file, string? config = null)
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release, config);
        return new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
    }

    private async Task<string> ConfigAsync() => (string)(await Live.GetAsync(KubeflowInstallation.DexConfigMapPath))["data"]!["config.yaml"]!;

    private async Task<string> TemplateAsync() =>
        (await Live.GetAsync(KubeflowInstallation.DexDeploymentPath))["spec"]!["template"]!["metadata"]!.ToJsonString();

    // At the moment when the program has ended, not some time later.
    private async Task AssertRolledOutAsync()
    {
        var dex = await Live.GetAsync(KubeflowInstallation.DexDeploymentPath);
        Assert.NotEmpty(dex["spec"]!["template"]!["metadata"]!["annotations"]!.AsObject());
        var status = dex["status"]!;
        Assert.Equal((long)dex["metadata"]!["generation"]!, (long)status["observedGeneration"]!);
        Assert.Equal((1, 1, 1), ((int)status["replicas"]!, (int)status["updatedReplicas"]!, (int)status["availableReplicas"]!));
    }
}

[Collection(On161.Name)]
public sealed class Dex161(Kubeflow161 kubeflow) : DexTests(kubeflow);

[Collection(On180.Name)]
public sealed class Dex180(Kubeflow180 kubeflow) : DexTests(kubeflow);

[Collection(On191.Name)]
public sealed class Dex191(Kubeflow191 kubeflow) : DexTests(kubeflow);

[Collection(On2603.Name)]
public sealed class Dex2603(Kubeflow2603 kubeflow) : DexTests(kubeflow);
