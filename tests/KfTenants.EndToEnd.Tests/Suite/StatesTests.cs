using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Tenants that change hands, are suspended, come back and go, against a real API server, garbage collector and namespace controller.</summary>
public abstract class StatesTests(KubeflowCluster kubeflow)
{
    private const string Ana = "ana@example.com";
    private const string Ben = "ben@example.com";
    private const string Eve = "eve@example.com";
    private const string Nobody = "suspended@kftenants.invalid";

    // Of a person that signs in with Dex; the hash of a password that is not known.
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_changed_owner_is_handed_over_with_all_that_the_dashboard_reads()
    {
        var file = Start("handed");
        using var work = await kubeflow.AppliedAsync(file);
        await AssertIsOwnerAsync(Ana, "handed", true);
        work.Write(file.With("handed", team => (team with { Owner = Ben, Quota = "{cpu: \"6\"}" }).Without(Ben).With(Ana, "view")));

        var plan = await work.PlanAsync();

        var change = plan.Of("profile/handed");
        Assert.Equal(("update", "handOver", "access-admin-granted"), (change.Action, change.Reason, change.Risk));
        Assert.Equal((Ana, Ben), (change.Field("/Namespace/metadata/annotations/owner").Old, change.Field("/spec/owner/name").New));
        Assert.Equal<PlannedAccess>([new PlannedAccess("handed", Ben, "edit", "owner"), new PlannedAccess("handed", Ana, "owner", "view")], plan.Access);
        await kubeflow.ConvergeAsync(work);
        await AssertOwnedByAsync("handed", Ben);
        await AssertIsOwnerAsync(Ana, "handed", false);
        await AssertIsOwnerAsync(Ben, "handed", true);
        await Live.AssertCanAsync(true, Ana, "get", "", "pods", "handed");
        Assert.DoesNotContain(Live.PairOf(Ben, "edit"), await Live.NamesAsync(Live.BindingPath("handed", "")));
        Assert.Equal("6", (string?)(await Live.GetAsync(Live.QuotaPath("handed")))["spec"]!["hard"]!["cpu"]);

        var before = await Live.VersionsAsync();
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertUntouchedAsync(before);
    }

    [EndToEndFact]
    public async Task A_profile_frozen_by_hand_is_repaired_forward_and_back()
    {
        var file = Start("ice-bound");
        using var work = await kubeflow.AppliedAsync(file);

        // What people try first. The controller leaves the tenant alone from now on, and the old owner keeps everything.
        await Live.EditAsync(Live.ProfilePath("ice-bound"), $$$$"""{"spec": {"owner": {"name": "{{{{Eve}}}}"}}}""");
        await kubeflow.Controller.SettleAsync();
        await AssertIsOwnerAsync(Ana, "ice-bound", true);

        work.Write(file.With("ice-bound", team => team with { Owner = Eve }));
        var plan = await work.PlanAsync();
        Assert.Equal(("update", "handOver"), (plan.Of("profile/ice-bound").Action, plan.Of("profile/ice-bound").Reason));
        Assert.Equal<PlannedAccess>([new PlannedAccess("ice-bound", Eve, null, "owner"), new PlannedAccess("ice-bound", Ana, "owner", null)], plan.Access);
        await kubeflow.ConvergeAsync(work);
        await AssertOwnedByAsync("ice-bound", Eve);
        await AssertIsOwnerAsync(Ana, "ice-bound", false);
        await AssertIsOwnerAsync(Eve, "ice-bound", true);

        // Frozen from the other side, and back again.
        await Live.EditAsync(Live.NamespacePath("ice-bound"), $$$$"""{"metadata": {"annotations": {"owner": "{{{{Ana}}}}"}}}""");
        await kubeflow.Controller.SettleAsync();
        work.Write(file);
        await kubeflow.ConvergeAsync(work);
        await AssertOwnedByAsync("ice-bound", Ana);
        await AssertIsOwnerAsync(Eve, "ice-bound", false);
    }

