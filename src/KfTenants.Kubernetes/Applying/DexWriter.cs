using System.Collections.Immutable;
using System.Diagnostics;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Writes Dex's configuration and makes Dex run with it, or goes back to the previous one. What was kept of that one stays in the
/// ConfigMap until one of the two is seen to run: a run that dies in between leaves it, and the next run goes on from there.
/// </summary>
internal sealed class DexWriter(ICluster cluster, Waiting wait, ClusterIdentity identity)
{
    /// <summary>Writes the ConfigMap: what is left of the approved entries, or the announcement in our record.</summary>
    public Task<Outcome> WriteAsync(Change.Update update, LoginBasis basis) => StaleRetry.RunAsync(update.Key, async () =>
    {
        switch (basis.Again(await ReadAsync(basis.Logins)))
        {
            case null or Change.NoOp:
                return new Outcome.AlreadyDone();
            case Change.Update again when PlanSubset.IsPartOf(again, update):
                var answer = await cluster.SendAsync(again.Requests);
                return answer is WriteAnswer.Stale ? null : ChangeWriter.OutcomeOf(update, answer);
            default:
                return new Outcome.Stale($"{update.Key}: the logins in it changed since the plan; plan again");
        }
    });

    /// <summary>Restarts Dex where that is left to do, waits, and settles: the new configuration is confirmed, or the kept one is put back.</summary>
    public async Task<Outcome> RestartAsync(Change.Update update, DexLogins logins, CancellationToken stop)
    {
        var (outcome, checksum, earlier) = await AnnotateAsync(update, logins);
        if (outcome is not (Outcome.Done or Outcome.AlreadyDone))
        {
            return outcome;
        }

        var rollout = new DexRollout(logins, wait);
        return await rollout.WaitAsync(checksum, earlier, isBack: false, stop) is { } trouble
            ? new Outcome.Failed($"{logins.Deployment}: {trouble.Problem}; {await GoBackAsync(update, logins, rollout, trouble, stop)}")
            : await ConfirmAsync(update, logins, checksum);
    }

    // By what the record says now, not by what it was to say when the plan was made.
    private async Task<Annotated> AnnotateAsync(Change.Update update, DexLogins logins) => await StaleRetry.RunAsync(async () =>
    {
        var live = await ReadAsync(logins);
        var checksum = Record(logins, live).Checksum;
        switch (DexRestartPlanner.Again(logins, live))
        {
            case null or Change.NoOp:
                return new Annotated(new Outcome.AlreadyDone(), checksum, []);
            case Change.Conflict conflict:
                return new Annotated(new Outcome.Conflict($"{update.Key}: {conflict.Detail}"), checksum, []);
            case Change.Update again when again.Fields.All(f => f.Pointer == logins.ChecksumPointer):
                var answer = await cluster.SendAsync(again.Requests);
                return answer is WriteAnswer.Stale
                    ? null
                    : new Annotated(ChangeWriter.OutcomeOf(update, answer), checksum, DexRollout.FailuresOf(live.Find(logins.Deployment)));
            default:
                return new Annotated(new Outcome.Stale($"{update.Key}: changed since the plan; plan again"), checksum, []);
        }
    }) ?? new Annotated(StaleRetry.KeepsChanging(update.Key), null, []);

    private Task<Outcome> ConfirmAsync(Change.Update update, DexLogins logins, string? checksum) => StaleRetry.RunAsync(logins.ConfigMap, async () =>
    {
        var live = await ReadAsync(logins);
        if (live.Find(logins.ConfigMap) is not { } configMap || configMap.At("binaryData", logins.KeptKey) is null)
        {
            return new Outcome.Done();
        }

        if (Record(logins, live).Checksum != checksum)
        {
            return new Outcome.Stale($"{configMap.Key}: was changed while Dex restarted; plan again");
        }

        var answer = await cluster.MergePatchAsync(configMap.Key, DexRollback.Forget(logins, configMap), Precondition.Of(configMap), CancellationToken.None);
        return answer is WriteAnswer.Stale ? null : ChangeWriter.OutcomeOf(update, answer);
    });

