using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Access;
using KfTenants.Kubernetes.Reading;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Tenants;
using KfTenants.Testing;
using ApplyResult = KfTenants.Kubernetes.Running.ApplyResult;

namespace KfTenants.Kubernetes.Applying;

/// <summary>The law of shards: whole runs, with lock and record, beside each other.</summary>
public sealed partial class PlanLawsTests
{
    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Shards_together_do_what_one_run_does(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var cluster = await NewClusterAsync();
        for (var step = 0; step < 3; step++)
        {
            var set = SetOf(random, flavor);
            if (set.Tenants.IsEmpty)
            {
                continue;
            }

            // As a saved plan would have it: its numbers hold for what is left of it, too.
            var options = PlanOptions.Default with { IsSharded = true };
            var whole = PlanOf(set, await LiveStateReader.ReadAsync(cluster, ReadScope.For(set, options), CancellationToken.None), options);
            var approved = options with { Approved = AllowancesOf(whole) };
            var count = random.Next(1, 5);
            var results = await Task.WhenAll(Enumerable.Range(0, count).Select(i => ApplyAsync(set, cluster, new Shard(i, count), approved)));

            Assert.All(results, r => Assert.True(r.End is RunEnd.Ok or RunEnd.Conflict, $"{r.End} {r.LostLock} {r.Failure?.SourceException}"));
            var written = results.SelectMany(r => r.Report?.Results ?? []).Select(r => r.Change.Id).ToList();
            Assert.Equal(written.Count, written.Distinct(StringComparer.Ordinal).Count());
            var left = await PlanAsync(set, cluster);
            Assert.True(left.Pending.All(c => c is Change.Conflict), Describe(left));
            await AssertKeptAsync(cluster, set, left, results, isClean: !left.Pending.Any());
        }
    }

    // Lock, history, number of tenants and record are as one run leaves them.
    private static async Task AssertKeptAsync(DirectoryCluster cluster, TenantSet set, Plan left, ApplyResult[] results, bool isClean)
    {
        var record = await SetParent.ReadAsync(cluster, set.Name, CancellationToken.None);
        foreach (var id in results.Select(r => r.RunId).OfType<string>())
        {
            Assert.Contains(record.Runs.Single(r => r.Run.Id == id).Outcome, (string[])["ok", "conflict"]);
        }

        if (results.All(r => r.RunId is null))
        {
            return;
        }

        var lease = (await cluster.GetAsync(LeaseRecord.KeyOf(set.Name), CancellationToken.None))!;
        Assert.True(LeaseRecord.Read(lease).IsFree);
        Assert.DoesNotContain("kftenants.io/shard-", lease.ToNode().ToJsonString(), StringComparison.Ordinal);
        Assert.True(left.Record.Present.State == AccessRecordState.Kept);
        if (isClean)
        {
            Assert.Equal(set.Tenants.Length, record.TenantCount);
            Assert.True(left.Record.Settled.SaysTheSameAs(left.Record.Present));
        }
    }

    private static ImmutableSortedDictionary<string, int> AllowancesOf(Plan plan) => plan.Guards.Where(g => !g.Allows)
        .Select(g => g.Override["--allow ".Length..].Split('='))
        .ToImmutableSortedDictionary(o => o[0], o => int.Parse(o[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static Task<ApplyResult> ApplyAsync(TenantSet set, DirectoryCluster cluster, Shard shard, PlanOptions options) => new ApplyRunner(
        cluster,
        async cancel =>
        {
            var live = await LiveStateReader.ReadAsync(cluster, ReadScope.For(set, options), cancel);
            return new PlanResult(PlanOf(set, live, options), live);
        },
        new PlanExecutor(cluster, TimeProvider.System).RunAsync,
        new ApplyOptions(HandMade.Source, set.Name, set.Tenants.Length, new Approval.Automatic(), TimeSpan.FromMinutes(1), $"run-{Guid.NewGuid():N}", "tester@here", null, "0.1.0")
        {
            Shard = shard,
        },
        TimeProvider.System,
        _ => { },
        (_, _) => throw new InvalidOperationException("asked")).RunAsync(CancellationToken.None);
}
