using System.Text;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Rendering;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>What is written of a cluster, or of a document, and read back: the same plan.</summary>
public sealed partial class PlanLawsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_plan_on_a_snapshot_is_the_plan_on_the_cluster(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var cluster = await DexWithASecretAsync();
        for (var step = 0; step < 3; step++)
        {
            await RunSomeAsync(await PlanAsync(Stored(SetOf(random, flavor), random), cluster), cluster, random);
            var set = Stored(SetOf(random, flavor), random);
            using var snapshot = await SnapshotOfAsync(cluster, set);
            var here = await PlanAsync(set, cluster);
            var there = await PlanAsync(set, snapshot.Cluster);

            Assert.Equal(Described(here), Described(there));
            Assert.Equal(HandMade.Document(here).Summary, HandMade.Document(there).Summary);
            Assert.Equal("snapshot", there.Notices[0].Word);
            Assert.Equal(PlanFidelity.Snapshot, HandMade.Document(there).Fidelity);
            Assert.NotEqual(HandMade.Document(here).Checksum, HandMade.Document(there).Checksum);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_snapshot_has_no_secret_and_two_of_one_state_are_the_same(int seed)
    {
        var random = new Random(seed);
        var cluster = await DexWithASecretAsync();
        await RunSomeAsync(await PlanAsync(Stored(SetOf(random), random), cluster), cluster, random);
        await RunSomeAsync(await PlanAsync(Stored(SetOf(random), random), cluster), cluster, random);
        var (live, _) = await SnapshotReading.ReadAsync(cluster, DexPlatform.Default(Some.Place), null, CancellationToken.None);
        var files = SnapshotFiles.Of(live, DexPlatform.Default(Some.Place));
        foreach (var (path, text) in files)
        {
            Canaries.Check(path, text, Planted);
        }

        var mixed = new LiveState(live.Cluster, live.All.OrderBy(_ => random.Next()));
        Assert.Equal(files, SnapshotFiles.Of(mixed, DexPlatform.Default(Some.Place)));

        // Nothing is lost on the way: what a snapshot holds of a snapshot is the snapshot.
        using var snapshot = await SnapshotOfAsync(cluster, null);
        var (again, _) = await SnapshotReading.ReadAsync(snapshot.Cluster, DexPlatform.Default(Some.Place), null, CancellationToken.None);
        Assert.Equal(files, SnapshotFiles.Of(again, DexPlatform.Default(Some.Place)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_rendered_is_adopted_with_nothing_to_change(int seed)
    {
        var random = new Random(seed);
        var set = SetOf(random);
        var identity = ClusterIstio.Read(set.Platform.Istio, new LiveState(new ClusterIdentity("", "", IsDirectory: true), []));
        var rendered = RenderedTenant.Of(set, identity);
        var shuffled = set with { Users = [.. set.Users.OrderBy(_ => random.Next())], Tenants = [.. set.Tenants.OrderBy(_ => random.Next())] };
        Assert.Equal(rendered.Select(Texts), RenderedTenant.Of(shuffled, identity).Select(Texts));
        Assert.Equal(LoginFragment.Of(set), LoginFragment.Of(shuffled));
        Canaries.Check("logins", LoginFragment.Of(set) ?? "", Planted);

        using var sandbox = await TemporaryCluster.With(
            [("kube-system.yaml", TemporaryCluster.Namespaces.Split("---")[0]), .. rendered.Select(t => ($"tenants/{t.Name}.yaml", Texts(t)))]);
        set = set with { Users = [], Tombstones = [] };
        var live = await ReadAsync(set, sandbox.Cluster);
        var plan = Planner.Plan(DesiredState.For(set, ClusterIstio.Read(set.Platform.Istio, live)), null, live, PlanOptions.Default with { Adopt = true });

        // The Namespace is profile-controller's, and the maps are of all sets.
        plan = plan with { Changes = [.. plan.Changes.Where(c => c.Key.Kind != ObjectKind.Namespace && c.Key.Kind != ObjectKind.ConfigMap)] };
        var fields = plan.Pending.SelectMany(c => c.Fields.Select(f => $"{c.Action} {c.Key} {f}"));
        Assert.DoesNotContain(fields, f => !f.Contains("/metadata/labels", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.Pending, c => c is Change.Create);
    }

    private const string ConnectorSecret = "canary of a connector";

    private static readonly string[] Planted = [ConnectorSecret, "canary of a variable", "canary in a Secret", "canary of an argument"];

    private static string Texts(RenderedTenant tenant) => string.Join("---\n", tenant.Manifests.Select(ManifestYaml.Write));

    // Dex as it is found, with secrets where a plan must not look.
    private async Task<DirectoryCluster> DexWithASecretAsync()
    {
        await NewClusterAsync();
        var path = Path.Combine(_directory, "cluster.yaml");
        var text = await File.ReadAllTextAsync(path);
        text = text.Replace("{name: dex, image: dex}", """
            {name: dex, image: dex, args: [serve, /etc/dex/cfg/config.yaml, "--token=canary of an argument"],
              env: [{name: DEX_X, value: canary of a variable}], envFrom: [{secretRef: {name: dex-passwords}}]}
            """.ReplaceLineEndings(" "), StringComparison.Ordinal);
        text = text.Replace("    staticClients: []", $"    staticClients: []\n    connectors: [{{type: ldap, config: {{bindPW: {ConnectorSecret}}}}}]", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text);
        await File.WriteAllTextAsync(Path.Combine(_directory, "secret.yaml"), $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: dex-passwords, namespace: auth}
            data: {OTHER: {{Convert.ToBase64String(Encoding.UTF8.GetBytes("canary in a Secret"))}}}
            """);
        return await DirectoryCluster.OpenAsync(_directory, TimeProvider.System, CancellationToken.None);
    }

    private static TenantSet Stored(TenantSet set, Random random) => set with
    {
        Platform = set.Platform with { Dex = set.Platform.Dex with { Logins = (LoginStore)random.Next(3) } },
    };

    // Sometimes a run dies half-way.
    private static async Task RunSomeAsync(Plan plan, ICluster cluster, Random random)
    {
        using var stop = new CancellationTokenSource();
        var left = random.Next(3) == 0 ? random.Next(plan.Pending.Count() + 1) : int.MaxValue;
        await foreach (var happened in new PlanExecutor(cluster, TimeProvider.System).RunAsync(plan, stop.Token))
        {
            if (happened is RunEvent.Finished && --left <= 0)
            {
                await stop.CancelAsync();
            }
        }
    }

    private static async Task<TemporaryCluster> SnapshotOfAsync(DirectoryCluster cluster, TenantSet? set)
    {
        var dex = set?.Platform.Dex ?? DexPlatform.Default(Some.Place);
        var (live, reads) = await SnapshotReading.ReadAsync(cluster, dex, set, CancellationToken.None);
        var files = SnapshotFiles.Of(live, dex);
        return await TemporaryCluster.With(
            [.. files.Select(f => (f.Key, f.Value)), (SnapshotFiles.MarkFile, SnapshotFiles.Mark(live, files, reads, Now, "kftenants 0").ToJsonString())]);
    }

    private static string Described(Plan plan) => string.Join('\n',
    [
        Describe(plan),
        .. plan.Access.Select(a => a.ToString()),
        .. plan.Guards.Select(g => g.ToString()),
        .. plan.Unmanaged.Select(u => u.ToString()),
        .. plan.MissingTenants.Select(m => m.ToString()),
        .. plan.Settings.Select(s => s.ToString()),
        .. plan.Notices.Where(n => n.Word != "snapshot").Select(n => n.ToString()),
    ]);
}
