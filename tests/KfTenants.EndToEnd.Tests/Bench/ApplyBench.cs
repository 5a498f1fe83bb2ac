using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>
/// New tenants at once, on a cluster without Kubeflow, where no controller sets the pace: against sixteen raw writers of as many objects, and kubectl with the same manifests. Each
/// run has an API server of its own: an apply lists what is there, and what the runs before it left would be measured as well.
/// </summary>
[Collection(Measurements.Name)]
public sealed class ApplyBench
{
    private const int Tenants = 200;
    private const int Writers = 16;
    private const int Runs = 5;
    private const int Shards = 4;

    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private static readonly int[] Contributors = [0, 1, 2];

    [BenchFact]
    public async Task Apply_of_new_tenants()
    {
        List<Measured> applies = [], kubectl = [];
        List<double> rates = [], raw = [], cpu = [], shards = [];
        for (var run = 0; run < Runs; run++)
        {
            await using var cluster = await TestCluster.StartAsync([]);
            // A server that was just started is slower than it is afterwards.
            await RawRateAsync(cluster, "first");
            raw.Add(await RawRateAsync(cluster, "raw"));
            var kubeconfig = cluster.Kubeconfig("bench", "system:masters");
            using var work = new Workspace(kubeconfig, File("ours"));
            var mark = await cluster.Audit.MarkAsync();
            var apply = await Measured.RunAsync(BenchTable.Program, ["apply", "--auto-approve", "-f", work.PathOf("tenants.yaml"), "--kubeconfig", kubeconfig]);
            var writes = (await cluster.Audit.SinceAsync(mark, "bench")).Count(e => !e.IsHarmless);
            applies.Add(apply);
            rates.Add(writes / apply.Elapsed * 1000);
            cpu.Add(apply.Cpu / writes);

            work.Write(File("part"));
            var watch = Stopwatch.StartNew();
            string[] ofShard = ["apply", "--auto-approve", "-f", work.PathOf("tenants.yaml"), "--kubeconfig", kubeconfig, "--shard"];
            await Task.WhenAll(Enumerable.Range(0, Shards).Select(i => Measured.RunAsync(
                BenchTable.Program, [.. ofShard, string.Create(CultureInfo.InvariantCulture, $"{i}/{Shards}")])));
            shards.Add(watch.Elapsed.TotalMilliseconds);

            work.Write(File("peer"));
            await Measured.RunAsync(BenchTable.Program, ["render", "-f", work.PathOf("tenants.yaml"), "--out", work.PathOf("rendered")]);
            kubectl.Add(await Measured.RunAsync("kubectl", ["apply", "--server-side", "-R", "-f", work.PathOf("rendered/tenants"), "--kubeconfig", kubeconfig]));
        }

        var table = new BenchTable($"{Tenants} new tenants with {Contributors.Length} contributors, a quota and a limit range each, without Kubeflow");
        table.Add("apply", BenchTable.Figures(applies));
        table.Add("its writes, of the whole run", string.Create(CultureInfo.InvariantCulture, $"{BenchTable.Median(rates, r => r):0} a second"));
        table.Add(
            $"the same in {Shards} shards beside each other, until the last one ends", string.Create(CultureInfo.InvariantCulture, $"{BenchTable.Median(shards, s => s):0} ms"));
        table.Add($"{Writers} raw writers", string.Create(CultureInfo.InvariantCulture, $"{BenchTable.Median(raw, r => r):0} writes a second"));
        table.AddAtLeast("rate of apply / rate of raw writers", 0.9, BenchTable.Median(rates, r => r) / BenchTable.Median(raw, r => r));
        table.AddAtMost("CPU for each write", 1, BenchTable.Median(cpu, c => c), " ms");
        table.Add("kubectl apply --server-side of the same objects", BenchTable.Figures(kubectl));
        table.AddAtLeast("kubectl apply --server-side / apply", 8, BenchTable.Median(kubectl, r => r.Elapsed) / BenchTable.Median(applies, r => r.Elapsed));
        await table.WriteAsync();
    }

    private static TenantsFile File(string set) => new(set,
    [
        .. Names(set).Select(name => new Team(name, "owner-" + name)
        {
            Contributors = [.. Contributors.Select(i => (Person(name, i), "edit"))],
            Quota = "{cpu: \"4\", memory: 16Gi}",
            LimitRange = "{default: {cpu: \"1\", memory: 2Gi}}",
        }),
    ])
    {
        Platform = "  flavor: kubernetes",
    };

    private static IEnumerable<string> Names(string set) => Enumerable.Range(0, Tenants).Select(i => $"{set}-{i.ToString("D3", CultureInfo.InvariantCulture)}");

    private static string Person(string name, int number) => $"person-{number.ToString(CultureInfo.InvariantCulture)}-{name}";

    // Objects of the same kinds and about the same size, by server-side apply: namespaces first, then all else, sixteen at a time.
    private static async Task<double> RawRateAsync(TestCluster cluster, string set)
    {
        using var handler = cluster.Transport("bench", "system:masters");
        handler.EnableMultipleHttp2Connections = true;
        using var http = new HttpClient(handler) { BaseAddress = cluster.Server, DefaultRequestVersion = new Version(2, 0) };
        var watch = Stopwatch.StartNew();
        await WriteAsync(http, Names(set).Select(n => ($"/api/v1/namespaces/{n}", Manifest("v1", "Namespace", n, null, ""))));
        await WriteAsync(http, Names(set).SelectMany(Inside));
        return Tenants * 6 / watch.Elapsed.TotalSeconds;
    }

    private static IEnumerable<(string Path, string Body)> Inside(string name) =>
    [
        ($"/api/v1/namespaces/{name}/resourcequotas/kftenants",
            Manifest("v1", "ResourceQuota", "kftenants", name, """, "spec": {"hard": {"cpu": "4", "memory": "16Gi"}}""")),
        ($"/api/v1/namespaces/{name}/limitranges/kftenants",
            Manifest("v1", "LimitRange", "kftenants", name, """, "spec": {"limits": [{"type": "Container", "default": {"cpu": "1", "memory": "2Gi"}}]}""")),
        .. Contributors.Select(i => (
            $"{Rbac}/namespaces/{name}/rolebindings/{Person(name, i)}",
            Manifest("rbac.authorization.k8s.io/v1", "RoleBinding", Person(name, i), name, $$"""
                , "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
                "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "{{Person(name, i)}}"}]
                """))),
    ];

    private static string Manifest(string version, string kind, string name, string? space, string rest)
    {
        var inNamespace = space is null ? "" : $""", "namespace": "{space}" """;
        return $$$"""
            {"apiVersion": "{{{version}}}", "kind": "{{{kind}}}", "metadata": {"name": "{{{name}}}"{{{inNamespace}}},
            "labels": {"app.kubernetes.io/managed-by": "bench", "applyset.kubernetes.io/part-of": "applyset-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-v1"},
            "annotations": {"user": "{{{name}}}", "role": "edit"}}{{{rest}}}
            }
            """;
    }

    private static async Task WriteAsync(HttpClient http, IEnumerable<(string Path, string Body)> objects)
    {
        var queue = new ConcurrentQueue<(string Path, string Body)>(objects);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (queue.TryDequeue(out var next))
            {
                using var body = new StringContent(next.Body, Encoding.UTF8, "application/apply-patch+yaml");
                using var answer = await http.PatchAsync(new Uri(next.Path + "?fieldManager=bench", UriKind.Relative), body);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            }
        }));
    }
}
