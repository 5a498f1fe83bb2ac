using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Defects read in the nearest other tool (canonical/github-profiles-automator at 8943e55), each as a test that this one does not
/// have it. The numbers are those of the study; the missing ones are about parsing and naming and are tested there.
/// </summary>
[Collection(On180.Name)]
public sealed class RivalDefectTests(Kubeflow180 kubeflow)
{
    private const string Ana = "ana@example.com";

    private readonly Live _live = new(kubeflow.Api);

    [EndToEndFact]
    public async Task D1_A_tenant_that_left_the_file_takes_nobody_elses_policies_along()
    {
        var file = Two("d1");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.Without("d1-old").With("d1-team", team => team.With("new@example.com", "edit")));
        var mark = await kubeflow.Audit.MarkAsync();

        (await work.ApplyAsync()).Ends(0);

        Assert.DoesNotContain(await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform), e => e.Verb is "delete" or "deletecollection");
        Assert.NotNull(await _live.FindAsync(Live.PolicyPath("d1-team", Live.PairOf(Ana, "view"))));
        Assert.NotNull(await _live.FindAsync(Live.PolicyPath("d1-old", Live.PairOf(Ana, "view"))));
    }

    [EndToEndFact]
    public async Task D2_A_role_change_grants_before_it_revokes()
    {
        var file = Two("d2");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("d2-team", team => team.With(Ana, "edit")));
        var mark = await kubeflow.Audit.MarkAsync();

        (await work.ApplyAsync()).Ends(0);

        var writes = (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform)).Where(e => e.IsWork).Select(e => (e.Verb, e.Resource)).ToList();
        Assert.Equal(4, writes.Count);
        Assert.All(writes[..2], write => Assert.Equal("patch", write.Verb));
        Assert.All(writes[2..], write => Assert.Equal("delete", write.Verb));
    }

    [EndToEndFact]
    public async Task D3_A_quota_that_is_no_longer_asked_for_goes_and_then_nothing_is_written()
    {
        var file = Two("d3");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("d3-team", team => team with { Quota = null }));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        Assert.Null(await _live.FindAsync(Live.QuotaPath("d3-team")));
        var before = await _live.VersionsAsync();

        (await work.ApplyAsync()).Ends(0);

        await _live.AssertUntouchedAsync(before);
    }

    [EndToEndFact]
    public async Task D4_A_key_dropped_from_a_quota_goes()
    {
        var file = Two("d4");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("d4-team", team => team with { Quota = "{cpu: \"8\"}" }));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();

        Assert.Equal("""{"cpu":"8"}""", (await _live.GetAsync(Live.QuotaPath("d4-team")))["spec"]!["hard"]!.ToJsonString());
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task D5_A_scope_selector_is_not_mangled_by_a_quota_change()
    {
        var file = Two("d5");
        using var work = await kubeflow.AppliedAsync(file);
        await _live.EditAsync(Live.ProfilePath("d5-team"), """
            {"spec": {"resourceQuotaSpec": {"scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "Exists"}]}}}}
            """);
        await kubeflow.Controller.SettleAsync();
        work.Write(file.With("d5-team", team => team with { Quota = "{pods: \"20\"}" }));
        var plan = await work.PlanAsync();
        (await work.ApplyAsync()).Ends(0);

        // Either it stays as it was, or the plan said that it goes.
        var selector = (await _live.GetAsync(Live.ProfilePath("d5-team")))["spec"]!["resourceQuotaSpec"]!["scopeSelector"];
        Assert.True(
            selector?["matchExpressions"]?[0]?["scopeName"] is not null ||
            plan.Of("profile/d5-team").Fields.Any(f => f.Path.StartsWith("/spec/resourceQuotaSpec/scopeSelector", StringComparison.Ordinal) && f.New is null),
            selector?.ToJsonString());
    }

    [EndToEndFact]
    public async Task D6_A_profile_made_by_hand_without_a_quota_is_adopted()
    {
        await _live.CreateAsync(Live.ProfilePath("d6-team"), """
            {"apiVersion": "kubeflow.org/v1", "kind": "Profile", "metadata": {"name": "d6-team"},
             "spec": {"owner": {"kind": "User", "name": "owner@example.com"}}}
            """);
        await kubeflow.Controller.SettleAsync();
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Two("d6"));
        Assert.Equal("notAdopted", (await work.PlanAsync(7)).Of("profile/d6-team").Reason);
        work.Write(Two("d6").With("d6-team", team => team with { Adopts = true }));

        Assert.Equal("adopt", (await work.PlanAsync()).Of("profile/d6-team").Action);
        (await work.ApplyAsync()).Ends(0);

        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();
        Assert.Equal("8", (string?)(await _live.GetAsync(Live.QuotaPath("d6-team")))["spec"]!["hard"]!["cpu"]);
    }

    [EndToEndFact]
    public async Task D7_A_binding_with_a_misspelt_role_stops_nothing()
    {
        var file = Two("d7");
        using var work = await kubeflow.AppliedAsync(file);
        await _live.CreateAsync(Live.BindingPath("d7-team", "odd"), """
            {"metadata": {"name": "odd", "annotations": {"user": "odd@example.com", "role": "Admin"}},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-admin"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "odd@example.com"}]}
            """);
        work.Write(file.With("d7-team", team => team.With("new@example.com", "edit")));

        Assert.Equal([("d7-team", "odd@example.com")], (await work.PlanAsync()).Unmanaged);
        (await work.ApplyAsync()).Ends(0);

        Assert.NotNull(await _live.FindAsync(Live.BindingPath("d7-team", Live.PairOf("new@example.com", "edit"))));
        Assert.NotNull(await _live.FindAsync(Live.BindingPath("d7-team", "odd")));
    }

    [EndToEndFact]
    public async Task D8_What_a_binding_grants_is_judged_and_not_what_its_annotations_say()
    {
        using var work = await kubeflow.AppliedAsync(Two("d8"));
        var path = Live.BindingPath("d8-team", Live.PairOf(Ana, "view"));
        var binding = await _live.GetAsync(path);
        await _live.DeleteAsync(path);
        binding["metadata"] = new JsonObject
        {
            ["name"] = Live.PairOf(Ana, "view"),
            ["annotations"] = binding["metadata"]!["annotations"]!.DeepClone(),
            ["labels"] = binding["metadata"]!["labels"]!.DeepClone(),
        };
        binding["roleRef"]!["name"] = "kubeflow-admin";
        await _live.CreateAsync(path, binding.ToJsonString());

        (await work.ApplyAsync()).Ends(0);

        Assert.Equal("kubeflow-view", (string?)(await _live.GetAsync(path))["roleRef"]!["name"]);
        await _live.AssertCanAsync(false, Ana, "create", "", "secrets", "d8-team");
    }

    [EndToEndFact]
    public async Task D9_A_policy_is_compared_whole_and_not_by_its_principals()
    {
        using var work = await kubeflow.AppliedAsync(Two("d9"));
        var path = Live.PolicyPath("d9-team", Live.PairOf(Ana, "view"));
        await _live.EditAsync(path, """{"spec": {"selector": {"matchLabels": {"app": "only-this"}}}}""");
        await _live.EditAsync(path, """{"spec": {"action": "DENY"}}""");

        var change = (await work.PlanAsync()).Of("authorizationpolicy/d9-team/" + Live.PairOf(Ana, "view"));
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(2, change.Fields.Length);
        var spec = (await _live.GetAsync(path))["spec"]!.AsObject();
        Assert.Null(spec["selector"]?["matchLabels"]?["app"]);
        Assert.Equal("ALLOW", (string?)spec["action"] ?? "ALLOW");
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task D15_A_tenant_that_left_the_file_is_said_to_keep_its_access()
    {
        var file = Two("d15");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.Without("d15-old"));

        var text = (await work.RunAsync("plan")).Ends(0).Out;

        Assert.Contains("tenant d15-old is not in tenants.yaml (kept; 1 contributor still has access)", text, StringComparison.Ordinal);
        await _live.AssertCanAsync(true, "owner@example.com", "create", "", "secrets", "d15-old");
        await _live.AssertCanAsync(true, Ana, "get", "", "pods", "d15-old");
    }

    [EndToEndFact]
    public async Task D17_The_first_failing_tenant_is_not_the_last_to_be_tried()
    {
        await _live.CreateAsync(Live.NamespacePath("d17-a"), """{"metadata": {"name": "d17-a"}}""");
        using var work = new Workspace(
            kubeflow.Kubeconfig(ToolRoles.Platform),
            new TenantsFile("d17", new Team("d17-a", "owner@example.com"), new Team("d17-b", "owner@example.com")));

        (await work.ApplyAsync()).Ends(7);

        Assert.NotNull(await _live.FindAsync(Live.NamespacePath("d17-b")));
    }

    [EndToEndFact]
    public async Task D19_The_header_and_its_prefix_are_those_of_the_cluster()
    {
        using var work = await kubeflow.AppliedAsync(Two("d19"));
        await SetHeaderAsync("x-goog-authenticated-user-email", "accounts.google.com:");
        try
        {
            (await work.ApplyAsync()).Ends(0);

            var policy = await _live.GetAsync(Live.PolicyPath("d19-team", Live.PairOf(Ana, "view")));
            Assert.Equal(
                """[{"key":"request.headers[x-goog-authenticated-user-email]","values":["accounts.google.com:ana@example.com"]}]""",
                policy["spec"]!["rules"]![0]!["when"]!.ToJsonString());
            (await work.PlanAsync()).IsEmpty();
        }
        finally
        {
            await SetHeaderAsync("kubeflow-userid", "");
        }
    }

    private async Task SetHeaderAsync(string header, string prefix)
    {
        await _live.EditAsync(
            KubeflowInstallation.ProfilesConfigPath,
            new JsonObject { ["data"] = new JsonObject { ["USERID_HEADER"] = header, ["USERID_PREFIX"] = prefix } }.ToJsonString());
        await kubeflow.Controller.RestartAsync(header, prefix);
    }

    private static TenantsFile Two(string set) => new(set,
    [
        .. ((string[])[set + "-old", set + "-team"]).Select(name => new Team(name, "owner@example.com")
        {
            Contributors = [(Ana, "view")],
            Quota = "{cpu: \"8\", memory: 32Gi}",
        }),
    ]);
}