    /// <returns>What became of it: the rest of the sentence that says what failed.</returns>
    private async Task<string> GoBackAsync(Change.Update update, DexLogins logins, DexRollout rollout, RolloutTrouble trouble, CancellationToken stop)
    {
        // First: the pods that can tell are gone afterwards.
        var said = await LogLineAsync(logins, trouble) is { } line ? $". Dex said: {line}" : "";
        try
        {
            return await PutBackAsync(logins) switch
            {
                DexRollback.NotKept => $"there is no previous configuration to go back to{said}",
                DexRollback.Already => $"this is the previous configuration, restored after a failed change; there is no other one to go back to{said}",
                DexRollback.Impossible impossible => $"the previous configuration could not be restored: {impossible.Detail}{said}",
                DexRollback.Patch patch => await RunAgainAsync(update, logins, rollout, patch.OnlyOurs, stop) + said,
                _ => $"the previous configuration could not be restored, {logins.ConfigMap} kept changing; run the same command again{said}",
            };
        }
        catch (KfTenantsException e)
        {
            return $"the rollback did not finish; run the same command again: {e.Message}{said}";
        }
    }

    // Null when it kept changing.
    private Task<DexRollback?> PutBackAsync(DexLogins logins) => StaleRetry.RunAsync<DexRollback>(async () =>
    {
        if (await cluster.GetAsync(logins.ConfigMap, CancellationToken.None) is not { } configMap)
        {
            return new DexRollback.NotKept();
        }

        var way = DexRollback.Of(logins, configMap);
        return way is not DexRollback.Patch patch ? way : await cluster.MergePatchAsync(configMap.Key, patch.Body, patch.Live, CancellationToken.None) switch
        {
            WriteAnswer.Written => patch,
            WriteAnswer.Stale => null,
            var refused => new DexRollback.Impossible(refused.Problem ?? throw new UnreachableException()),
        };
    });

    private async Task<string> RunAgainAsync(Change.Update update, DexLogins logins, DexRollout rollout, bool onlyOurs, CancellationToken stop)
    {
        var what = onlyOurs ? "this set's logins are restored (another writer changed the rest, which is kept)" : "the previous configuration is back";
        if (await cluster.GetAsync(logins.Deployment, CancellationToken.None) is null)
        {
            return what;
        }

        var (outcome, checksum, earlier) = await AnnotateAsync(update, logins);
        if (outcome is not (Outcome.Done or Outcome.AlreadyDone))
        {
            return $"{what}, but Dex could not be restarted with it: {(outcome as Outcome.Failed)?.Message ?? "the Deployment changed"}";
        }

        if (await rollout.WaitAsync(checksum, earlier, isBack: true, stop) is { } again)
        {
            return $"{what}, but Dex does not run with it either ({again.Problem})";
        }

        var forgotten = await ConfirmAsync(update, logins, checksum) is Outcome.Done ? "" : " (run the same command again to finish)";
        return (onlyOurs ? $"Dex runs again, {what}" : "the previous configuration is running again") + forgotten;
    }

    private async Task<string?> LogLineAsync(DexLogins logins, RolloutTrouble trouble)
    {
        if (trouble.Pod is not { } pod)
        {
            return null;
        }

        var log = await cluster.ReadLogAsync(pod, trouble.Container, trouble.HasCrashed, CancellationToken.None)
            ?? (trouble.HasCrashed ? await cluster.ReadLogAsync(pod, trouble.Container, previous: false, CancellationToken.None) : null);
        return log is null ? null : DexLogLine.Of(log, logins.Hashes);
    }

    private static DexRecord Record(DexLogins logins, LiveState live) => live.Find(logins.ConfigMap) is { } configMap
        ? DexTextPlanner.ReadRecord(logins.ConfigMap, logins.RecordKey, configMap)
        : DexRecord.Empty;

    private Task<LiveState> ReadAsync(DexLogins logins) => DexReading.NowAsync(cluster, logins, identity, CancellationToken.None);

    /// <param name="Earlier">Failures that the Deployment already showed before this restart.</param>
    private sealed record Annotated(Outcome Outcome, string? Checksum, ImmutableArray<string> Earlier);
}
