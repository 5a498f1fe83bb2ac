using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Runtime errors: one line that begins with the object or file at fault, the right exit code, and nothing half said.</summary>
[Collection(On2603.Name)]
public sealed class FailureTests(Kubeflow2603 kubeflow)
{
    private readonly Live _live = new(kubeflow.Api);

    [EndToEndFact]
    public async Task A_token_that_the_server_does_not_know()
    {
        using var work = new Workspace(kubeflow.Cluster.KubeconfigWithToken("bad-token", "not-a-token-of-the-cluster"), Simple("f401"));
        work.Hide("not-a-token-of-the-cluster");

        (await work.RunAsync("plan")).Fails(1, "", "Unauthorized", "credentials");
    }

    [EndToEndFact]
    public async Task A_person_without_rights_is_told_the_verb_and_the_resource()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Stranger), Simple("f403"));

        (await work.RunAsync("plan")).FailsInLines(1, "", "forbidden", ToolRoles.Stranger);
    }

    [EndToEndFact]
    public async Task A_person_who_may_only_read_cannot_apply_and_hears_why_before_anything_is_written()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reviewer), Simple("reader"));

        (await work.ApplyAsync()).Fails(1, "Lease/kftenants-system/kftenants-reader: forbidden: ", "cannot patch resource \"leases\"", "kftenants bootstrap");

        Assert.Null(await _live.FindAsync(Live.ProfilePath("reader")));
    }

    [EndToEndFact]
    public async Task A_cluster_without_Istio()
    {
        await using var cluster = await TestCluster.StartAsync(KubeflowRelease.V2603.Definitions(withIstio: false));
        using var work = new Workspace(cluster.Kubeconfig("root", "system:masters"), Simple("bare"));

        (await work.RunAsync("plan")).Fails(1, "", "security.istio.io/v1beta1", "AuthorizationPolicy");
    }

    [EndToEndFact]
    public async Task Nobody_answers()
    {
        using var work = new Workspace(kubeflow.Cluster.KubeconfigToNowhere(), Simple("nowhere"));

        (await work.RunAsync("plan")).Fails(1, "https://127.0.0.1:");
    }

    [EndToEndFact]
    public async Task An_expired_client_certificate()
    {
        using var work = new Workspace(kubeflow.Cluster.Kubeconfig(ToolRoles.Platform, isExpired: true), Simple("expired"));

        (await work.RunAsync("plan")).Fails(1, "", "certificate", "expired");
    }

    [EndToEndFact]
    public async Task A_kubeconfig_that_does_not_exist()
    {
        using var work = new Workspace("/nonexistent/kubeconfig", Simple("nofile"));

        (await work.RunAsync("plan")).Fails(1, "kubeconfig /nonexistent/kubeconfig");
    }

    [EndToEndFact]
    public async Task A_missing_configuration_of_Dex()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await _live.DeleteAsync(KubeflowInstallation.DexConfigMapPath);
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), WithLogin("nodex"));

        (await work.RunAsync("plan")).Fails(1, "ConfigMap/auth/dex");
    }

    [EndToEndFact]
    public async Task A_configuration_of_Dex_that_is_not_YAML()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release, "issuer: http://dex\nstaticPasswords: [\n");
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), WithLogin("badyaml"));

        (await work.RunAsync("plan")).Fails(1, "ConfigMap/auth/dex");

        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
    }

    [EndToEndFact]
    public async Task A_namespace_with_a_different_owner_is_a_conflict_and_the_other_tenants_are_made()
    {
        await _live.CreateAsync(Live.NamespacePath("taken"), """{"metadata": {"name": "taken"}}""");
        using var work = new Workspace(
            kubeflow.Kubeconfig(ToolRoles.Platform),
            new TenantsFile("taken", new Team("taken", "owner@example.com"), new Team("taken-not", "owner@example.com")));

        var plan = await work.PlanAsync(code: 7);

        Assert.Equal(("conflict", "namespaceTaken"), (plan.Of("profile/taken").Action, plan.Of("profile/taken").Reason));
        (await work.ApplyAsync()).Ends(7);
        Assert.Null(await _live.FindAsync(Live.ProfilePath("taken")));
        Assert.NotNull(await _live.FindAsync(Live.NamespacePath("taken-not")));
    }

    [EndToEndFact]
    public async Task A_wrong_document_asks_no_cluster()
    {
        using var work = new Workspace(kubeflow.Cluster.KubeconfigToNowhere());
        work.Write("tenants.yaml", Simple("wrong").ToYaml().Replace("role: view", "role: owner", StringComparison.Ordinal));

        var run = (await work.RunAsync("plan")).Ends(3);

        Assert.Contains("tenants.yaml:", run.Error, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task A_guard_refuses_before_anything_is_written()
    {
        var file = Simple("guarded") with { Guards = "{maxDeletes: 1, maxAccessRevokedPercent: 100}" };
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        (await work.ApplyAsync()).Ends(0);
        work.Write(file.With("guarded", team => team with { Contributors = [] }));
        var before = await _live.VersionsAsync();

        var refused = (await work.ApplyAsync()).Ends(4);

        Assert.Contains("--allow deletes=2", refused.Out + refused.Error, StringComparison.Ordinal);
        await _live.AssertUntouchedAsync(before);
        (await work.ApplyAsync("--allow", "deletes=3")).Ends(4);
        (await work.ApplyAsync("--allow", "deletes=2")).Ends(0);
    }

    [EndToEndFact]
    public async Task A_reviewed_plan_is_applied_or_nothing_is()
    {
        var file = Simple("reviewed");
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        (await work.RunAsync("plan", "--out", "plan.json")).Ends(0);
        (await work.RunAsync("apply", "plan.json")).Ends(0);
        (await work.RunAsync("apply", "plan.json")).Ends(0);

        work.Write(file.With("reviewed", team => team.With("dee@example.com", "edit")));
        (await work.RunAsync("plan", "--out", "plan.json")).Ends(0);
        await _live.DeleteAsync(Live.PolicyPath("reviewed", Live.PairOf("ana@example.com", "view")));
        (await work.RunAsync("apply", "plan.json")).Ends(5);

        Assert.Null(await _live.FindAsync(Live.BindingPath("reviewed", Live.PairOf("dee@example.com", "edit"))));
    }

    [EndToEndFact]
    public async Task Two_failing_tenants_stop_no_other()
    {
        var names = Enumerable.Range(1, 8).Select(i => $"many-fail-{i.ToString(CultureInfo.InvariantCulture)}").ToArray();
        using var work = new Workspace(
            kubeflow.Kubeconfig(ToolRoles.Platform),
            new TenantsFile("many-fail", [.. names.Select(name => new Team(name, "owner@example.com"))]));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();

        // Two namespaces take no further binding.
        string[] failing = [names[2], names[3]];
        foreach (var name in failing)
        {
            await kubeflow.Api.CreateAsync($"/api/v1/namespaces/{name}/resourcequotas", JsonNode.Parse("""
                {"metadata": {"name": "no-more-bindings"}, "spec": {"hard": {"count/rolebindings.rbac.authorization.k8s.io": "0"}}}
                """)!.AsObject());
            await Eventually.TrueAsync("the quota counts", async () =>
                (await _live.GetAsync($"/api/v1/namespaces/{name}/resourcequotas/no-more-bindings"))["status"]?["used"] is not null);
        }

        work.Write(new TenantsFile("many-fail", [.. names.Select(name => new Team(name, "owner@example.com") { Contributors = [("ana@example.com", "view")] })]));
        var report = await work.ReportAsync(1);

        foreach (var name in names)
        {
            var isFailing = failing.Contains(name);
            Assert.Equal(isFailing, await _live.FindAsync(Live.BindingPath(name, Live.PairOf("ana@example.com", "view"))) is null);
            var (outcome, message) = report.Of($"rolebinding/{name}/user-ana-example-com-clusterrole-view");
            Assert.Equal(isFailing ? "failed" : "done", outcome);
            Assert.True(!isFailing || message!.Contains("exceeded quota: no-more-bindings", StringComparison.Ordinal), message);
        }
    }

    [EndToEndFact]
    public async Task Ctrl_C_ends_with_130_and_the_same_command_finishes_the_work()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Simple("stopped"));
        kubeflow.Controller.IsPaused = true;
        Run stopped;
        try
        {
            stopped = await work.StartAsync(["apply", "--auto-approve"], async process =>
            {
                // The Profile is there and its namespace is waited for.
                await Eventually.TrueAsync("the Profile is written", async () => await _live.FindAsync(Live.ProfilePath("stopped")) is not null);
                await Task.Delay(300);
                using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync();
            });
        }
        finally
        {
            kubeflow.Controller.IsPaused = false;
        }

        stopped.Ends(130);
        Assert.Contains("Continue with: kftenants apply --auto-approve --kubeconfig ", stopped.Out, StringComparison.Ordinal);
        (await work.ApplyAsync("--lock-timeout", "0")).Ends(0);
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task A_run_that_is_killed_is_finished_by_the_next()
    {
        var names = Enumerable.Range(1, 20).Select(i => $"killed-{i.ToString("D2", CultureInfo.InvariantCulture)}");
        using var work = new Workspace(
            kubeflow.Kubeconfig(ToolRoles.Platform),
            new TenantsFile("killed", [.. names.Select(name => new Team(name, "owner@example.com") { Contributors = [("ana@example.com", "edit")] })]));

        var killed = await work.StartAsync(["apply", "--auto-approve"], async process =>
        {
            await Eventually.TrueAsync("the first binding is written", async () =>
                await _live.FindAsync(Live.BindingPath("killed-01", Live.PairOf("ana@example.com", "edit"))) is not null);
            process.Kill();
        });

        Assert.NotEqual(0, killed.Code);
        await kubeflow.Controller.SettleAsync();
        (await work.RunAsync("unlock", "--auto-approve")).Ends(0);
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();
    }

    private static TenantsFile Simple(string name) => new(name, new Team(name, "owner@example.com")
    {
        Contributors = [("ana@example.com", "view")],
    });

    private static TenantsFile WithLogin(string name) => new(name, new Team(name, "ana@example.com"))
    {
        Users = ["{name: ana, email: ana@example.com, login: {passwordHash: $2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C}}"],
    };
}
