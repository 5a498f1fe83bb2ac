using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>What the executor does with answers that a directory never gives.</summary>
public sealed class PlanExecutorTests
{
    private static readonly Contributor Ben = Some.Contributor("ben@example.com");

    [Fact]
    public async Task An_interrupted_wait_is_not_reported_as_never_tried()
    {
        using var stop = new CancellationTokenSource();
        var cluster = new ScriptedCluster { OnGet = key => { stop.Cancel(); return null; } };
        var outcomes = await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)), Live.State()), cluster, stop.Token);

        Assert.Equal(
            "interrupted while waiting for Namespace/team-a to become Active; run the same command again to continue",
            Assert.IsType<Outcome.Failed>(outcomes[0].Outcome).Message);
        Assert.All(outcomes.Skip(1), o => Assert.IsType<Outcome.Skipped>(o.Outcome));
        Assert.Equal(["apply Profile/team-a"], cluster.Writes);
    }

    [Fact]
    public async Task A_profile_that_is_refused_skips_its_own_dependents_and_no_other_tenant()
    {
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben), Some.Tenant("team-b", "ana@example.com", Ben));
        var cluster = new ScriptedCluster
        {
            OnGet = ActiveNamespace,
            OnApply = intent => intent.Key.ToString() == "Profile/team-a" ? new WriteAnswer.Refused("Profile/team-a: forbidden") : new WriteAnswer.Written(Live.Applied(intent)),
        };
        var outcomes = await RunAsync(PlanOf(set, Live.State()), cluster, CancellationToken.None);

        Assert.Equal(new Outcome.Failed("Profile/team-a: forbidden"), outcomes.Single(o => o.Change.Id == "profile/team-a").Outcome);
        Assert.All(outcomes.Where(o => o.Change.Tenant == "team-a" && o.Change.Key.Kind != ObjectKind.Profile), o =>
            Assert.Equal(new Outcome.Skipped("Profile/team-a was not done"), o.Outcome));
        Assert.All(outcomes.Where(o => o.Change.Tenant == "team-b"), o => Assert.IsType<Outcome.Done>(o.Outcome));
    }

    [Fact]
    public async Task A_revocation_waits_for_nothing_that_fails()
    {
        var before = Some.Set(Some.Tenant("team-a", "ana@example.com", Ben));
        var after = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "1")) });
        var cluster = new ScriptedCluster { OnApply = _ => throw new KfTenantsException("the server is gone") };
        var outcomes = await RunAsync(PlanOf(after, Applied(before)), cluster, CancellationToken.None);

        Assert.Equal(2, outcomes.Count(o => o.Change is Change.Delete && o.Outcome is Outcome.Done));
        Assert.Equal(new Outcome.Failed("the server is gone"), outcomes.Single(o => o.Change is Change.Update).Outcome);
    }

    [Fact]
    public async Task An_object_that_moved_is_written_only_as_far_as_approved()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "2")) });
        var before = Applied(Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "1")) }));
        var profile = before.Find(ProfileObject.Key("team-a"))!;
        var moved = profile.EditedBy("kubectl-edit", "/spec/resourceQuotaSpec/hard/memory", "9Gi");
        var cluster = new ScriptedCluster { OnApply = _ => new WriteAnswer.Stale("the object has been modified"), OnGet = key => key == profile.Key ? moved : null };
        var outcome = Assert.Single(await RunAsync(PlanOf(set, before), cluster, CancellationToken.None)).Outcome;

        Assert.StartsWith("Profile/team-a: changed since the plan", Assert.IsType<Outcome.Stale>(outcome).Message, StringComparison.Ordinal);
        Assert.Single(cluster.Writes);
    }

    [Fact]
    public async Task An_object_that_moved_elsewhere_is_written_at_its_new_version()
    {
        var set = Some.Set(Some.Tenant("team-a"));
        var before = Applied(set);
        var profile = before.Find(ProfileObject.Key("team-a"))!.EditedBy("kubectl-edit", "/metadata/labels/kftenants.io~1tenant", "x");
        var body = profile.ToNode();
        body["metadata"]!["resourceVersion"] = "8";
        var moved = KubeObject.From(ObjectKind.Profile, body);
        var versions = new List<string?>();
        var cluster = new ScriptedCluster
        {
            OnGet = key => key == moved.Key ? moved : ActiveNamespace(key),
            OnApplyAt = live => versions.Add(live?.ResourceVersion),
        };
        cluster.OnApply = intent => versions.Count == 1 ? new WriteAnswer.Stale("modified") : new WriteAnswer.Written(Live.Applied(intent));
        var outcome = Assert.Single(await RunAsync(PlanOf(set, before.With(profile.Key, profile)), cluster, CancellationToken.None)).Outcome;

        Assert.IsType<Outcome.Done>(outcome);
        Assert.Equal(["7", "8"], versions);
    }

    [Fact]
    public async Task An_object_that_never_stands_still_is_given_up()
    {
        var set = Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "2")) });
        var before = Applied(Some.Set(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "1")) }));
        var cluster = new ScriptedCluster { OnApply = _ => new WriteAnswer.Stale("modified"), OnGet = before.Find };
        var outcome = Assert.Single(await RunAsync(PlanOf(set, before), cluster, CancellationToken.None)).Outcome;

        Assert.Contains("5 attempts", Assert.IsType<Outcome.Stale>(outcome).Message, StringComparison.Ordinal);
        Assert.Equal(5, cluster.Writes.Count);
    }

    [Fact]
    public async Task An_object_created_anew_is_not_deleted_in_the_place_of_the_old_one()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)));
        var cluster = new ScriptedCluster
        {
            OnDelete = _ => new WriteAnswer.Stale("uid"),
            OnGet = key => Live.Of(key.Kind, $$$"""{"metadata":{"name":"{{{key.Name}}}","namespace":"{{{key.Namespace}}}","uid":"another","resourceVersion":"9"}}"""),
        };
        var outcomes = await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), before), cluster, CancellationToken.None);

        Assert.All(outcomes, o => Assert.IsType<Outcome.Stale>(o.Outcome));
        Assert.Equal(2, cluster.Writes.Count);
    }

    [Fact]
    public async Task An_object_that_says_something_new_is_not_deleted()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)));
        var cluster = new ScriptedCluster
        {
            OnDelete = key => key.Kind == ObjectKind.RoleBinding ? new WriteAnswer.Stale("the object has been modified") : new WriteAnswer.Written(null),
            OnGet = key => before.Find(key)?.EditedBy("kubectl-edit", "/subjects", JsonNode.Parse("""[{"kind":"User","name":"dee@example.com"}]""")),
        };
        var outcomes = await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), before), cluster, CancellationToken.None);

        Assert.IsType<Outcome.Stale>(outcomes.Single(o => o.Change.Key.Kind == ObjectKind.RoleBinding).Outcome);
        Assert.Single(cluster.Writes, w => w.StartsWith("delete RoleBinding", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_object_that_only_a_counter_of_moved_is_deleted()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)));
        var tries = 0;
        var cluster = new ScriptedCluster { OnDelete = _ => ++tries == 1 ? new WriteAnswer.Stale("modified") : new WriteAnswer.Written(null), OnGet = before.Find };
        var outcomes = await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), before), cluster, CancellationToken.None);

        Assert.All(outcomes, o => Assert.IsType<Outcome.Done>(o.Outcome));
    }

    [Fact]
    public async Task Who_changes_roles_keeps_the_old_one_while_the_new_one_cannot_be_given()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com", Role.View))));
        var after = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com", Role.Edit)));
        var cluster = new ScriptedCluster
        {
            OnGet = ActiveNamespace,
            OnApply = intent => intent.Key.Kind == ObjectKind.RoleBinding ? new WriteAnswer.Refused("forbidden") : new WriteAnswer.Written(Live.Applied(intent)),
        };
        var outcomes = await RunAsync(PlanOf(after, before), cluster, CancellationToken.None);

        var kept = outcomes.Single(o => o.Change is Change.Delete && o.Change.Key.Kind == ObjectKind.RoleBinding);
        Assert.Equal(new Outcome.Skipped("RoleBinding/team-a/user-ben-example-com-clusterrole-edit was not done"), kept.Outcome);
        Assert.IsType<Outcome.Done>(outcomes.Single(o => o.Change is Change.Delete && o.Change.Key.Kind == ObjectKind.AuthorizationPolicy).Outcome);
    }

    private static KubeObject? ActiveNamespace(ObjectKey key) => key.Kind == ObjectKind.Namespace
        ? Live.Of(ObjectKind.Namespace, $$$"""{"metadata":{"name":"{{{key.Name}}}"},"status":{"phase":"Active"}}""")
        : null;

    private static LiveState Applied(TenantSet set) =>
        Live.State([.. DesiredState.For(set, IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent))]);

    private static Plan PlanOf(TenantSet set, LiveState live) =>
        Planner.Plan(set, DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);

    private static async Task<List<RunEvent.Finished>> RunAsync(Plan plan, ICluster cluster, CancellationToken stop)
    {
        var finished = new List<RunEvent.Finished>();
        await foreach (var happened in new PlanExecutor(cluster, TimeProvider.System).RunAsync(plan, stop))
        {
            if (happened is RunEvent.Finished one)
            {
                finished.Add(one);
            }
        }

        return finished;
    }

    /// <summary>Answers as the test says, and remembers what was written.</summary>
    private sealed class ScriptedCluster : ICluster
    {
        public Func<ObjectKey, KubeObject?> OnGet { get; init; } = _ => null;

        public Func<KubeObject, WriteAnswer> OnApply { get; set; } = intent => new WriteAnswer.Written(Live.Applied(intent));

        public Action<Precondition?> OnApplyAt { get; init; } = _ => { };

        public Func<ObjectKey, WriteAnswer> OnDelete { get; init; } = _ => new WriteAnswer.Written(null);

        public List<string> Writes { get; } = [];

        public string Address => "https://cluster.example";

        public bool IsDirectory => false;

        public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
            Task.FromResult(ImmutableArray<KubeObject>.Empty);

        public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => Task.FromResult(OnGet(key));

        public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public async Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Remember($"apply {intent.Key}");
            OnApplyAt(live);
            return OnApply(intent);
        }

        public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken)
        {
            Remember($"patch {key}");
            return Task.FromResult<WriteAnswer>(new WriteAnswer.Written(null));
        }

        public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken)
        {
            Remember($"delete {key}");
            return Task.FromResult(OnDelete(key));
        }

        // Tenants are written side by side.
        private void Remember(string write)
        {
            lock (Writes)
            {
                Writes.Add(write);
            }
        }
    }
}
