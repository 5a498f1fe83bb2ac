using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Everyday edits of the file: the plan says them truly, apply makes them, and then there is nothing left to do.</summary>
public abstract class EditTests(KubeflowCluster kubeflow)
{
    private const string Ana = "ana@example.com";
    private const string Ben = "ben@example.com";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_removed_contributor_loses_both_halves_of_the_pair()
    {
        var file = Start("removed");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("removed-a", team => team.Without(Ben)));

        var plan = await work.PlanAsync();

        var pair = Live.PairOf(Ben, "edit");
        Assert.Equal(2, plan.Changes.Length);
        Assert.Equal(("delete", "contributorRemoved"), Fate(plan.Of("rolebinding/removed-a/" + pair)));
        Assert.Equal(("delete", "contributorRemoved"), Fate(plan.Of("authorizationpolicy/removed-a/" + pair)));
        Assert.Equal<PlannedAccess>([new PlannedAccess("removed-a", Ben, "edit", null)], plan.Access);
        await kubeflow.ConvergeAsync(work);
        Assert.DoesNotContain(pair, await Live.NamesAsync(Live.BindingPath("removed-a", "")));
        Assert.DoesNotContain(pair, await Live.NamesAsync(Live.PolicyPath("removed-a", "")));
        Assert.Contains(pair, await Live.NamesAsync(Live.BindingPath("removed-b", "")));
    }

    [EndToEndFact]
    public async Task A_changed_role_moves_the_person_from_one_pair_to_another()
    {
        var file = Start("moved");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("moved-a", team => team.With(Ana, "admin")));

        var plan = await work.PlanAsync();

        Assert.Equal(("create", "roleChanged"), Fate(plan.Of("rolebinding/moved-a/" + Live.PairOf(Ana, "admin"))));
        Assert.Equal(("delete", "roleChanged"), Fate(plan.Of("rolebinding/moved-a/" + Live.PairOf(Ana, "view"))));
        Assert.Equal<PlannedAccess>([new PlannedAccess("moved-a", Ana, "view", "admin")], plan.Access);
        await kubeflow.ConvergeAsync(work);
        await Live.AssertCanAsync(true, Ana, "create", "rbac.authorization.k8s.io", "rolebindings", "moved-a");
    }

    [EndToEndFact]
    public async Task A_changed_quota_reaches_the_namespace()
    {
        var file = Start("quota");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("quota-a", team => team with { Quota = "{cpu: 6, requests.nvidia.com/gpu: \"2\"}" }));

        var plan = await work.PlanAsync();

        var change = Assert.Single(plan.Changes);
        Assert.Equal(("profile/quota-a", "update", "quotaChanged"), (change.Id, change.Action, change.Reason));
        Assert.Equal(("8", "6"), Values(change, "cpu"));
        Assert.Equal(("32Gi", null), Values(change, "memory"));
        Assert.Equal((null, "2"), Values(change, "requests.nvidia.com~1gpu"));
        Assert.Equal("quota-removed", change.Risk);
        await kubeflow.ConvergeAsync(work);
        Assert.Equal(
            """{"cpu":"6","requests.nvidia.com/gpu":"2"}""",
            (await Live.GetAsync(Live.QuotaPath("quota-a")))["spec"]!["hard"]!.ToJsonString());
    }

    [EndToEndFact]
    public async Task An_emptied_quota_is_taken_off_the_profile()
    {
        var file = Start("emptied");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("emptied-a", team => team with { Quota = "{}" }));

        var plan = await work.PlanAsync();

        Assert.Equal(("update", "quotaChanged"), Fate(plan.Of("profile/emptied-a")));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        Assert.Null((await Live.GetAsync(Live.ProfilePath("emptied-a")))["spec"]!["resourceQuotaSpec"]?["hard"]);

        // Up to 1.6 the controller leaves the ResourceQuota in force (kubeflow #5191); a person has to see that.
        (await work.PlanAsync()).IsEmpty();
        Assert.Null(await Live.FindAsync(Live.QuotaPath("emptied-a")));
    }

    [EndToEndFact]
    public async Task A_quota_that_came_later_goes_again()
    {
        // profile-controller has written resourceQuotaSpec: {} by now, and holds that.
        var file = Start("later").With("later-a", team => team with { Quota = null });
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("later-a", team => team with { Quota = "{cpu: 6}" }));
        await kubeflow.ConvergeAsync(work);
        work.Write(file);

        await kubeflow.ConvergeAsync(work);

        Assert.Null((await Live.GetAsync(Live.ProfilePath("later-a")))["spec"]!["resourceQuotaSpec"]?["hard"]);
        Assert.Null(await Live.FindAsync(Live.QuotaPath("later-a")));
    }

    [EndToEndFact]
    public async Task A_removed_limit_range_and_removed_namespace_labels_go_and_foreign_ones_stay()
    {
        var file = Start("labels");
        using var work = await kubeflow.AppliedAsync(file);
        await Live.EditAsync(Live.NamespacePath("labels-a"), """{"metadata": {"labels": {"cost-centre": "42"}}}""");
        work.Write(file.With("labels-a", team => team with { LimitRange = null, Namespace = null }));

        var plan = await work.PlanAsync();

        Assert.Equal(("delete", "limitRangeRemoved"), Fate(plan.Of("limitrange/labels-a/kftenants")));
        Assert.Equal("namespaceMetadata", plan.Of("namespace/labels-a").Reason);
        await kubeflow.ConvergeAsync(work);
        var labels = (await Live.GetAsync(Live.NamespacePath("labels-a")))["metadata"]!["labels"]!;
        Assert.Null(labels["team"]);
        Assert.Equal("42", (string?)labels["cost-centre"]);
        Assert.Equal("kubeflow-profile", (string?)labels["app.kubernetes.io/part-of"]);
    }

    [EndToEndFact]
    public async Task A_tenant_that_the_file_no_longer_has_is_reported_and_kept()
    {
        var file = Start("forgotten");
        using var work = await kubeflow.AppliedAsync(file);
        var before = await Live.VersionsAsync();
        work.Write(file.Without("forgotten-a"));

        var plan = (await work.PlanAsync()).IsEmpty();

        Assert.Equal([("forgotten-a", 2)], plan.Missing);
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertUntouchedAsync(before);
    }

    private static TenantsFile Start(string set) => new(set,
    [
        .. ((string[])[set + "-a", set + "-b"]).Select(name => new Team(name, "owner@example.com")
        {
            Contributors = [(Ana, "view"), (Ben, "edit")],
            Quota = "{cpu: \"8\", memory: 32Gi}",
            LimitRange = "{default: {cpu: \"1\"}}",
            Namespace = "{labels: {team: a}}",
        }),
    ]);

    private static (string Action, string Reason) Fate(PlannedChange change) => (change.Action, change.Reason);

    private static (string? Old, string? New) Values(PlannedChange change, string resource)
    {
        var field = change.Field("/spec/resourceQuotaSpec/hard/" + resource);
        return (field.Old, field.New);
    }
}

[Collection(On161.Name)]
public sealed class Edits161(Kubeflow161 kubeflow) : EditTests(kubeflow);

[Collection(On2603.Name)]
public sealed class Edits2603(Kubeflow2603 kubeflow) : EditTests(kubeflow);
