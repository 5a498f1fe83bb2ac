using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Reading;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Owner transfers, suspensions and deletions, step by step, in a directory that answers as a Kubeflow cluster does.</summary>
public sealed class OwnerTransferTests : IAsyncLifetime
{
    private const string Ana = "ana@example.com";
    private const string Eve = "eve@example.com";
    private static readonly Contributor Ben = Some.Contributor("ben@example.com");

    private TemporaryCluster _directory = null!;

    private DirectoryCluster Cluster => _directory.Cluster;

    public async Task InitializeAsync()
    {
        _directory = await TemporaryCluster.With(("system.yaml", """
            apiVersion: v1
            kind: Namespace
            metadata: {name: kube-system, uid: 7c5fd1b2-95d7-4f0c-9a45-3a1d8d3b8f01}
            """));
        await RunAsync(Owned(Ana, Ben), Cluster);
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    private static TenantSet Owned(string owner, params Contributor[] contributors) =>
        Some.Set(Some.Tenant("team-a", owner, contributors) with { Quota = Some.Quantities(("cpu", "1")) });

    private static TenantSet Absent => Some.Set() with { Tombstones = [new Tombstone("team-a", Some.Place)] };

    [Fact]
    public async Task The_steps_are_those_that_the_controller_needs_in_their_order()
    {
        var cluster = new RecordingCluster(Cluster);
        var outcomes = await RunAsync(Owned(Eve, Ben), cluster);

        Assert.IsType<Outcome.Done>(Assert.Single(outcomes).Outcome);
        Assert.Equal(["apply Profile/team-a", "patch Namespace/team-a", "patch AuthorizationPolicy/team-a/ns-owner-access-istio", "patch RoleBinding/team-a/namespaceAdmin"],
            cluster.Writes);
        await AssertOwnerAsync(Eve);
        Assert.True((await PlanAsync(Owned(Eve, Ben))).IsEmpty);
    }

    public static TheoryData<int> Steps => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_hand_over_killed_after_any_step_is_finished_by_the_next_run_which_writes_only_the_rest(int steps)
    {
        var killed = new RecordingCluster(Cluster) { Lives = steps };
        if (steps < 4)
        {
            await Assert.ThrowsAsync<RecordingCluster.KilledException>(() => RunAsync(Owned(Eve, Ben), killed));
        }
        else
        {
            await RunAsync(Owned(Eve, Ben), killed);
        }

        var next = new RecordingCluster(Cluster);
        await RunAsync(Owned(Eve, Ben), next);
        await AssertOwnerAsync(Eve);

        // The apply comes first in every owner transfer; of what is so already it changes nothing.
        Assert.Equal(steps < 4 ? 4 - Math.Max(steps - 1, 0) : 0, next.Writes.Count);
        Assert.True((await PlanAsync(Owned(Eve, Ben))).IsEmpty);
    }

    [Fact]
    public async Task A_namespace_that_the_controller_took_over_does_not_wake_it_so_the_profile_must()
    {
        await EditAsync(NamespaceObject.Key("team-a"), body => body["metadata"]!.AsObject().Remove("ownerReferences"));
        var cluster = new RecordingCluster(Cluster);

        Assert.IsType<Outcome.Done>(Assert.Single(await RunAsync(Owned(Eve, Ben), cluster)).Outcome);
        Assert.Equal(["apply Profile/team-a", "patch Namespace/team-a", "patch Profile/team-a"], cluster.Writes.Take(3));
        await AssertOwnerAsync(Eve);
        Assert.True((await PlanAsync(Owned(Eve, Ben))).IsEmpty);
    }

    [Fact]
    public async Task A_frozen_profile_is_repaired_whoever_froze_it()
    {
        await EditAsync(ProfileObject.Key("team-a"), body => body["spec"]!["owner"]!["name"] = "zoe@example.com");

        await RunAsync(Owned(Eve, Ben), Cluster);
        await AssertOwnerAsync(Eve);
        Assert.True((await PlanAsync(Owned(Eve, Ben))).IsEmpty);
    }

    [Fact]
    public async Task A_hand_over_waits_for_the_old_owners_new_access_and_revocations_for_nothing()
    {
        var cluster = new RecordingCluster(Cluster)
        {
            Before = what => what.StartsWith("apply RoleBinding/", StringComparison.Ordinal) ? new WriteAnswer.Refused("RoleBinding: forbidden") : null,
        };
        await RunAsync(Owned(Ana, Ben, Some.Contributor("carl@example.com")), Cluster);
        var outcomes = await RunAsync(Owned("ben@example.com", Some.Contributor(Ana)), cluster);

        Assert.Equal(2, outcomes.Count(o => o.Change.Reason == ChangeReason.ContributorRemoved && o.Outcome is Outcome.Done));
        Assert.IsType<Outcome.Skipped>(outcomes.Single(o => o.Change.Key.Kind == ObjectKind.Profile).Outcome);
        Assert.All(outcomes.Where(o => o.Change.Reason == ChangeReason.RoleChanged && o.Change is Change.Delete), o => Assert.IsType<Outcome.Skipped>(o.Outcome));
        await AssertOwnerAsync(Ana);
    }

    [Fact]
    public async Task What_moved_to_another_owner_meanwhile_is_not_overwritten_unseen()
    {
        // Half done by the plan's time: only the owner's annotations are left, and were approved.
        await Assert.ThrowsAsync<RecordingCluster.KilledException>(() => RunAsync(Owned(Eve, Ben), new RecordingCluster(Cluster) { Lives = 2 }));
        var plan = await PlanAsync(Owned(Eve, Ben));
        await EditAsync(NamespaceObject.Key("team-a"), body => body["metadata"]!["annotations"]!["owner"] = "zoe@example.com");

        var outcome = Assert.Single(await ExecuteAsync(plan, Cluster)).Outcome;
        Assert.StartsWith("Namespace/team-a: its annotations changed since the plan", Assert.IsType<Outcome.Stale>(outcome).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_does_not_follow_is_named_after_a_minute()
    {
        var frozen = await Cluster.GetAsync(ProfileObject.OwnerBindingKey("team-a"), CancellationToken.None);
        var cluster = new StandingStill(Cluster, frozen!);
        var outcome = Assert.Single(await ExecuteAsync(await PlanAsync(Owned(Eve, Ben)), cluster, new SkippingTime())).Outcome;

        var message = Assert.IsType<Outcome.Failed>(outcome).Message;
        Assert.StartsWith("Profile/team-a: profile-controller has not given RoleBinding/team-a/namespaceAdmin", message, StringComparison.Ordinal);
        Assert.Contains("60 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_tenant_takes_its_namespace_and_all_in_it_along()
    {
        var cluster = new RecordingCluster(Cluster);
        Assert.All(await RunAsync(Absent, cluster), r => Assert.IsType<Outcome.Done>(r.Outcome));

        Assert.Equal([.. Revocations, "delete Profile/team-a"], cluster.Writes);
        Assert.Null(await Cluster.GetAsync(NamespaceObject.Key("team-a"), CancellationToken.None));
        Assert.Empty(await Cluster.ListAsync(ObjectKind.RoleBinding, "team-a", CancellationToken.None));
        Assert.Empty((await PlanAsync(Absent)).Changes);
    }

    [Fact]
    public async Task A_frozen_profile_is_thawed_before_it_is_deleted()
    {
        await EditAsync(NamespaceObject.Key("team-a"), body => body["metadata"]!["annotations"]!["owner"] = "zoe@example.com");
        var cluster = new RecordingCluster(Cluster);
        Assert.All(await RunAsync(Absent, cluster), r => Assert.IsType<Outcome.Done>(r.Outcome));

        Assert.Equal([.. Revocations, "patch Namespace/team-a", "delete Profile/team-a"], cluster.Writes);
        Assert.Null(await Cluster.GetAsync(ProfileObject.Key("team-a"), CancellationToken.None));
        Assert.Null(await Cluster.GetAsync(NamespaceObject.Key("team-a"), CancellationToken.None));
    }

    [Fact]
    public async Task A_deletion_that_hangs_names_what_holds_it()
    {
        await EditAsync(ProfileObject.Key("team-a"), body => body["metadata"]!["finalizers"]!.AsArray().Add("example.com/backup"));
        var waits = new List<string>();
        var outcome = (await ExecuteAsync(await PlanAsync(Absent), Cluster, new SkippingTime(), waits)).Last().Outcome;

        var message = Assert.IsType<Outcome.Failed>(outcome).Message;
        Assert.StartsWith("Profile/team-a: is still being deleted after 5 minutes", message, StringComparison.Ordinal);
        Assert.Contains("Profile/team-a has the finalizer example.com/backup", message, StringComparison.Ordinal);
        Assert.Contains("run the same command again to continue", message, StringComparison.Ordinal);
        Assert.Contains("Profile/team-a and Namespace/team-a to be gone", waits);

        // It goes on in the cluster; until it is gone, every plan says so.
        Assert.Equal(ChangeReason.Terminating, Assert.Single((await PlanAsync(Absent)).Pending).Reason);
    }

    [Fact]
    public async Task The_end_of_the_owners_access_is_waited_for_where_the_namespace_stays()
    {
        await EditAsync(NamespaceObject.Key("team-a"), body => body["metadata"]!.AsObject().Remove("ownerReferences"));
        var plan = await PlanAsync(Absent);
        var late = await Cluster.GetAsync(ProfileObject.OwnerBindingKey("team-a"), CancellationToken.None);
        var outcome = (await ExecuteAsync(plan, new StandingStill(Cluster, late!), new SkippingTime())).Last().Outcome;

        Assert.Contains("RoleBinding/team-a/namespaceAdmin is not marked for deletion", Assert.IsType<Outcome.Failed>(outcome).Message, StringComparison.Ordinal);
        Assert.NotNull(await Cluster.GetAsync(NamespaceObject.Key("team-a"), CancellationToken.None));
        Assert.Null(await Cluster.GetAsync(ProfileObject.OwnerPolicyKey("team-a"), CancellationToken.None));
    }

    [Fact]
    public async Task A_profile_of_another_uid_is_not_the_one_to_delete()
    {
        var plan = await PlanAsync(Absent);
        await RunAsync(Absent, Cluster);
        await RunAsync(Owned(Eve), Cluster);

        Assert.IsType<Outcome.Stale>((await ExecuteAsync(plan, Cluster)).Last().Outcome);
        Assert.NotNull(await Cluster.GetAsync(ProfileObject.Key("team-a"), CancellationToken.None));
    }

    private static readonly ImmutableArray<string> Revocations =
    [
        "delete RoleBinding/team-a/user-ben-example-com-clusterrole-edit", "delete AuthorizationPolicy/team-a/user-ben-example-com-clusterrole-edit",
    ];

    private async Task AssertOwnerAsync(string owner)
    {
        var profile = await _directory.Get(ObjectKind.Profile, null, "team-a");
        var space = await _directory.Get(ObjectKind.Namespace, null, "team-a");
        var binding = await _directory.Get(ObjectKind.RoleBinding, "team-a", "namespaceAdmin");
        var policy = await _directory.Get(ObjectKind.AuthorizationPolicy, "team-a", "ns-owner-access-istio");
        Assert.Equal(owner, profile.Text("spec", "owner", "name"));
        Assert.Equal(owner, space.Annotation("owner"));
        Assert.Equal([owner], Grants.Of(binding).Select(g => g.Person));
        Assert.Equal((owner, "admin"), (binding.Annotation("user"), binding.Annotation("role")));
        Assert.Equal((owner, "admin"), (policy.Annotation("user"), policy.Annotation("role")));
        Assert.Equal(owner, policy.ToNode()["spec"]!["rules"]![0]!["when"]![0]!["values"]![0]!.GetValue<string>());
    }

    // As a person with an editor does it: in the file, unseen by every controller.
    private async Task EditAsync(ObjectKey key, Action<JsonObject> edit)
    {
        foreach (var path in Directory.EnumerateFiles(_directory.Path, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (ManifestYaml.Read(path, await File.ReadAllTextAsync(path)) is [{ Content: JsonObject body }] &&
                (string?)body["kind"] == key.Kind.Kind && (string?)body["metadata"]!["name"] == key.Name)
            {
                edit(body);
                await File.WriteAllTextAsync(path, body.ToJsonString());
                await _directory.Reopen();
                return;
            }
        }

        Assert.Fail($"no file has {key}");
    }

    private async Task<Plan> PlanAsync(TenantSet set)
    {
        var live = await LiveStateReader.ReadAsync(Cluster, new ReadScope(null, [], MustFindIstio: false, set), CancellationToken.None);
        return Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);
    }

    private async Task<List<RunEvent.Finished>> RunAsync(TenantSet set, ICluster cluster) => await ExecuteAsync(await PlanAsync(set), cluster);

    private static async Task<List<RunEvent.Finished>> ExecuteAsync(Plan plan, ICluster cluster, TimeProvider? time = null, List<string>? waits = null)
    {
        var finished = new List<RunEvent.Finished>();
        await foreach (var happened in new PlanExecutor(cluster, time ?? TimeProvider.System).RunAsync(plan, CancellationToken.None))
        {
            switch (happened)
            {
                case RunEvent.Finished one:
                    finished.Add(one);
                    break;
                case RunEvent.Waiting waiting:
                    waits?.Add(waiting.What);
                    break;
                default:
                    break;
            }
        }

        return finished;
    }

    /// <summary>One object is always read as it was: no change of it is seen.</summary>
    private sealed class StandingStill(ICluster inner, KubeObject still) : ICluster
    {
        public string Address => inner.Address;

        public bool IsDirectory => inner.IsDirectory;

        public Task<System.Collections.Immutable.ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
            inner.ListAsync(kind, inNamespace, cancellationToken);

        public async Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
            key == still.Key ? still : await inner.GetAsync(key, cancellationToken);

        public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
            inner.ReadLogAsync(pod, container, previous, cancellationToken);

        public Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
            inner.ApplyAsync(intent, live, force, cancellationToken);

        public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
            inner.MergePatchAsync(key, patch, live, cancellationToken);

        public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) =>
            inner.DeleteAsync(key, live, cancellationToken);
    }
}
