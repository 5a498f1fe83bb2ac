using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Things done behind the tool's back with kubectl: the plan names each, apply puts it right, and what is not ours stays.</summary>
public abstract class DriftTests(KubeflowCluster kubeflow)
{
    private const string Ana = "ana@example.com";

    private static readonly string Pair = Live.PairOf(Ana, "view");

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task Another_person_written_into_a_binding_is_put_right()
    {
        using var work = await AppliedAsync("subjects");
        await Live.EditAsync(Live.BindingPath("subjects", Pair), """
            {"subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "mallory@example.com"}]}
            """);

        var change = Assert.Single((await work.PlanAsync()).Changes);

        Assert.Equal(("rolebinding/subjects/" + Pair, "update"), (change.Id, change.Action));
        var field = change.Field("/subjects");
        Assert.Equal("kubectl-edit", field.Manager);
        Assert.Contains("mallory@example.com", field.Old, StringComparison.Ordinal);
        var text = (await work.RunAsync("plan")).Ends(0).Out;
        Assert.Contains("set by kubectl-edit", text, StringComparison.Ordinal);
        await kubeflow.ConvergeAsync(work);
        await Live.AssertCanAsync(false, "mallory@example.com", "get", "", "pods", "subjects");
        await Live.AssertCanAsync(true, Ana, "get", "", "pods", "subjects");
    }

    [EndToEndFact]
    public async Task A_binding_to_a_stronger_role_is_replaced()
    {
        using var work = await AppliedAsync("roleref");
        var binding = await Live.GetAsync(Live.BindingPath("roleref", Pair));
        await Live.DeleteAsync(Live.BindingPath("roleref", Pair));
        binding["metadata"]!.AsObject().Remove("resourceVersion");
        binding["metadata"]!.AsObject().Remove("uid");
        binding["metadata"]!.AsObject().Remove("managedFields");
        binding["roleRef"]!["name"] = "kubeflow-admin";
        await Live.CreateAsync(Live.BindingPath("roleref", Pair), binding.ToJsonString());
        await Live.AssertCanAsync(true, Ana, "create", "", "secrets", "roleref");

        var change = Assert.Single((await work.PlanAsync()).Changes);

        Assert.Equal(("rolebinding/roleref/" + Pair, "replace"), (change.Id, change.Action));
        await kubeflow.ConvergeAsync(work);
        await Live.AssertCanAsync(false, Ana, "create", "", "secrets", "roleref");
        await Live.AssertCanAsync(true, Ana, "get", "", "pods", "roleref");
    }

    [EndToEndFact]
    public async Task A_quota_raised_on_the_profile_is_put_back()
    {
        using var work = await AppliedAsync("raised");
        await Live.EditAsync(Live.ProfilePath("raised"), """{"spec": {"resourceQuotaSpec": {"hard": {"cpu": "64"}}}}""");
        await kubeflow.Controller.SettleAsync();

        var field = Assert.Single((await work.PlanAsync()).Changes).Field("/spec/resourceQuotaSpec/hard/cpu");

        Assert.Equal(("64", "8", "kubectl-edit"), (field.Old, field.New, field.Manager));
        await kubeflow.ConvergeAsync(work);
        Assert.Equal("8", (string?)(await Live.GetAsync(Live.QuotaPath("raised")))["spec"]!["hard"]!["cpu"]);
    }

    [EndToEndFact]
    public async Task A_quota_key_added_on_the_profile_is_taken_off()
    {
        using var work = await AppliedAsync("extra");
        await Live.EditAsync(Live.ProfilePath("extra"), """{"spec": {"resourceQuotaSpec": {"hard": {"requests.nvidia.com/gpu": "16"}}}}""");
        await kubeflow.Controller.SettleAsync();

        var field = Assert.Single((await work.PlanAsync()).Changes).Field("/spec/resourceQuotaSpec/hard/requests.nvidia.com~1gpu");

        Assert.Equal(("16", null), (field.Old, field.New));
        await kubeflow.ConvergeAsync(work);
        Assert.Null((await Live.GetAsync(Live.QuotaPath("extra")))["spec"]!["hard"]!["requests.nvidia.com/gpu"]);
    }

    [EndToEndFact]
    public async Task A_quota_raised_behind_the_controllers_back_is_put_back()
    {
        using var work = await AppliedAsync("behind");
        await Live.EditAsync(Live.QuotaPath("behind"), """{"spec": {"hard": {"cpu": "64"}}}""");

        var change = (await work.PlanAsync()).Of("resourcequota/behind/kf-resource-quota");

        Assert.Equal(("64", "8"), (change.Field("/spec/hard/cpu").Old, change.Field("/spec/hard/cpu").New));
        await kubeflow.ConvergeAsync(work);
        Assert.Equal("8", (string?)(await Live.GetAsync(Live.QuotaPath("behind")))["spec"]!["hard"]!["cpu"]);
    }

