using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Truth;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// What the owner of one tenant can do with their own certificate (kubeflow-admin in their own namespace) against what the platform team
/// wants of it: nothing that keeps people in unseen, and nothing at all to other tenants.
/// </summary>
[Collection(On191.Name)]
public sealed class OwnerAttackTests(Kubeflow191 kubeflow)
{
    private const string Mal = "mal@example.com";
    private const string Carl = "carl@example.com";
    private const string Dora = "dora@example.com";
    private const string Evil = "evil@example.com";

    private static readonly string CarlsGrant = Live.PairOf(Carl, "edit");

    private readonly k8s.Kubernetes? _owner = EndToEndRun.IsOn ? kubeflow.Cluster.Connect(Mal, "kubectl/v1.20.2") : null;

    private k8s.Kubernetes Owner => _owner!;

    [EndToEndFact]
    public async Task A_finalizer_on_a_grant_keeps_nobody_in_unseen()
    {
        var run = await AttackedAsync("fin", HoldAsync, mal => mal.Without(Carl));

        // Either it went all the same, and the plan said whose finalizer was taken off, or the run failed by its name.
        Assert.Contains("example.com/hold", run.Out + run.Error, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task A_finalizer_on_a_grant_does_not_keep_a_stronger_role_unseen() =>
        await AttackedAsync("weak", HoldAsync, mal => mal.With(Carl, "view"));

    [EndToEndFact]
    public async Task A_finalizer_on_a_grant_does_not_keep_a_suspended_tenant_open_unseen() =>
        await AttackedAsync("stop", HoldAsync, mal => mal with { State = "suspended" });

    [EndToEndFact]
    public async Task A_grant_that_is_still_going_is_not_nothing_to_do()
    {
        var (work, _, after) = await StartAsync("late", HoldAsync, mal => mal.Without(Carl));
        using (work)
        {
            await work.ApplyAsync();
            var again = await work.RunAsync("plan");

            var remains = (await WhoGetsIn.NowAsync(kubeflow.Api, "late-mal")).Except(WhoGetsIn.Of(after.Teams[0]));
            Assert.True(remains.IsEmpty || again.Out.Contains(CarlsGrant, StringComparison.Ordinal), again.Out + again.Error);
            await FreeAsync("late-mal");
        }
    }

    [EndToEndFact]
    public async Task Another_owner_reference_does_not_keep_a_grant() => await AttackedAsync(
        "ref",
        async (space, grant) =>
        {
            var account = await Owner.GetAsync($"/api/v1/namespaces/{space}/serviceaccounts/default-editor");
            await Owner.MergeRawAsync(grant, $$$$"""
                {"metadata": {"ownerReferences": [{"apiVersion": "v1", "kind": "ServiceAccount", "name": "default-editor", "uid": "{{{{account["metadata"]!["uid"]}}}}"}]}}
                """, "kubectl-edit");
        },
        mal => mal.Without(Carl));

    [EndToEndFact]
    public async Task A_label_taken_off_does_not_keep_a_grant() =>
        await AttackedAsync("bare", (_, grant) => Owner.MergeRawAsync(grant, """{"metadata": {"labels": null}}""", "kubectl-edit"), mal => mal.Without(Carl));

    [EndToEndFact]
    public async Task The_label_of_another_set_does_not_keep_a_grant() => await AttackedAsync(
        "moved",
        (_, grant) => Owner.MergeRawAsync(grant, """{"metadata": {"labels": {"applyset.kubernetes.io/part-of": "applyset-other-v1"}}}""", "kubectl-edit"),
        mal => mal.Without(Carl));

    [EndToEndFact]
    public async Task Managed_fields_taken_off_do_not_keep_a_grant() =>
        await AttackedAsync("wiped", (_, grant) => Owner.MergeRawAsync(grant, """{"metadata": {"managedFields": [{}]}}""", "kubectl-edit"), mal => mal.Without(Carl));

    [EndToEndFact]
    public async Task Subjects_applied_under_another_name_are_taken_back()
    {
        var run = await AttackedAsync("stolen", StealAsync, mal => mal);

        run.Ends(0);
        Assert.DoesNotContain(Evil, (await WhoGetsIn.NowAsync(kubeflow.Api, "stolen-mal")).Select(w => w.Who));
        Assert.Contains(new Way(Carl, "edit"), await WhoGetsIn.NowAsync(kubeflow.Api, "stolen-mal"));
    }

    [EndToEndFact]
    public async Task Subjects_applied_under_another_name_do_not_keep_a_grant()
    {
        await AttackedAsync("stolen-b", StealAsync, mal => mal.Without(Carl));

        Assert.DoesNotContain(Evil, (await WhoGetsIn.NowAsync(kubeflow.Api, "stolen-b-mal")).Select(w => w.Who));
    }

    [EndToEndFact]
    public async Task An_own_account_with_an_owners_power_is_in_the_way_of_suspension()
    {
        var run = await AttackedAsync("robot", (space, _) => RobotAsync(space), mal => mal with { State = "suspended" });

        run.Ends(7);
        Assert.Contains("backdoor", run.Out, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task An_own_account_with_an_owners_power_is_in_the_way_of_a_hand_over()
    {
        var run = await AttackedAsync("heir", (space, _) => RobotAsync(space), mal => mal with { Owner = "boss@example.com" });

        run.Ends(7);
        Assert.Contains("backdoor", run.Out, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task One_object_that_cannot_be_read_is_a_finding_of_its_tenant_alone()
    {
        var deep = """{"metadata": {"managedFields": [{"manager": "m", "operation": "Update", "apiVersion": "rbac.authorization.k8s.io/v1", """ +
            "\"time\": \"2026-01-01T00:00:00Z\", \"fieldsType\": \"FieldsV1\", \"fieldsV1\": " +
            string.Concat(Enumerable.Repeat("{\"f:x\": ", 80)) + "{}" + new string('}', 80) + "}]}}";

        try
        {
            var run = await AttackedAsync("deep", (_, grant) => Owner.MergeRawAsync(grant, deep, "kubectl-edit"), mal => mal.Without(Carl));

            Assert.Contains(CarlsGrant, run.Out + run.Error, StringComparison.Ordinal);
        }
        finally
        {
            await kubeflow.Api.DeleteAsync(Live.BindingPath("deep-mal", CarlsGrant));
        }
    }

    [EndToEndFact]
    public async Task Forged_grants_do_not_hold_up_a_revocation()
    {
        var run = await AttackedAsync("forged", (space, grant) => ForgeAsync(space, grant, 11), mal => mal, guards: "{}");

        Assert.NotEqual(4, run.Code);
    }

    [EndToEndFact]
    public async Task Grants_of_others_do_not_thin_out_the_share_of_revoked_access()
    {
        var file = new TenantsFile("thin", new Team("thin-mal", Mal) { Contributors = [.. Enumerable.Range(1, 12).Select(i => ($"p{i}@example.com", "view"))] }) { Guards = "{}" };
        using var work = await kubeflow.AppliedAsync(file);
        await OwnerMayWriteAsync("thin-mal");
        for (var i = 0; i < 60; i++)
        {
            await BindAsync("thin-mal", "many" + i.ToString(CultureInfo.InvariantCulture), "view", User($"many{i}@example.com"));
        }

        work.Write(file.With("thin-mal", mal => mal with { Contributors = mal.Contributors[..^5] }));

        (await work.ApplyAsync()).Ends(4);
    }

    [EndToEndFact]
    public async Task A_strangers_drift_does_not_make_a_saved_plan_stale_for_all()
    {
        var (work, _, after) = await StartAsync("drift", (_, _) => Task.CompletedTask, mal => mal.Without(Carl));
        using (work)
        {
            (await work.RunAsync("plan", "--out", "plan.json")).Ends(0);
            await Owner.MergeRawAsync(Live.BindingPath("drift-mal", Live.PairOf(Dora, "view")), """{"metadata": {"labels": {"note": "moved"}}}""", "kubectl-edit");
            await Owner.MergeRawAsync(Live.BindingPath("drift-mal", CarlsGrant), $$"""{"subjects": [{{User(Evil)}}]}""", "kubectl-edit");

            var run = await work.RunAsync("apply", "plan.json");

            run.Ends(5);
            Assert.Equal(WhoGetsIn.Of(after.Teams[1]), await WhoGetsIn.NowAsync(kubeflow.Api, "drift-vic"));
        }
    }

    [EndToEndFact]
    public async Task A_contributor_cannot_hold_up_the_end_of_a_tenant_unseen()
    {
        var file = new TenantsFile("hang", new Team("hang-mal", Mal) { Contributors = [(Carl, "edit")] }, new Team("hang-vic", "vic@example.com"));
        using var work = await kubeflow.AppliedAsync(file);
        var contributor = kubeflow.Cluster.Connect(Carl, "kubectl/v1.20.2");
        await Eventually.TrueAsync("the contributor may write", async () =>
            await Authorizer.AskAsync(kubeflow.Api, Identity.Person(Carl), new Request("create", "", "configmaps"), "hang-mal"));
        await contributor.CreateAsync(
            "/api/v1/namespaces/hang-mal/configmaps", JsonNode.Parse("""{"metadata": {"name": "held", "finalizers": ["example.com/hold"]}}""")!.AsObject(), "kubectl-create");
        work.Write(file.With("hang-mal", mal => mal with { State = "absent" }));

        // The run would wait for it; a run that is killed meanwhile leaves it to the next.
        await work.StartAsync(["apply", "--auto-approve", "--allow", "tenant-deletes=1"], async process =>
        {
            await Eventually.TrueAsync("the namespace is going", async () =>
                (await kubeflow.Live.GetAsync(Live.NamespacePath("hang-mal")))["metadata"]!["deletionTimestamp"] is not null);
            await Task.Delay(500);
            process.Kill();
        });
        await kubeflow.Api.DeleteAsync("/apis/coordination.k8s.io/v1/namespaces/kftenants-system/leases/kftenants-hang");

        var plan = await work.RunAsync("plan");

        Assert.Contains("hang-mal", plan.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("No changes", plan.Out, StringComparison.Ordinal);
        await kubeflow.Live.EditAsync("/api/v1/namespaces/hang-mal/configmaps/held", """{"metadata": {"finalizers": null}}""");
    }

    private static TenantsFile File(string set, string guards) => new TenantsFile(set,
        new Team(set + "-mal", Mal) { Contributors = [(Carl, "edit"), (Dora, "view")] },
        new Team(set + "-vic", "vic@example.com") { Contributors = [("ana@example.com", "edit"), .. Enumerable.Range(1, 6).Select(i => ($"b{i}@example.com", "view"))] })
    {
        Guards = guards,
    };

    // The first file is applied, the attack made, and a second file written in which the other tenant changes, too.
    private async Task<(Workspace Work, TenantsFile Before, TenantsFile After)> StartAsync(
        string set, Func<string, string, Task> attack, Func<Team, Team> edit, string? guards = null)
    {
        var before = File(set, guards ?? new TenantsFile(set).Guards);
        var work = await kubeflow.AppliedAsync(before);
        await OwnerMayWriteAsync(set + "-mal");
        await attack(set + "-mal", Live.BindingPath(set + "-mal", CarlsGrant));
        var after = before.With(set + "-mal", edit).With(set + "-vic", vic => vic.Without("b1@example.com").With("zed@example.com", "edit"));
        work.Write(after);
        return (work, before, after);
    }

    // And applied: it is honest about who gets in, and the other tenant is as its file says.
    private async Task<Run> AttackedAsync(string set, Func<string, string, Task> attack, Func<Team, Team> edit, string? guards = null)
    {
        var (work, before, after) = await StartAsync(set, attack, edit, guards);
        using (work)
        {
            var run = await work.ApplyAsync();
            await kubeflow.Controller.SettleAsync();

            var problems = await Verdict.OfAsync(kubeflow.Api, before, after, run);
            var other = (await WhoGetsIn.NowAsync(kubeflow.Api, set + "-vic")).SymmetricExcept(WhoGetsIn.Of(after.Teams[1]));
            await FreeAsync(set + "-mal");
            Assert.True(
                problems.IsEmpty && other.IsEmpty,
                $"{string.Join('\n', problems.Concat(other.Select(w => $"{set}-vic, as it should not be: {w}")))}\nended with {run.Code}\n{run.Out}\n{run.Error}");
            return run;
        }
    }

    private async Task HoldAsync(string space, string grant) => await Owner.MergeRawAsync(grant, """{"metadata": {"finalizers": ["example.com/hold"]}}""", "kubectl-edit");

    private async Task StealAsync(string space, string grant) => await Owner.ApplyAsync(
        grant,
        JsonNode.Parse($$"""
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "{{CarlsGrant}}"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-edit"}, "subjects": [{{User(Evil)}}]}
            """)!.AsObject(),
        "argocd");

    private async Task RobotAsync(string space)
    {
        await Owner.CreateAsync($"/api/v1/namespaces/{space}/serviceaccounts", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "backdoor" } }, "kubectl-create");
        await BindAsync(space, "pipeline", "admin", $$"""{"kind": "ServiceAccount", "namespace": "{{space}}", "name": "backdoor"}""");
    }

    private async Task ForgeAsync(string space, string grant, int count)
    {
        var label = (await Owner.GetAsync(grant))["metadata"]!["labels"]!["applyset.kubernetes.io/part-of"]!;
        for (var i = 0; i < count; i++)
        {
            await Owner.ApplyAsync(Live.BindingPath(space, $"f{i}"), JsonNode.Parse($$$"""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                 "metadata": {"name": "f{{{i}}}", "labels": {"applyset.kubernetes.io/part-of": "{{{label}}}"}},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-view"}, "subjects": [{{{User($"f{i}@example.com")}}}]}
                """)!.AsObject(), "kftenants");
        }
    }

    private Task<JsonObject> BindAsync(string space, string name, string role, string subject) => Owner.CreateAsync(Live.BindingPath(space, "")[..^1], JsonNode.Parse($$$"""
        {"metadata": {"name": "{{{name}}}"}, "subjects": [{{{subject}}}],
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-{{{role}}}"}}
        """)!.AsObject(), "kubectl-create");

    private Task OwnerMayWriteAsync(string space) => Eventually.TrueAsync("the owner may write", async () => await Authorizer.AskAsync(
        kubeflow.Api, Identity.Person(Mal), new Request("create", "rbac.authorization.k8s.io", "rolebindings"), space));

    private async Task FreeAsync(string space)
    {
        foreach (var binding in await kubeflow.Api.ListAsync(Live.BindingPath(space, "")[..^1]))
        {
            if (binding["metadata"]!["finalizers"] is not null)
            {
                await kubeflow.Api.MergeAsync(Live.BindingPath(space, (string)binding["metadata"]!["name"]!), """{"metadata": {"finalizers": null}}""");
            }
        }
    }

    private static string User(string name) => $$"""{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "{{name}}"}""";
}
