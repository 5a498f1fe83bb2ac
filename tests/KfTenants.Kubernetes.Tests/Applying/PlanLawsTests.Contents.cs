using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Running;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>The laws for what is read by name: with the record that an apply keeps of it.</summary>
public sealed partial class PlanLawsTests
{
    private const string SecretCanary = "canary of a tenant";

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Contents_follow_the_file_and_a_second_apply_writes_nothing(int seed)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        for (var step = 0; step < 5; step++)
        {
            var set = WithContents(SetOf(random) with { Users = [] }, random);
            await ApplyAsync(set, cluster, stopAfter: null);
            await AttachForeignAsync(cluster, random);
            var plan = await PlanAsync(set, cluster);
            Assert.True(plan.Pending.All(c => c is Change.Conflict), Describe(plan));
            await AssertAsAskedAsync(set, cluster);

            using var snapshot = await SnapshotOfAsync(cluster, set);
            var there = await PlanAsync(set with { Tenants = [.. set.Tenants.Select(t => t with { Values = t.Values!.Marked(HashMark.Of) })] }, snapshot.Cluster);
            Assert.Equal(Describe(plan), Describe(there));
            foreach (var file in Directory.EnumerateFiles(snapshot.Path, "*", SearchOption.AllDirectories))
            {
                Canaries.Check(file, await File.ReadAllTextAsync(file), [SecretCanary]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Contents_of_a_run_that_died_are_finished_by_the_next(int seed)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        for (var step = 0; step < 4; step++)
        {
            var set = WithContents(SetOf(random) with { Users = [] }, random);
            await ApplyAsync(set, cluster, stopAfter: random.Next(12));
        }

        var last = WithContents(SetOf(random) with { Users = [] }, random);
        await ApplyAsync(last, cluster, stopAfter: null);
        await AssertAsAskedAsync(last, cluster);
    }

    // As an apply does: the record is widened before the first write, and narrowed to what is there after the last.
    private static async Task ApplyAsync(TenantSet set, DirectoryCluster cluster, int? stopAfter)
    {
        var plan = await PlanAsync(set, cluster);
        await AccessRecordWriter.WriteAsync(cluster, set.Name, _ => plan.Record.Begun, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var left = stopAfter ?? int.MaxValue;
        await foreach (var happened in new PlanExecutor(cluster, TimeProvider.System).RunAsync(plan, stop.Token))
        {
            if (happened is RunEvent.Finished { Outcome: var outcome } finished)
            {
                Assert.True(stopAfter is not null || outcome is Outcome.Done or Outcome.AlreadyDone or Outcome.Conflict, $"{finished.Change.Key}: {outcome}");
                if (--left <= 0)
                {
                    await stop.CancelAsync();
                }
            }
        }

        if (stopAfter is null)
        {
            var settled = (await PlanAsync(set, cluster)).Record.Settled;
            await AccessRecordWriter.WriteAsync(cluster, set.Name, _ => settled, CancellationToken.None);
        }
    }

    private static async Task AssertAsAskedAsync(TenantSet set, DirectoryCluster cluster)
    {
        foreach (var tenant in set.Tenants)
        {
            if (await cluster.GetAsync(new ObjectKey(ObjectKind.Profile, null, tenant.Name), CancellationToken.None) is null)
            {
                continue;
            }

            var wanted = tenant.PullSecrets.Select(s => s.Name).Concat(tenant.Secrets.Select(s => s.Name)).Order(StringComparer.Ordinal);
            var secrets = await cluster.ListAsync(ObjectKind.Secret, tenant.Name, CancellationToken.None);
            Assert.Equal(wanted, secrets.Select(s => s.Key.Name).Order(StringComparer.Ordinal));
            var pods = await cluster.ListAsync(ObjectKind.PodDefault, tenant.Name, CancellationToken.None);
            Assert.Equal(tenant.PodDefaults.Select(d => (d.Name, d.SpecJson)), pods.Select(p => (p.Key.Name, CanonicalJson.Of(p.At("spec")!.Value))));
            var maps = await cluster.ListAsync(ObjectKind.ConfigMap, tenant.Name, CancellationToken.None);
            Assert.Equal(tenant.ConfigMaps.Select(m => (m.Name, m.Entries["A"])), maps.Select(m => (m.Key.Name, m.Text("data", "A")!)));
            foreach (var account in await cluster.ListAsync(ObjectKind.ServiceAccount, tenant.Name, CancellationToken.None))
            {
                var entries = account.At("imagePullSecrets").Items().Select(e => e.TextMember("name")!).Where(n => n != "theirs");
                Assert.Equal(
                    tenant.PullSecrets.Where(s => s.AttachTo.Contains(account.Key.Name)).Select(s => s.Name).Order(StringComparer.Ordinal),
                    entries.Order(StringComparer.Ordinal));
            }
        }
    }

    // Another tool's entry, in the middle of ours or alone.
    private static async Task AttachForeignAsync(DirectoryCluster cluster, Random random)
    {
        foreach (var account in await cluster.ListAsync(ObjectKind.ServiceAccount, null, CancellationToken.None))
        {
            var entries = account.At("imagePullSecrets").Items().Select(e => e.ToNode()).ToList();
            if (random.Next(3) == 0 && entries.All(e => e!["name"]!.ToString() != "theirs"))
            {
                entries.Insert(random.Next(entries.Count + 1), new JsonObject { ["name"] = "theirs" });
                await cluster.MergePatchAsync(account.Key, new JsonObject { ["imagePullSecrets"] = new JsonArray([.. entries]) }, Precondition.Of(account), CancellationToken.None);
            }
        }
    }

    private static TenantSet WithContents(TenantSet set, Random random)
    {
        var changed = set with { Tenants = [.. set.Tenants.Select(t => t with { PullSecrets = Pulls(), ConfigMaps = Maps(), PodDefaults = Pods(), Secrets = Settings() })] };
        var turn = random.Next(2);
        return changed.With(new SecretValues(source => $"{SecretCanary} {(source.Text.Sum(c => c) + turn) % 2}"));

        ImmutableArray<PullSecret> Pulls() =>
        [
            .. Names("pull-a", "pull-b").Select(name => new PullSecret(
                name,
                random.Next(2) == 0
                    ? new RegistryLogin.DockerConfig(Reference())
                    : new RegistryLogin.Account("registry.example.com", "pull", Reference()),
                [.. new[] { "default", "default-editor" }.Where(_ => random.Next(2) == 0)],
                Some.Place)),
        ];

        ImmutableArray<SettingsMap> Maps() => [.. Names("proxy", "site").Select(name => new SettingsMap(name, Some.Quantities(("A", $"{random.Next(2)}")), Some.Place))];

        ImmutableArray<PodDefault> Pods() =>
        [
            .. Names("gpu", "proxy").Select(name => new PodDefault(
                name,
                $$"""{"env":[{"name":"A","value":"{{random.Next(2)}}"}],"selector":{"matchLabels":{"{{name}}":"true"} } }""".Replace(" ", "", StringComparison.Ordinal),
                Some.Place)),
        ];

        ImmutableArray<SettingsSecret> Settings() =>
        [
            .. Names("store", "tls").Select(name => new SettingsSecret(
                name,
                random.Next(3) == 0 ? "example.com/other" : SettingsSecret.Opaque,
                ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("KEY", Reference())]),
                Some.Place)),
        ];

        IEnumerable<string> Names(params string[] names) => names.Where(_ => random.Next(2) == 0).ToArray();

        SecretReference Reference() => new(new SecretSource.Env($"KFT_{random.Next(3)}"), Some.Place);
    }
}
