using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary><c>plan --server-dry-run</c>: a real server's admission is asked before the review, and nothing is stored.</summary>
[Collection(On180.Name)]
public sealed class ServerDryRunTests(Kubeflow180 kubeflow)
{
    private const string Webhooks = "/apis/admissionregistration.k8s.io/v1beta1/validatingwebhookconfigurations";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task Every_change_is_tried_and_nothing_is_written()
    {
        var file = File("dry");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(Edited(file));
        var before = await Live.VersionsAsync();
        var mark = await kubeflow.Audit.MarkAsync();

        var plan = await CheckedAsync(work, 0);

        await Live.AssertUntouchedAsync(before);
        Assert.Equal("server", plan.Fidelity);
        Assert.Equal("validated", plan.Of("profile/dry").Validation);
        Assert.Equal("validated", plan.Of("profile/dry-new").Validation);
        Assert.Equal("validated", plan.Of("namespace/dry").Validation);
        Assert.Equal("validated", plan.Of("rolebinding/dry/" + Live.PairOf("ben@example.com", "edit")).Validation);
        Assert.Equal(("delete", "validated"), Told(plan.Of("rolebinding/dry/" + Live.PairOf("ana@example.com", "view"))));
        var unmade = plan.Of("rolebinding/dry-new/" + Live.PairOf("ana@example.com", "view"));
        Assert.Equal(("notValidated", "this plan creates the namespace"), (unmade.Validation, unmade.Why));
        Assert.All(
            (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform)).Where(e => !e.IsHarmless),
            e => Assert.Contains("dryRun=All", e.Uri, StringComparison.Ordinal));

        (await work.RunAsync("plan", "--server-dry-run", "--strict-validation")).Ends(1);
        (await work.ApplyAsync()).Ends(0);
    }

    [EndToEndFact]
    public async Task What_a_quota_will_refuse_is_known_before_the_apply()
    {
        using var work = await kubeflow.AppliedAsync(File("full"));
        await kubeflow.Api.CreateAsync("/api/v1/namespaces/full/resourcequotas", JsonNode.Parse("""
            {"metadata": {"name": "no-more-bindings"}, "spec": {"hard": {"count/rolebindings.rbac.authorization.k8s.io": "0"}}}
            """)!.AsObject());
        await Eventually.TrueAsync("the quota counts", async () =>
            (await Live.GetAsync("/api/v1/namespaces/full/resourcequotas/no-more-bindings"))["status"]?["used"] is not null);
        work.Write(File("full").With("full", team => team.With("ben@example.com", "edit")));
        (await work.RunAsync("plan")).Ends(0);

        var refused = (await CheckedAsync(work, 1)).Of("rolebinding/full/" + Live.PairOf("ben@example.com", "edit"));
        var text = (await work.RunAsync("plan", "--server-dry-run")).Ends(1);

        Assert.Equal("rejected", refused.Validation);
        Assert.Contains("exceeded quota: no-more-bindings", refused.Why, StringComparison.Ordinal);
        Assert.Contains("        rejected: RoleBinding/full/", text.Out, StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task A_webhook_that_cannot_be_asked_is_named_and_fails_a_strict_run()
    {
        using var work = await kubeflow.AppliedAsync(File("hooked"));
        work.Write(File("hooked").With("hooked", team => team.With("ben@example.com", "edit")));
        await kubeflow.Api.CreateAsync(Webhooks, JsonNode.Parse("""
            {"metadata": {"name": "with-side-effects"}, "webhooks": [{
              "name": "audit.example.com", "sideEffects": "Some", "failurePolicy": "Fail", "admissionReviewVersions": ["v1"],
              "clientConfig": {"url": "https://127.0.0.1:1/"},
              "rules": [{"apiGroups": ["rbac.authorization.k8s.io"], "apiVersions": ["v1"], "resources": ["rolebindings"], "operations": ["CREATE"]}],
              "namespaceSelector": {"matchLabels": {"app.kubernetes.io/part-of": "kubeflow-profile"}}}]}
            """)!.AsObject());
        try
        {
            var id = "rolebinding/hooked/" + Live.PairOf("ben@example.com", "edit");
            await Eventually.TrueAsync("the server knows the webhook", async () => (await CheckedAsync(work, 0)).Of(id).Validation == "notValidated");
            Assert.Contains("webhook \"audit.example.com\" does not support dry run", (await CheckedAsync(work, 0)).Of(id).Why, StringComparison.Ordinal);
            (await work.RunAsync("plan", "--server-dry-run", "--strict-validation")).Ends(1);
        }
        finally
        {
            await kubeflow.Api.DeleteAsync(Webhooks + "/with-side-effects");
        }
    }

    [EndToEndFact]
    public async Task Who_may_only_read_hears_at_once_what_is_missing()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reviewer), File("reader-dry"));
        var mark = await kubeflow.Audit.MarkAsync();

        var run = (await work.RunAsync("plan", "--server-dry-run")).Ends(1);

        foreach (var right in (string[])["bind clusterroles.rbac.authorization.k8s.io kubeflow-view", "create profiles.kubeflow.org", "patch profiles.kubeflow.org",
            "create rolebindings"])
        {
            Assert.Contains("may not " + right, run.Error, StringComparison.Ordinal);
        }

        Assert.All(await kubeflow.Audit.SinceAsync(mark, ToolRoles.Reviewer), e => Assert.True(e.IsHarmless, e.ToString()));
    }

    private static (string Action, string? Validation) Told(PlannedChange change) => (change.Action, change.Validation);

    private static async Task<PlanDocument> CheckedAsync(Workspace work, int code) =>
        new((await work.RunAsync("plan", "--server-dry-run", "-o", "json")).Ends(code).Out);

    private static TenantsFile Edited(TenantsFile file) => (file with
    {
        Teams = [.. file.Teams, new Team("dry-new", "owner@example.com") { Contributors = [("ana@example.com", "view")] }],
    }).With("dry", team => team.With("ben@example.com", "edit").Without("ana@example.com") with { Quota = "{cpu: \"8\"}", Namespace = "{labels: {team: dry}}" });

    private static TenantsFile File(string name) => new(name, new Team(name, "owner@example.com")
    {
        Contributors = [("ana@example.com", "view")],
        Quota = "{cpu: \"4\"}",
    });
}
