using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Reaping;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Deletions under the feet of others: only what was judged goes, and what belongs to a pod that stays, stays.</summary>
public sealed class JobDeletionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly PodReapRules Rules = new("job", []);

    [Fact]
    public async Task A_pod_that_moved_is_looked_at_again_and_deleted()
    {
        var cluster = new PodCluster(Pod("1h"), Secret());
        var jobs = Jobs(cluster);
        cluster.Objects[0] = Pod("1h", version: "8");

        Assert.All(await RunAsync(cluster, jobs), o => Assert.Null(o.Problem));
        Assert.Empty(cluster.Objects);
        Assert.Equal(["Pod/team-a/run", "Secret/team-a/s"], cluster.Deleted);
    }

    [Fact]
    public async Task A_pod_that_may_live_on_keeps_what_belongs_to_it()
    {
        var cluster = new PodCluster(Pod("1h"), Secret());
        var jobs = Jobs(cluster);
        cluster.Objects[0] = Pod("9h", version: "8");

        Assert.Equal(["it changed, and may live on now", "its pod is still there"], (await RunAsync(cluster, jobs)).Select(o => o.Problem));
        Assert.Empty(cluster.Deleted);
    }

    [Fact]
    public async Task Another_pod_of_the_same_name_is_not_touched()
    {
        var cluster = new PodCluster(Pod("1h"));
        var jobs = Jobs(cluster);
        cluster.Objects[0] = Pod("1h", uid: "other", version: "8");

        Assert.Null(Assert.Single(await RunAsync(cluster, jobs)).Problem);
        Assert.Empty(cluster.Deleted);
    }

    [Fact]
    public async Task What_is_refused_is_said_and_the_rest_goes_on()
    {
        var cluster = new PodCluster(Pod("1h"), Secret(), Pod("1h", name: "two", job: "2")) { Refuse = "Pod/team-a/run" };

        var outcomes = await RunAsync(cluster, Jobs(cluster));

        Assert.Equal(["Pod/team-a/run: forbidden", "Secret/team-a/s: its pod is still there", "Pod/team-a/two: "], outcomes.Select(o => $"{o.Key}: {o.Problem}"));
    }

    [Fact]
    public async Task What_is_held_stays()
    {
        var cluster = new PodCluster(Pod("1h"));
        Assert.Empty(await RunAsync(cluster, PodReaping.Of(cluster.Objects, Rules, Now, most: 0).Jobs));
    }

    private static ImmutableArray<ReapedJob> Jobs(PodCluster cluster) => PodReaping.Of(cluster.Objects, Rules, Now, most: null).Jobs;

    private static Task<ImmutableArray<ReapOutcome>> RunAsync(PodCluster cluster, ImmutableArray<ReapedJob> jobs) =>
        new JobDeletion(cluster, Rules, new ManualTime()).RunAsync(jobs, CancellationToken.None);

    private static KubeObject Pod(string lifetime, string name = "run", string job = "1", string uid = "u", string version = "7") => KubeObject.From(ObjectKind.Pod, new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = "team-a",
            ["uid"] = uid,
            ["resourceVersion"] = version,
            ["creationTimestamp"] = "2026-01-02T01:00:00Z",
            ["labels"] = new JsonObject { ["job"] = job },
            ["annotations"] = new JsonObject { [PodPolicyMarks.LifetimeAnnotation] = lifetime },
        },
    });

    private static KubeObject Secret() => KubeObject.From(ObjectKind.Secret, new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "s",
            ["namespace"] = "team-a",
            ["uid"] = "s",
            ["resourceVersion"] = "1",
            ["creationTimestamp"] = "2026-01-02T01:00:00Z",
            ["labels"] = new JsonObject { ["job"] = "1" },
        },
    });

    private sealed class PodCluster(params KubeObject[] objects) : ICluster
    {
        public List<KubeObject> Objects { get; } = [.. objects];

        public List<string> Deleted { get; } = [];

        public string? Refuse { get; init; }

        public string Address => "pods";

        public bool IsDirectory => true;

        public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<KubeObject>>([.. Objects.Where(o => o.Key.Kind == kind && o.Key.Namespace == inNamespace)]);

        public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken)
        {
            if (key.ToString() == Refuse)
            {
                return Task.FromResult<WriteAnswer>(new WriteAnswer.Refused("forbidden"));
            }

            if (Objects.Find(o => o.Key == key) is not { } found)
            {
                return Task.FromResult<WriteAnswer>(new WriteAnswer.NotFound("not found"));
            }

            if (Precondition.Of(found) != live)
            {
                return Task.FromResult<WriteAnswer>(new WriteAnswer.Stale("moved"));
            }

            Objects.Remove(found);
            Deleted.Add(key.ToString());
            return Task.FromResult<WriteAnswer>(new WriteAnswer.Written(null));
        }

        public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