    [EndToEndFact]
    public async Task A_hand_over_without_a_controller_fails_by_name_and_the_same_command_ends_it()
    {
        var file = Start("waiting");
        using var work = await kubeflow.AppliedAsync(file);
        work.Write(file.With("waiting", team => team with { Owner = Eve }));
        kubeflow.Controller.IsPaused = true;
        try
        {
            var (outcome, message) = (await work.ReportAsync(1)).Of("profile/waiting");
            Assert.Equal("failed", outcome);
            Assert.Contains("profile-controller has not given RoleBinding/waiting/namespaceAdmin", message, StringComparison.Ordinal);
        }
        finally
        {
            kubeflow.Controller.IsPaused = false;
        }

        await kubeflow.Controller.SettleAsync();
        await kubeflow.ConvergeAsync(work);
        await AssertOwnedByAsync("waiting", Eve);
    }

    [EndToEndFact]
    public async Task A_suspended_tenant_is_nobodys_and_active_again_it_is_as_it_was()
    {
        var file = Start("paused") with { Users = [$$"""{name: ana, email: {{Ana}}, login: {passwordHash: "{{Hash}}"} }""", $"{{name: ben, email: {Ben}}}"] };
        using var work = await kubeflow.AppliedAsync(file);
        var before = await MeaningAsync("paused");
        Assert.Contains(Ana, await DexAsync(), StringComparison.Ordinal);

        work.Write(file.With("paused", team => team with { State = "suspended" }));
        var plan = await work.PlanAsync();
        Assert.Equal(("update", "suspended", "access-revoked"), (plan.Of("profile/paused").Action, plan.Of("profile/paused").Reason, plan.Of("profile/paused").Risk));
        Assert.Equal([Ana, Ben, Ana], plan.Access.Select(a => a.Person));
        Assert.All(plan.Access, a => Assert.Null(a.After));
        await kubeflow.ConvergeAsync(work);
        await AssertOwnedByAsync("paused", Nobody);
        await AssertIsOwnerAsync(Ana, "paused", false);
        await Live.AssertCanAsync(false, Ana, "get", "", "pods", "paused");
        await Live.AssertCanAsync(false, Ben, "get", "", "pods", "paused");
        Assert.DoesNotContain(Ana, await DexAsync(), StringComparison.Ordinal);
        Assert.Equal("8", (string?)(await Live.GetAsync(Live.QuotaPath("paused")))["spec"]!["hard"]!["cpu"]);

        work.Write(file);
        await kubeflow.ConvergeAsync(work);
        Assert.Equal(string.Join('\n', before), string.Join('\n', await MeaningAsync("paused")));
        await AssertIsOwnerAsync(Ana, "paused", true);
        await Live.AssertCanAsync(true, Ben, "create", "", "configmaps", "paused");
        Assert.Contains(Ana, await DexAsync(), StringComparison.Ordinal);
    }

    [EndToEndFact]
    public async Task An_absent_tenant_is_waited_for_until_its_namespace_is_gone()
    {
        var file = new TenantsFile("leaving", [Team("leaving"), Team("staying")]);
        using var work = await kubeflow.AppliedAsync(file);
        await Live.CreateAsync("/api/v1/namespaces/leaving/configmaps/held", """{"metadata": {"name": "held", "finalizers": ["example.com/hold"]}}""");

        // Frozen as well: profile-controller would never let this Profile go.
        await Live.EditAsync(Live.NamespacePath("leaving"), $$$$"""{"metadata": {"annotations": {"owner": "{{{{Eve}}}}"}}}""");
        work.Write(file.With("leaving", team => team with { State = "absent" }));
        var plan = await work.PlanAsync(code: 4);
        Assert.Equal(("delete", "tenantDeleted", "tenant-deleted"), (plan.Of("profile/leaving").Action, plan.Of("profile/leaving").Reason, plan.Of("profile/leaving").Risk));

        var run = await work.StartAsync(["apply", "--auto-approve", "--allow", "tenant-deletes=1"], async process =>
        {
            await Eventually.TrueAsync("the Profile is gone", async () => await Live.FindAsync(Live.ProfilePath("leaving")) is null);
            await Eventually.TrueAsync("the namespace is going", async () => (await Live.GetAsync(Live.NamespacePath("leaving")))["metadata"]!["deletionTimestamp"] is not null);
            Assert.False(process.HasExited);
            await Live.EditAsync("/api/v1/namespaces/leaving/configmaps/held", """{"metadata": {"finalizers": null}}""");
        });

        run.Ends(0);
        Assert.Null(await Live.FindAsync(Live.NamespacePath("leaving")));
        Assert.NotNull(await Live.FindAsync(Live.NamespacePath("staying")));
        (await work.PlanAsync()).IsEmpty();
    }

