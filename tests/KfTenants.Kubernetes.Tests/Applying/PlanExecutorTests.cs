using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
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
            "interrupted while waiting for profile-controller to complete Profile/team-a; run the same command again to continue",
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
            OnGet = Complete,
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
            OnGet = key => key == moved.Key ? moved : Complete(key),
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
        var cluster = new ScriptedCluster
        {
            OnDelete = _ => ++tries == 1 ? new WriteAnswer.Stale("modified") : new WriteAnswer.Written(null),
            OnGet = key => tries == 1 ? before.Find(key) : null,
        };
        var outcomes = await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), before), cluster, CancellationToken.None);

        Assert.All(outcomes, o => Assert.IsType<Outcome.Done>(o.Outcome));
    }

    [Fact]
    public async Task A_grant_that_a_finalizer_holds_is_not_revoked()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)));
        var held = before.All.First(o => o.Key.Kind == ObjectKind.RoleBinding).ToNode();
        held["metadata"]!["deletionTimestamp"] = "2026-11-25T20:25:49Z";
        held["metadata"]!["finalizers"] = new JsonArray("example.com/mine");
        var going = KubeObject.From(ObjectKind.RoleBinding, held);
        var cluster = new ScriptedCluster
        {
            OnDelete = key => new WriteAnswer.Written(key == going.Key ? going : null),
            OnGet = key => key == going.Key ? going : null,
        };
        var outcomes = await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), before), cluster, CancellationToken.None);

        Assert.Equal(
            new Outcome.Failed($"{going.Key}: still gives access after 60 s, although it is being deleted: {going.Key} has the finalizer example.com/mine; " +
                "find out who set them, take them off, then run the same command again"),
            outcomes.Single(o => o.Change.Key == going.Key).Outcome);
        Assert.IsType<Outcome.Done>(outcomes.Single(o => o.Change.Key.Kind == ObjectKind.AuthorizationPolicy).Outcome);
    }

    [Fact]
    public async Task What_must_be_written_before_a_deletion_is()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Ben)));
        var plan = PlanOf(Some.Set(Some.Tenant("team-a")), before);
        plan = plan with
        {
            Changes = [.. plan.Changes.Select(c => c is Change.Delete { Key.Kind.Kind: "RoleBinding" } delete
                ? delete with
                {
                    Before = [PlannedWrite.Patch(c.Key, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray() } }, delete.Found)],
                }
                : c)],
        };
        var versions = new List<string>();
        var cluster = new ScriptedCluster
        {
            OnPatch = key => new WriteAnswer.Written(
                Live.Of(key.Kind, $$$"""{"metadata":{"name":"{{{key.Name}}}","namespace":"team-a","uid":"u","resourceVersion":"99"}}""")),
            OnDeleteAt = live => versions.Add(live.ResourceVersion),
        };
        var outcomes = await RunAsync(plan, cluster, CancellationToken.None);

        Assert.All(outcomes, o => Assert.IsType<Outcome.Done>(o.Outcome));
        Assert.StartsWith("patch RoleBinding/", cluster.Writes[0], StringComparison.Ordinal);
        Assert.StartsWith("delete RoleBinding/", cluster.Writes[1], StringComparison.Ordinal);
        Assert.Equal("99", versions[0]);
    }

    [Fact]
    public async Task A_new_tenant_is_done_when_its_controller_is()
    {
        var cluster = new ScriptedCluster { OnGet = key => key.Name is "default-viewer" or "namespaceAdmin" ? null : Complete(key) };
        var outcome = Assert.Single(await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), Live.State()), cluster, CancellationToken.None)).Outcome;

        Assert.Equal(
            new Outcome.Failed("Profile/team-a: is not complete after 60 s, without RoleBinding/team-a/default-viewer, RoleBinding/team-a/namespaceAdmin; is profile-controller " +
                "running (kubectl -n kubeflow logs deployment/profiles-deployment)? Run the same command again to continue"),
            outcome);
    }

    [Fact]
    public async Task A_new_tenant_waits_for_the_finalizer_that_comes_last()
    {
        var looks = 0;
        var cluster = new ScriptedCluster
        {
            OnGet = key => key.Kind == ObjectKind.Profile && ++looks < 4 ? Live.Of(key.Kind, """{"metadata":{"name":"team-a"}}""") : Complete(key),
        };

        Assert.IsType<Outcome.Done>(Assert.Single(await RunAsync(PlanOf(Some.Set(Some.Tenant("team-a")), Live.State()), cluster, CancellationToken.None)).Outcome);
        Assert.Equal(4, looks);
    }

    [Fact]
    public async Task A_tenant_that_is_waited_for_holds_up_no_other()
    {
        var names = Enumerable.Range(0, PlanExecutor.Parallelism + 4).Select(i => $"team-{i}").ToArray();
        var made = 0;
        var cluster = new ScriptedCluster
        {
            OnApply = intent =>
            {
                Interlocked.Increment(ref made);
                return new WriteAnswer.Written(Live.Applied(intent));
            },
            OnGet = key => Volatile.Read(ref made) < names.Length ? null : Complete(key),
        };

        // Who waits does so for ever on the clock that skips: were a place held meanwhile, only the real clock would end this.
        var outcomes = await RunAsync(
            PlanOf(Some.Set([.. names.Select(n => Some.Tenant(n))]), Live.State()), cluster, CancellationToken.None, patience: TimeSpan.FromDays(100_000))
            .WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(outcomes, o => Assert.IsType<Outcome.Done>(o.Outcome));
    }

    [Fact]
    public async Task Revocations_of_all_tenants_come_before_anything_else()
    {
        var names = Enumerable.Range(0, 3 * PlanExecutor.Parallelism).Select(i => $"team-{i:D2}").ToArray();
        var before = Applied(Some.Set([.. names.Select((n, i) => i < names.Length - 1 ? Some.Tenant(n) : Some.Tenant(n, "ana@example.com", Ben))]));
        var after = Some.Set([.. names.Select(n => Some.Tenant(n) with { Quota = Some.Quantities(("cpu", "1")) })]);
        var cluster = new ScriptedCluster { OnGet = _ => null };
        await RunAsync(PlanOf(after, before), cluster, CancellationToken.None);

        Assert.StartsWith("delete RoleBinding/team-23/", cluster.Writes[0], StringComparison.Ordinal);
        Assert.InRange(cluster.Writes.FindIndex(w => w.StartsWith("delete AuthorizationPolicy", StringComparison.Ordinal)), 1, PlanExecutor.Parallelism);
    }

    [Fact]
    public async Task Who_changes_roles_keeps_the_old_one_while_the_new_one_cannot_be_given()
    {
        var before = Applied(Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com", Role.View))));
        var after = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com", Role.Edit)));
        var cluster = new ScriptedCluster
        {
            OnGet = Complete,
            OnApply = intent => intent.Key.Kind == ObjectKind.RoleBinding ? new WriteAnswer.Refused("forbidden") : new WriteAnswer.Written(Live.Applied(intent)),
        };
        var outcomes = await RunAsync(PlanOf(after, before), cluster, CancellationToken.None);

        var kept = outcomes.Single(o => o.Change is Change.Delete && o.Change.Key.Kind == ObjectKind.RoleBinding);
        Assert.Equal(new Outcome.Skipped("RoleBinding/team-a/user-ben-example-com-clusterrole-edit was not done"), kept.Outcome);
        Assert.IsType<Outcome.Done>(outcomes.Single(o => o.Change is Change.Delete && o.Change.Key.Kind == ObjectKind.AuthorizationPolicy).Outcome);
    }

    // What profile-controller has made in the end.
    private static KubeObject? Complete(ObjectKey key) => key.Kind.Kind switch
    {
        "Namespace" => Live.Of(key.Kind, $$$"""{"metadata":{"name":"{{{key.Name}}}"},"status":{"phase":"Active"}}"""),
        "Profile" => Live.Of(key.Kind, $$$"""{"metadata":{"name":"{{{key.Name}}}","finalizers":["profile-finalizer"]}}"""),
        "RoleBinding" => Live.Of(key.Kind,
            $$$"""{"metadata":{"name":"{{{key.Name}}}","namespace":"{{{key.Namespace}}}"},"subjects":[{"kind":"User","name":"ana@example.com"}]}"""),
        "AuthorizationPolicy" => Live.Of(key.Kind, $$$"""{"metadata":{"name":"{{{key.Name}}}","namespace":"{{{key.Namespace}}}"}}"""),
        _ => null,
    };

    private static LiveState Applied(TenantSet set) =>
        Live.State([.. DesiredState.For(set, IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent))]);

    private static Plan PlanOf(TenantSet set, LiveState live) =>
        Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);

    private static async Task<List<RunEvent.Finished>> RunAsync(Plan plan, ICluster cluster, CancellationToken stop, TimeSpan? patience = null)
    {
        var finished = new List<RunEvent.Finished>();
        await foreach (var happened in new PlanExecutor(cluster, new SkippingTime(), patience).RunAsync(plan, stop))
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

        public Action<Precondition> OnDeleteAt { get; init; } = _ => { };

        public Func<ObjectKey, WriteAnswer> OnPatch { get; init; } = _ => new WriteAnswer.Written(null);

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
            return Task.FromResult(OnPatch(key));
        }

        public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken)
        {
            Remember($"delete {key}");
            OnDeleteAt(live);
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
