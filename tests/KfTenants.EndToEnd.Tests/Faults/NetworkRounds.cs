using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// Apply after apply through bad weather, from one document to the other and back: each run completes, or says what is left; a
/// run in good weather then does just that, and the state is the one that was never disturbed.
/// </summary>
public sealed class NetworkRounds(KubeflowCluster kubeflow, AccessHistory history)
{
    // Texts of Dex remember the order in which entries came, so the first pass differs from later ones.
    private const int Passes = 5;

    private readonly ConcurrentBag<string> _faults = [];
    private ImmutableArray<SetState> _states = [];
    private ImmutableHashSet<string> _planned = [];
    private int _runs;
    private int _incomplete;
    private int _access;

    public int Faults => _faults.Count;

    public string Summary =>
        $"{_faults.Count} faults of {_faults.Distinct().Count()} kinds in {_runs} runs of apply: {_runs - _incomplete} completed, {_incomplete} did not and named all that was " +
            "left; " +
        $"all converged in the next run; {_access} states of access looked at";

    /// <summary>How often each kind of fault came.</summary>
    public string Kinds => string.Join("\n", _faults.GroupBy(f => f).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"  {g.Key}: {g.Count().ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>Notes what undisturbed runs do.</summary>
    public async Task RecordAsync(string token)
    {
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, token);
        var states = ImmutableArray.CreateBuilder<SetState>();
        var planned = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        for (var pass = 0; pass < Passes; pass++)
        {
            stage.Work.Write(Document(token, pass));
            planned.UnionWith((await stage.Work.PlanAsync()).Changes.Select(c => ObjectIds.OfChange(c.Id, token)));
            (await stage.Work.ApplyAsync()).Ends(0);
            await stage.SettleAsync();
            states.Add(await SetState.ReadAsync(kubeflow.Api, token, withHistory: false));
        }

        (_states, _planned) = (states.ToImmutable(), planned.ToImmutable());
    }

    /// <summary>Rounds with seeds of one lane's own until there have been enough faults in all lanes.</summary>
    public async Task RunAsync(string token, int lane, int enough)
    {
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, token, isHttp2: lane % 2 == 0);
        for (var round = 0; Faults < enough; round++)
        {
            var seed = (Campaign.Seed * 10_000) + (lane * 1000) + round;
            try
            {
                await RoundAsync(stage, seed, round);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                Assert.Fail($"lane {lane}, round {round} (seed {seed}): {e.Message}\n{e.StackTrace}");
            }
        }
    }

    private async Task RoundAsync(KubeflowStage stage, int seed, int round)
    {
        double[] shares = [0.05, 0.12, 0.2, 0.3];
        var schedule = new FaultSchedule(seed, shares[seed % shares.Length], stage.Token);
        stage.Work.Write(Document(stage.Token, round));
        stage.Proxy.Forget();
        var since = await history.NowAsync();

        stage.Proxy.Choose = schedule.ChooseAsync;
        var run = await stage.Work.ApplyAsync("-o", "json");
        await stage.Proxy.ReopenAsync();
        var hasWritten = stage.Proxy.Writes.Any(w => w.HasLanded && !ObjectIds.IsBookkeeping(w.Target));

        // A lock cannot be given back over a network that is down.
        await stage.UnlockAsync();
        var left = await stage.Work.PlanAsync();
        AssertTold(run, left, hasWritten);
        if (left.Changes.Length > 0)
        {
            (await stage.Work.ApplyAsync()).Ends(0);
        }

        await _states[round < Passes ? round : Passes - 2 + ((round - Passes) % 2)].ReachedAsync(kubeflow.Api, stage.Token, withHistory: false);
        Interlocked.Add(ref _access, await history.CheckAsync(stage.Token, since));
        Assert.All(
            stage.Proxy.Writes.Where(w => !ObjectIds.IsBookkeeping(w.Target)),
            write => Assert.Contains(ObjectIds.Of(write.Target).Replace(stage.Token, "TOKEN", StringComparison.Ordinal), _planned));
        foreach (var name in schedule.Done)
        {
            _faults.Add(name);
        }

        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _incomplete, run.Code == 0 ? 0 : 1);
    }

    private static void AssertTold(Run run, PlanDocument left, bool hasWritten)
    {
        // 6: it lost its lock, because it could not renew it.
        Assert.True(run.Code is 0 or 1 or 6, $"ended with {run.Code}\n{run.Out}\n{run.Error}");
        if (run.Code == 0)
        {
            Assert.True(left.Changes.Length == 0, $"ended with 0, but left {string.Join(", ", left.Changes.Select(c => c.Id))}\n{run.Out}\n{run.Error}");
            return;
        }

        var report = JsonNode.Parse(run.Out)!;
        if (report["results"] is not JsonArray results)
        {
            // It did not come to a run: its answer is why.
            Assert.Contains("error: ", run.Error, StringComparison.Ordinal);
            Assert.NotEmpty(report["problems"]!.AsArray());
            Assert.False(hasWritten, "written without a word\n" + run.Error);
            return;
        }

        var told = results.Where(r => (string)r!["outcome"]! is not ("done" or "alreadyDone")).Select(r => (string)r!["id"]!)
            .Concat(report["remaining"]!.AsArray().Select(r => (string)r!))
            .ToHashSet(StringComparer.Ordinal);
        var untold = left.Changes.Select(c => c.Id).Where(id => !told.Contains(id)).ToList();
        Assert.True(untold.Count == 0, $"left but not named: {string.Join(", ", untold)}\n{run.Out}\n{run.Error}");
    }

    private static TenantsFile Document(string token, int pass) =>
        pass % 2 == 0 ? FaultDocuments.Before(token, withAll: true) : FaultDocuments.After(token);
}
