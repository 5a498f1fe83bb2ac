using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>The laws of plan and apply, over generated documents and clusters: seeds are fixed, so a failure can be run again.</summary>
public sealed partial class PlanLawsTests : IDisposable
{
    private const string DexText = """
        # whoever edits this: call us first
        issuer: http://dex.auth.svc.cluster.local:5556/dex   # in-cluster
        enablePasswordDB: true
        staticPasswords:
        - email: user@example.com
          hashFromEnv: DEX_USER_PASSWORD
          username: user
          userID: "15841185641784"
        staticClients: []

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-laws").FullName;

    public static TheoryData<int> Seeds => [.. Fuzz.Seeds(15, share: 100)];

    /// <summary>Every law holds in every flavour.</summary>
    public static TheoryData<int, Flavor> Runs
    {
        get
        {
            var runs = new TheoryData<int, Flavor>();
            foreach (var seed in Fuzz.Seeds(15, share: 100))
            {
                runs.Add(seed, Flavor.Kubeflow);
                runs.Add(seed, Flavor.Kubernetes);
            }

            return runs;
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Apply_empties_the_plan_and_a_second_apply_writes_nothing(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        for (var step = 0; step < 4; step++)
        {
            var set = SetOf(random, flavor);
            var plan = await PlanAsync(set, cluster);
            var outcomes = await RunAsync(plan, cluster);
            Assert.All(outcomes, o => Assert.True(o.Outcome is Outcome.Done or Outcome.AlreadyDone or Outcome.Conflict, $"{o.Change.Key}: {o.Outcome}"));

            var after = Fingerprint();
            var again = await PlanAsync(set, cluster);
            Assert.True(again.Pending.All(c => c is Change.Conflict), Describe(again));
            await RunAsync(again, cluster);
            Assert.Equal(after, Fingerprint());
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task What_is_not_ours_survives_byte_for_byte(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        var foreign = await cluster.ListAsync(ObjectKind.RoleBinding, "team-foreign", CancellationToken.None);
        for (var step = 0; step < 3; step++)
        {
            await RunAsync(await PlanAsync(SetOf(random, flavor), cluster), cluster);
        }

        var empty = SetOf(random, flavor) with { Users = [] };
        await RunAsync(await PlanAsync(empty, cluster), cluster);
        var dex = await cluster.GetAsync(new ObjectKey(ObjectKind.ConfigMap, "auth", "dex"), CancellationToken.None);
        Assert.Equal(DexText, dex!.Text("data", "config.yaml"));
        var now = await cluster.ListAsync(ObjectKind.RoleBinding, "team-foreign", CancellationToken.None);
        Assert.Equal(foreign.Select(f => CanonicalJson.Of(f.Body)), now.Select(f => CanonicalJson.Of(f.Body)));
        var uids = (await cluster.GetAsync(IdentityMaps.KeyIn(Ownership.SystemNamespace, IdentityMaps.Uid), CancellationToken.None))!;
        Assert.Equal(("7", "8"), (uids.Text("data", "team-foreign"), uids.Text("data", "by-hand")));
        Assert.Equal("untouched: [1,  2]\n", await File.ReadAllTextAsync(Path.Combine(_directory, "notes.yml")));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_order_of_users_tenants_and_objects_never_matters(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var (set, live) = await ChangedAsync(random, flavor);
        var shuffled = set with
        {
            Users = [.. set.Users.OrderBy(_ => random.Next())],
            Tenants = [.. set.Tenants.OrderBy(_ => random.Next())],
        };
        var mixed = new LiveState(live.Cluster, live.All.OrderBy(_ => random.Next())) { Looked = live.Looked };

        AssertSame(PlanOf(set, live), PlanOf(shuffled, mixed));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_run_stopped_after_any_write_is_finished_by_the_next(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        await RunAsync(await PlanAsync(SetOf(random, flavor), cluster), cluster);
        var set = SetOf(random, flavor);
        var plan = await PlanAsync(set, cluster);
        using var stop = new CancellationTokenSource();
        var left = random.Next(plan.Pending.Count() + 1);
        await foreach (var happened in new PlanExecutor(cluster, TimeProvider.System).RunAsync(plan, stop.Token))
        {
            if (happened is RunEvent.Finished && --left <= 0)
            {
                await stop.CancelAsync();
            }
        }

        await RunAsync(await PlanAsync(set, cluster), cluster);
        var rest = await PlanAsync(set, cluster);
        Assert.True(rest.Pending.All(c => c is Change.Conflict), Describe(rest));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_run_killed_after_any_write_is_finished_by_the_next(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        await RunAsync(await PlanAsync(SetOf(random, flavor), cluster), cluster);
        var set = SetOf(random, flavor);
        for (var kills = 0; kills < 6; kills++)
        {
            try
            {
                await RunAsync(await PlanAsync(set, cluster), new RecordingCluster(cluster) { Lives = random.Next(1, 6) });
                break;
            }
            catch (RecordingCluster.KilledException)
            {
                // As a program that was killed: the cluster has what was written.
            }
        }

        await RunAsync(await PlanAsync(set, cluster), cluster);
        var rest = await PlanAsync(set, cluster);
        Assert.True(rest.Pending.All(c => c is Change.Conflict), Describe(rest));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Suspending_and_activating_restores_every_object(int seed, Flavor flavor)
    {
        var cluster = await NewClusterAsync();
        var set = SetOf(new Random(seed), flavor);
        set = set with { Tenants = [.. set.Tenants.Select(t => t with { IsSuspended = false })] };
        await RunAsync(await PlanAsync(set, cluster), cluster);
        var before = await MeaningAsync(cluster);

        var suspended = set with { Tenants = [.. set.Tenants.Select(t => t with { IsSuspended = true })] };
        await RunAsync(await PlanAsync(suspended, cluster), cluster);
        var live = await ReadAsync(set, cluster);
        var people = live.Of(ObjectKind.RoleBinding).Where(b => b.Key.Namespace != "team-foreign").SelectMany(Grants.Of).Select(g => g.Person);
        Assert.All(people, p => Assert.Equal(Suspension.Owner, p));

        await RunAsync(await PlanAsync(set, cluster), cluster);
        Assert.Equal(before, await MeaningAsync(cluster));
    }

    [Theory]
    [InlineData("Profile")]
    [InlineData("Namespace")]
    [InlineData("RoleBinding")]
    [InlineData("AuthorizationPolicy")]
    [InlineData("LimitRange")]
    [InlineData("ResourceQuota")]
    public async Task A_list_that_fails_yields_no_plan(string kind)
    {
        var cluster = await NewClusterAsync();
        await RunAsync(await PlanAsync(SetOf(new Random(1)), cluster), cluster);
        var broken = new FailingReader(cluster, kind);

        var failure = await Assert.ThrowsAsync<KfTenantsException>(() =>
            LiveStateReader.ReadAsync(broken, ReadScope.For(SetOf(new Random(2)), PlanOptions.Default), CancellationToken.None));
        Assert.Equal($"{kind} list: refused", failure.Message);
    }

    [Fact]
    public async Task The_number_of_reads_does_not_depend_on_tenants()
    {
        var cluster = await NewClusterAsync();
        var few = Some.Set(Some.Tenant("team-00"));
        await RunAsync(await PlanAsync(few, cluster), cluster);
        var reads = await CountReadsAsync(cluster, few);
        var many = Some.Set([.. Enumerable.Range(0, 30).Select(i => Some.Tenant($"team-{i:00}"))]);
        await RunAsync(await PlanAsync(many, cluster), cluster);

        Assert.Equal(reads, await CountReadsAsync(cluster, many));
    }

    // All objects without the bookkeeping of the server: what they ask for, their labels and annotations. Of Dex's text the entries.
    private static async Task<string[]> MeaningAsync(DirectoryCluster cluster)
    {
        var all = new List<string>();
        foreach (var kind in ObjectKind.All)
        {
            foreach (var live in await cluster.ListAsync(kind, null, CancellationToken.None))
            {
                var body = live.ToNode();
                var metadata = body["metadata"]!.AsObject();
                foreach (var field in metadata.Select(m => m.Key).Where(k => k is not ("name" or "namespace" or "labels" or "annotations" or "finalizers" or "ownerReferences"))
                    .ToArray())
                {
                    metadata.Remove(field);
                }

                body.Remove("status");
                if (live.Text("data", "config.yaml") is { } text)
                {
                    body["data"] = new JsonArray(
                        [.. DexConfig.Parse(text).Users.OrderBy(u => u.Email, StringComparer.Ordinal).Select(u => JsonValue.Create($"{u} {u.UserId} {u.Hash} {u.HashFromEnv}"))]);
                }

                all.Add(CanonicalJson.Of(body));
            }
        }

        return [.. all];
    }

    private static async Task<int> CountReadsAsync(DirectoryCluster cluster, TenantSet set)
    {
        var counting = new FailingReader(cluster, failing: null);
        await ReadAsync(set, counting);
        return counting.Reads;
    }

    private async Task<DirectoryCluster> NewClusterAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "cluster.yaml"), $$$$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: kube-system, uid: 7c5fd1b2-95d7-4f0c-9a45-3a1d8d3b8f01}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: auth}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: kftenants-system}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: dex, namespace: auth, generation: 1}
            spec: {replicas: 1, template: {spec: {containers: [{name: dex, image: dex}]}}}
            status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: dex, namespace: auth}
            data:
              config.yaml: |
            {{{{string.Join('\n', DexText.Split('\n').Select(l => l.Length == 0 ? l : "    " + l))}}}}
            """);
        await File.WriteAllTextAsync(Path.Combine(_directory, "foreign.yaml"), """
            apiVersion: kubeflow.org/v1
            kind: Profile
            metadata: {name: team-foreign, finalizers: [profile-finalizer]}
            spec: {owner: {kind: User, name: zoe@example.com}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: team-foreign, annotations: {owner: zoe@example.com}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: by-hand, namespace: team-foreign, annotations: {user: yan@example.com, role: edit}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kubeflow-edit}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: yan@example.com}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: user-uid-map, namespace: kftenants-system}
            data: {team-foreign: "7", by-hand: "8"}
            """);
        await File.WriteAllTextAsync(Path.Combine(_directory, "roles.yaml"), """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: log-reader}
            rules: [{apiGroups: [""], resources: [pods/log], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: everything}
            rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
            """);
        await File.WriteAllTextAsync(Path.Combine(_directory, "notes.yml"), "untouched: [1,  2]\n");
        return await DirectoryCluster.OpenAsync(_directory, TimeProvider.System, CancellationToken.None);
    }

    // A file, and a cluster to which another one was applied.
    private async Task<(TenantSet Set, LiveState Live)> ChangedAsync(Random random, Flavor flavor)
    {
        var cluster = await NewClusterAsync();
        await RunAsync(await PlanAsync(SetOf(random, flavor), cluster), cluster);
        var set = SetOf(random, flavor);
        return (set, await ReadAsync(set, cluster));
    }

    private static Task<LiveState> ReadAsync(TenantSet set, IClusterReader cluster) =>
        LiveStateReader.ReadAsync(cluster, ReadScope.For(set, PlanOptions.Default), CancellationToken.None);

    private static void AssertSame(Plan expected, Plan actual)
    {
        Assert.Equal(Describe(expected), Describe(actual));
        Assert.Equal(HandMade.Document(expected).Checksum, HandMade.Document(actual).Checksum);
    }

    private static async Task<Plan> PlanAsync(TenantSet set, IClusterReader cluster) => PlanOf(set, await ReadAsync(set, cluster));

    private static Plan PlanOf(TenantSet set, LiveState live, PlanOptions? options = null)
    {
        var desired = DesiredState.For(set, ClusterIstio.Read(set.Platform.Istio, live));
        var logins = LoginResolver.Resolve(set, live, PlanOptions.Default, _ => "", () => new byte[16]);
        return Planner.Plan(desired, logins, live, options ?? PlanOptions.Default);
    }

    private static async Task<List<RunEvent.Finished>> RunAsync(Plan plan, ICluster cluster)
    {
        var finished = new List<RunEvent.Finished>();
        await foreach (var happened in new PlanExecutor(cluster, TimeProvider.System).RunAsync(plan, CancellationToken.None))
        {
            if (happened is RunEvent.Finished one)
            {
                finished.Add(one);
            }
        }

        Assert.Equal(plan.Pending.Count(), finished.Count);
        return finished;
    }

    private string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var path in Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            text.Append(path).Append(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
        }

        return text.ToString();
    }

    private static string Describe(Plan plan) => string.Join('\n', plan.Pending.Select(c =>
        $"{c.Action} {c.Key} {c.Reason} {string.Join(", ", c.Fields)} {(c as Change.Conflict)?.Detail}"));

    /// <summary>Counts the reads, and refuses to list one kind.</summary>
    private sealed class FailingReader(IClusterReader inner, string? failing) : IClusterReader
    {
        public int Reads { get; private set; }

        public string Address => inner.Address;

        public bool IsDirectory => inner.IsDirectory;

        public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken)
        {
            Reads++;
            return kind.Kind == failing ? throw new KfTenantsException($"{kind} list: refused") : inner.ListAsync(kind, inNamespace, cancellationToken);
        }

        public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            Reads++;
            return inner.GetAsync(key, cancellationToken);
        }

        public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
