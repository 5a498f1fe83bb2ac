using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Tenants that <c>kubectl apply</c> made, taken over: afterwards everything that the file decides is ours, what it no longer says
/// goes, and the old manifest is drift.
/// </summary>
[Collection(On191.Name)]
public sealed class MigrationTests(Kubeflow191 kubeflow)
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Ben = "ben@example.com";

    private static readonly string Pair = Live.PairOf(Ben, "edit");

    private Live Live => kubeflow.Live;

    [KubectlFact]
    public async Task What_kubectl_applied_becomes_ours_whole()
    {
        using var work = await MadeByKubectlAsync("mig-whole");
        var conflict = (await work.PlanAsync(7)).Of("profile/mig-whole");
        Assert.Equal("notAdopted", conflict.Reason);
        Assert.Contains("--adopt", conflict.Detail, StringComparison.Ordinal);

        work.Write(File("mig-whole", adopts: true));
        var plan = await work.PlanAsync();

        Assert.Equal(["adopt", "adopt", "adopt"], plan.Changes.Where(c => !c.Id.StartsWith("limitrange/", StringComparison.Ordinal)).Select(c => c.Action));
        Assert.Contains(("/spec/resourceQuotaSpec/hard/cpu", "kubectl-client-side-apply"), plan.Of("profile/mig-whole").Moves);
        Assert.Contains(("/subjects", "kubectl-client-side-apply"), plan.Of("rolebinding/mig-whole/" + Pair).Moves);
        Assert.Contains(("/spec/rules", "kubectl-client-side-apply"), plan.Of("authorizationpolicy/mig-whole/" + Pair).Moves);
        Assert.Empty(plan.Access);
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();

        foreach (var path in Paths("mig-whole"))
        {
            var live = await Live.GetAsync(path);
            Assert.Null(live["metadata"]!["annotations"]?[LastApplied]);
            Assert.Equal(["f:metadata"], OwnedBy(live, "kubectl-client-side-apply").Select(f => f.Key));
            Assert.Equal("42", (string?)live["metadata"]!["labels"]!["cost-center"]);
            Assert.DoesNotContain(Managers(live), m => m == "before-first-apply");
        }

        var before = await Live.VersionsAsync();
        (await work.PlanAsync()).IsEmpty();
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertUntouchedAsync(before);
    }

    [KubectlFact]
    public async Task What_leaves_the_file_leaves_the_object()
    {
        using var work = await MadeByKubectlAsync("mig-gone");
        (await work.ApplyAsync("--adopt")).Ends(0);
        await kubeflow.Controller.SettleAsync();
        var file = File("mig-gone").With("mig-gone", team => team with { Quota = "{cpu: \"4\"}" });
        work.Write(file);

        var change = Assert.Single((await work.PlanAsync()).Changes);
        Assert.Equal(("8Gi", null), change.Field("/spec/resourceQuotaSpec/hard/memory") is var f ? (f.Old, f.New) : default);
        await kubeflow.ConvergeAsync(work);
        var hard = (await Live.GetAsync(Live.ProfilePath("mig-gone")))["spec"]!["resourceQuotaSpec"]!["hard"]!.AsObject();
        Assert.Equal(["cpu"], hard.Select(h => h.Key));

        work.Write(file.With("mig-gone", team => team.Without(Ben)));
        await kubeflow.ConvergeAsync(work);
        Assert.Null(await Live.FindAsync(Live.BindingPath("mig-gone", Pair)));
        Assert.Null(await Live.FindAsync(Live.PolicyPath("mig-gone", Pair)));
    }

    [KubectlFact]
    public async Task The_old_manifest_applied_again_is_drift()
    {
        using var work = await MadeByKubectlAsync("mig-drift");
        work.Write(File("mig-drift").With("mig-drift", team => team with { Quota = "{cpu: \"6\", memory: 8Gi}" }));
        (await work.ApplyAsync("--adopt")).Ends(0);
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();

        await Kubectl.ApplyAsync(kubeflow.Cluster, Manifest("mig-drift"));
        await kubeflow.Controller.SettleAsync();

        var change = Assert.Single((await work.PlanAsync()).Changes);
        Assert.Equal(("update", "drift"), (change.Action, change.Reason));
        var cpu = change.Field("/spec/resourceQuotaSpec/hard/cpu");
        Assert.Equal(("4", "6", "kubectl-client-side-apply"), (cpu.Old, cpu.New, cpu.Manager));
        await kubeflow.ConvergeAsync(work);
    }

    [KubectlFact]
    public async Task A_manifest_with_more_than_the_file_is_cut_to_it_and_the_plan_says_so()
    {
        using var work = await MadeByKubectlAsync("mig-more");
        work.Write(File("mig-more", adopts: true).With("mig-more", team => team with { Quota = "{cpu: \"4\"}" }));

        Assert.Null((await work.PlanAsync()).Of("profile/mig-more").Field("/spec/resourceQuotaSpec/hard/memory").New);
        await kubeflow.ConvergeAsync(work);
        var hard = (await Live.GetAsync(Live.ProfilePath("mig-more")))["spec"]!["resourceQuotaSpec"]!["hard"]!.AsObject();
        Assert.Equal(["cpu"], hard.Select(h => h.Key));
    }

    [EndToEndFact]
    public async Task A_field_of_a_controller_is_left_to_it_where_a_rule_says_so()
    {
        var file = File("mig-rule") with { FieldRules = ["{kind: Profile, path: /spec/resourceQuotaSpec/hard/memory, manager: autoscaler, policy: yield}"] };
        using var work = await kubeflow.AppliedAsync(file with { FieldRules = [] });
        await kubeflow.Api.MergeAsync(Live.ProfilePath("mig-rule"), """{"spec": {"resourceQuotaSpec": {"hard": {"memory": "64Gi"}}}}""", "autoscaler");
        await kubeflow.Controller.SettleAsync();
        Assert.Contains("\"autoscaler\" (Update) holds /spec/resourceQuotaSpec/hard/memory", (await work.PlanAsync(7)).Of("profile/mig-rule").Detail, StringComparison.Ordinal);

        work.Write(file);
        Assert.Equal([("profile/mig-rule", "/spec/resourceQuotaSpec/hard/memory")], (await work.PlanAsync()).IsEmpty().Ignored);

        work.Write(file.With("mig-rule", team => team with { Quota = "{cpu: \"5\", memory: 8Gi}" }));
        await kubeflow.ConvergeAsync(work);
        var hard = (await Live.GetAsync(Live.ProfilePath("mig-rule")))["spec"]!["resourceQuotaSpec"]!["hard"]!;
        Assert.Equal(("5", "64Gi"), ((string?)hard["cpu"], (string?)hard["memory"]));

        work.Write(file with { FieldRules = ["{kind: Profile, path: /spec/resourceQuotaSpec, policy: take}"] });
        await kubeflow.ConvergeAsync(work);
        Assert.Equal("8Gi", (string?)(await Live.GetAsync(Live.ProfilePath("mig-rule")))["spec"]!["resourceQuotaSpec"]!["hard"]!["memory"]);
    }

    [EndToEndFact]
    public async Task An_ignored_field_of_ours_survives_our_own_next_apply()
    {
        var file = File("mig-ignore");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write((file with { FieldRules = ["{kind: Profile, path: /spec/resourceQuotaSpec/hard/memory, policy: ignore}"] })
            .With("mig-ignore", team => team with { Quota = "{cpu: \"5\"}" }));

        await kubeflow.ConvergeAsync(work);
        var hard = (await Live.GetAsync(Live.ProfilePath("mig-ignore")))["spec"]!["resourceQuotaSpec"]!["hard"]!;
        Assert.Equal(("5", "8Gi"), ((string?)hard["cpu"], (string?)hard["memory"]));
    }

    private static TenantsFile File(string name, bool adopts = false) => new(name, new Team(name, "owner@example.com")
    {
        Contributors = [(Ben, "edit")],
        Quota = "{cpu: \"4\", memory: 8Gi}",
        Adopts = adopts,
    });

    private static string[] Paths(string name) => [Live.ProfilePath(name), Live.BindingPath(name, Pair), Live.PolicyPath(name, Pair)];

    private static IEnumerable<string> Managers(JsonObject live) => live["metadata"]!["managedFields"]!.AsArray().Select(e => (string)e!["manager"]!);

    private static JsonObject OwnedBy(JsonObject live, string manager) =>
        Assert.Single(live["metadata"]!["managedFields"]!.AsArray(), e => (string)e!["manager"]! == manager)!["fieldsV1"]!.AsObject();

    // A Profile and a pair as a platform team would have written them before, with a label that is not ours.
    private async Task<Workspace> MadeByKubectlAsync(string name)
    {
        await Kubectl.ApplyAsync(kubeflow.Cluster, Manifest(name).Split("---\n")[0]);
        await kubeflow.Controller.SettleAsync();
        await Kubectl.ApplyAsync(kubeflow.Cluster, Manifest(name));
        return new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), File(name));
    }

    private static string Manifest(string name) => $$$$"""
        apiVersion: kubeflow.org/v1
        kind: Profile
        metadata: {name: {{{{name}}}}, labels: {cost-center: "42"}}
        spec:
          owner: {kind: User, name: owner@example.com}
          resourceQuotaSpec: {hard: {cpu: "4", memory: 8Gi}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: {{{{Pair}}}}, namespace: {{{{name}}}}, labels: {cost-center: "42"}, annotations: {user: {{{{Ben}}}}, role: edit}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kubeflow-edit}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: {{{{Ben}}}}}]
        ---
        apiVersion: security.istio.io/v1beta1
        kind: AuthorizationPolicy
        metadata: {name: {{{{Pair}}}}, namespace: {{{{name}}}}, labels: {cost-center: "42"}, annotations: {user: {{{{Ben}}}}, role: edit}}
        spec:
          rules:
          - from: [{source: {principals: [{{{{KubeflowInstallation.GatewayPrincipal}}}}, {{{{KubeflowInstallation.PipelinesPrincipal}}}}]}}]
            when: [{key: "request.headers[kubeflow-userid]", values: [{{{{Ben}}}}]}]
        """;
}