    private static TenantsFile Start(string name) => new(name, [Team(name)]);

    private static Team Team(string name) => new(name, Ana)
    {
        Contributors = [(Ben, "edit")],
        Quota = "{cpu: \"8\"}",
        LimitRange = "{default: {cpu: \"1\"}}",
        Namespace = "{labels: {team: a}}",
    };

    private Task AssertIsOwnerAsync(string person, string space, bool isOwner) =>
        Live.AssertCanAsync(isOwner, person, "create", "rbac.authorization.k8s.io", "rolebindings", space);

    private async Task AssertOwnedByAsync(string name, string owner)
    {
        var policy = await Live.GetAsync(Live.PolicyPath(name, "ns-owner-access-istio"));
        var binding = await Live.GetAsync(Live.BindingPath(name, "namespaceAdmin"));
        Assert.Equal(owner, (string?)(await Live.GetAsync(Live.ProfilePath(name)))["spec"]!["owner"]!["name"]);
        Assert.Equal(owner, (string?)(await Live.GetAsync(Live.NamespacePath(name)))["metadata"]!["annotations"]!["owner"]);
        Assert.Equal(owner, (string?)Assert.Single(binding["subjects"]!.AsArray())!["name"]);
        Assert.Equal(owner, (string?)policy["spec"]!["rules"]![0]!["when"]![0]!["values"]![0]);
        Assert.All([binding, policy], o => Assert.Equal((owner, "admin"), ((string?)o["metadata"]!["annotations"]!["user"], (string?)o["metadata"]!["annotations"]!["role"])));
    }

    // What every object of a tenant asks for, with its labels and annotations, and without the server's bookkeeping.
    private async Task<ImmutableArray<string>> MeaningAsync(string name)
    {
        var all = new List<JsonObject> { await Live.GetAsync(Live.ProfilePath(name)), await Live.GetAsync(Live.NamespacePath(name)) };
        foreach (var collection in new[]
        {
            $"/api/v1/namespaces/{name}/limitranges", $"/api/v1/namespaces/{name}/resourcequotas", Live.BindingPath(name, "").TrimEnd('/'), Live.PolicyPath(name, "").TrimEnd('/'),
        })
        {
            all.AddRange(await kubeflow.Api.ListAsync(collection));
        }

        return [.. all.Select(o => new JsonObject
        {
            ["name"] = o["metadata"]!["name"]!.DeepClone(),
            ["labels"] = Sorted(o["metadata"]!["labels"]),
            ["annotations"] = Sorted(o["metadata"]!["annotations"]),
            ["spec"] = Sorted(o["spec"]),
            ["roleRef"] = o["roleRef"]?.DeepClone(),
            ["subjects"] = o["subjects"]?.DeepClone(),
        }.ToJsonString())];
    }

    private static JsonObject? Sorted(JsonNode? map) => map is null
        ? null
        : new JsonObject(map.AsObject().OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

    private async Task<string> DexAsync() => (string)(await Live.GetAsync("/api/v1/namespaces/auth/configmaps/dex"))["data"]!["config.yaml"]!;
}

[Collection(On161.Name)]
public sealed class States161(Kubeflow161 kubeflow) : StatesTests(kubeflow);

[Collection(On2603.Name)]
public sealed class States2603(Kubeflow2603 kubeflow) : StatesTests(kubeflow);