    [EndToEndFact]
    public async Task A_deleted_policy_comes_back()
    {
        using var work = await AppliedAsync("half");
        await Live.DeleteAsync(Live.PolicyPath("half", Pair));

        var change = Assert.Single((await work.PlanAsync()).Changes);

        Assert.Equal(("authorizationpolicy/half/" + Pair, "create", "pairIncomplete"), (change.Id, change.Action, change.Reason));
        await kubeflow.ConvergeAsync(work);
        Assert.NotNull(await Live.FindAsync(Live.PolicyPath("half", Pair)));
    }

    [EndToEndFact]
    public async Task A_policy_opened_to_everybody_is_closed_again()
    {
        using var work = await AppliedAsync("opened");
        await Live.EditAsync(Live.PolicyPath("opened", Pair), """{"spec": {"rules": [{}]}}""");

        var change = Assert.Single((await work.PlanAsync()).Changes);

        Assert.Equal(("authorizationpolicy/opened/" + Pair, "update"), (change.Id, change.Action));
        Assert.Equal("kubectl-edit", change.Field("/spec/rules").Manager);
        await kubeflow.ConvergeAsync(work);
    }

    [EndToEndFact]
    public async Task Removed_labels_and_annotations_come_back()
    {
        using var work = await AppliedAsync("stripped");
        await Live.EditAsync(Live.BindingPath("stripped", Pair), """
            {"metadata": {"labels": {"kftenants.io/tenant": null}, "annotations": {"role": null}}}
            """);
        await Live.EditAsync(Live.NamespacePath("stripped"), """{"metadata": {"labels": {"team": "other"}}}""");

        var plan = await work.PlanAsync();

        Assert.Equal("update", plan.Of("rolebinding/stripped/" + Pair).Action);
        Assert.Equal(("other", "a"), (plan.Of("namespace/stripped").Field("/metadata/labels/team") is var f ? f.Old : null, f.New));
        await kubeflow.ConvergeAsync(work);
        var metadata = (await Live.GetAsync(Live.BindingPath("stripped", Pair)))["metadata"]!;
        Assert.Equal(("stripped", "view"), ((string?)metadata["labels"]!["kftenants.io/tenant"], (string?)metadata["annotations"]!["role"]));
    }

    [EndToEndFact]
    public async Task A_grant_made_in_the_dashboard_is_reported_and_kept()
    {
        using var work = await AppliedAsync("granted");
        var name = Live.PairOf("dee@example.com", "edit");
        await Live.CreateAsync(Live.BindingPath("granted", name), $$$"""
            {"metadata": {"name": "{{{name}}}", "annotations": {"user": "dee@example.com", "role": "edit"}},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-edit"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dee@example.com"}]}
            """);

        var plan = (await work.PlanAsync()).IsEmpty();

        Assert.Equal([("granted", "dee@example.com")], plan.Unmanaged);
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertCanAsync(true, "dee@example.com", "create", "", "secrets", "granted");
    }

    [EndToEndFact]
    public async Task Labels_copied_onto_an_object_of_a_tenants_own_do_not_get_it_deleted()
    {
        using var work = await AppliedAsync("copied");
        var ours = await Live.GetAsync(Live.BindingPath("copied", Pair));
        await Live.CreateAsync(Live.BindingPath("copied", "my-own"), $$$"""
            {"metadata": {"name": "my-own", "labels": {{{ours["metadata"]!["labels"]!.ToJsonString()}}}},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-view"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "eve@example.com"}]}
            """);

        // A label is not evidence: neither that we made it, nor that the file knows it.
        Assert.Equal([("copied", "eve@example.com")], (await work.PlanAsync()).IsEmpty().Unmanaged);
        (await work.ApplyAsync()).Ends(0);

        Assert.NotNull(await Live.FindAsync(Live.BindingPath("copied", "my-own")));
    }

    private Task<Workspace> AppliedAsync(string set) => kubeflow.AppliedAsync(new TenantsFile(set, new Team(set, "owner@example.com")
    {
        Contributors = [(Ana, "view"), ("ben@example.com", "edit")],
        Quota = "{cpu: \"8\", memory: 32Gi}",
        Namespace = "{labels: {team: a}}",
    }));
}

[Collection(On161.Name)]
public sealed class Drift161(Kubeflow161 kubeflow) : DriftTests(kubeflow);

[Collection(On2603.Name)]
public sealed class Drift2603(Kubeflow2603 kubeflow) : DriftTests(kubeflow);
