using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Reaping;

namespace KfTenants.Kubernetes.Applying;

/// <summary>What became of one object that was to be deleted.</summary>
/// <param name="Problem">Null: it is gone, or going.</param>
public sealed record ReapOutcome(ObjectKey Key, string? Problem);

/// <summary>Deletes what <see cref="PodReaping"/> says, each object only while it is the one that was judged. What fails keeps nothing else from going.</summary>
public sealed class JobDeletion(ICluster cluster, PodReapRules rules, TimeProvider time)
{
    /// <summary>In the order of deletion. What belongs to a pod that stays, stays.</summary>
    public async Task<ImmutableArray<ReapOutcome>> RunAsync(IEnumerable<ReapedJob> jobs, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableArray.CreateBuilder<ReapOutcome>();
        foreach (var job in jobs.Where(j => !j.IsHeld))
        {
            var hasFailed = false;
            foreach (var pod in job.Pods)
            {
                var outcome = await DeleteAsync(pod.Object, cancellationToken);
                hasFailed |= outcome.Problem is not null;
                outcomes.Add(outcome);
            }

            foreach (var companion in job.Companions)
            {
                outcomes.Add(hasFailed ? new ReapOutcome(companion.Key, "its pod is still there") : await DeleteAsync(companion, cancellationToken));
            }
        }

        return outcomes.ToImmutable();
    }

    private async Task<ReapOutcome> DeleteAsync(ReapedObject target, CancellationToken cancellationToken)
    {
        var live = target.Live;
        var result = await StaleRetry.RunAsync<ReapOutcome>(async () =>
        {
            ReapOutcome? outcome;
            try
            {
                var answer = await cluster.DeleteAsync(target.Key, live, cancellationToken);
                outcome = answer switch
                {
                    WriteAnswer.Stale => null,
                    WriteAnswer.NotFound => new ReapOutcome(target.Key, null),
                    _ => new ReapOutcome(target.Key, answer.Problem),
                };
                if (outcome is null)
                {
                    (outcome, live) = await LookAgainAsync(target, live, cancellationToken);
                }
            }
            catch (KfTenantsException e)
            {
                outcome = new ReapOutcome(target.Key, string.Join("; ", e.Problems.Select(p => p.Line)));
            }

            return outcome;
        });
        return result ?? new ReapOutcome(target.Key, "it kept changing; the next run looks again");
    }

    // By a list, which a reaper may make anyway.
    private async Task<(ReapOutcome? Outcome, Precondition Live)> LookAgainAsync(ReapedObject target, Precondition live, CancellationToken cancellationToken)
    {
        var now = (await cluster.ListAsync(target.Key.Kind, target.Key.Namespace, cancellationToken)).FirstOrDefault(o => o.Key == target.Key);
        return now is null || now.Uid != live.Uid || now.IsTerminating ? (new ReapOutcome(target.Key, null), live)
            : target.Key.Kind == ObjectKind.Pod && !PodReaping.IsOver(now, rules, time.GetUtcNow())
                ? (new ReapOutcome(target.Key, "it changed, and may live on now"), live)
                : (null, Precondition.Of(now));
    }
}
