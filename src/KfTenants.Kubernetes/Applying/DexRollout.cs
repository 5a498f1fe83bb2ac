using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Why a rollout is given up.</summary>
/// <param name="Problem">The rest of a sentence that begins with the Deployment.</param>
/// <param name="Pod">A pod of it that shows the problem; null when none was seen.</param>
/// <param name="HasCrashed">Its container has ended at least once: the run before the present one can tell why.</param>
internal sealed record RolloutTrouble(string Problem, ObjectKey? Pod, string Container, bool HasCrashed);

/// <summary>Watches a rollout of Dex until its pods run with a checksum, or until it is clear that they do not.</summary>
internal sealed class DexRollout(DexLogins logins, Waiting wait)
{
    // What the Deployment controller gives a rollout (apps/v1 defaults.go), and some time for it to say so.
    private const int DefaultDeadline = 600;
    private const int LongestDeadline = 3600;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // Dex refuses a configuration within a second of its start. Without a readiness probe (Kubeflow up to 1.10) its pod counts as
    // ready until then, and the old one may be gone.
    private static readonly TimeSpan Unprobed = TimeSpan.FromSeconds(3);

    private static readonly ImmutableArray<string> Hopeless = ["CrashLoopBackOff", "CreateContainerConfigError", "ImagePullBackOff", "ErrImagePull"];

    private bool _canSeePods = true;

    /// <summary>Conditions of the Deployment that say that a rollout failed. An earlier rollout may have left them.</summary>
    public static ImmutableArray<string> FailuresOf(KubeObject? deployment) =>
        [.. Failures(deployment).Select(f => f.Identity)];

    /// <summary>Null when the rollout is complete, else what went wrong.</summary>
    /// <param name="checksum">What the new pods carry; null when they carry none.</param>
    /// <param name="earlier">Failures of an earlier rollout, which say nothing about this one.</param>
    /// <param name="isBack">It leads back to pods that may have run before: only the Deployment itself is believed.</param>
    public async Task<RolloutTrouble?> WaitAsync(string? checksum, ImmutableArray<string> earlier, bool isBack, CancellationToken stop)
    {
        var limit = LimitOf(await wait.Cluster.GetAsync(logins.Deployment, CancellationToken.None));
        RolloutTrouble? trouble = null;
        long? complete = null;
        var done = await wait.UntilAsync($"{logins.Deployment} to roll out", limit, async () =>
        {
            if (await wait.Cluster.GetAsync(logins.Deployment, CancellationToken.None) is not { } deployment)
            {
                trouble = new RolloutTrouble("was deleted while it was rolling out", null, "", HasCrashed: false);
                return true;
            }

            var failure = IsObserved(deployment)
                ? Failures(deployment).Where(f => !earlier.Contains(f.Identity) && !(isBack && f.Type == "ReplicaFailure")).Select(f => f.Message).FirstOrDefault()
                : null;
            var seen = isBack ? null : await LookAtPodsAsync(checksum);
            trouble = failure is not null ? new RolloutTrouble($"the rollout failed ({failure})", seen?.Pod, seen?.Container ?? "", seen?.HasCrashed == true)
                : seen is { Problem.Length: > 0 } ? seen
                : null;
            if (trouble is not null)
            {
                return true;
            }

            if (!IsComplete(deployment))
            {
                complete = null;
                return false;
            }

            complete ??= wait.Time.GetTimestamp();
            return wait.Cluster.IsDirectory || HasProbe(deployment) || wait.Time.GetElapsedTime(complete.Value) >= Unprobed;
        }, stop);
        return trouble ?? (done ? null : new RolloutTrouble(
            $"the rollout did not finish within {limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s", null, "", HasCrashed: false));
    }

    // A pod that is not ready, and what is wrong with it; an empty problem when it may still become ready.
    private async Task<RolloutTrouble?> LookAtPodsAsync(string? checksum)
    {
        if (!_canSeePods || checksum is null)
        {
            return null;
        }

        ImmutableArray<KubeObject> pods;
        try
        {
            pods = await wait.Cluster.ListAsync(ObjectKind.Pod, logins.Deployment.Namespace, CancellationToken.None);
        }
        catch (KfTenantsException)
        {
            // Listing pods may be forbidden; the Deployment says the same, later.
            _canSeePods = false;
            return null;
        }

        RolloutTrouble? unready = null;
        foreach (var pod in pods.Where(p => !p.IsTerminating && p.Annotation(logins.ChecksumAnnotation) == checksum).OrderBy(p => p.Key))
        {
            JsonElement[] containers = [.. pod.At("status", "initContainerStatuses").Items(), .. pod.At("status", "containerStatuses").Items()];
            foreach (var container in containers)
            {
                var name = container.TextMember("name") ?? "";
                var restarts = Number(container.Member("restartCount")) ?? 0;
                var reason = container.Member("state")?.Member("waiting")?.TextMember("reason");
                if (reason is not null && Hopeless.Contains(reason))
                {
                    return new RolloutTrouble($"the rollout failed ({pod.Key}: container {name}: {reason})", pod.Key, name, restarts > 0);
                }

                if (restarts >= 3)
                {
                    return new RolloutTrouble($"the rollout failed ({pod.Key}: container {name} has restarted {restarts} times)", pod.Key, name, HasCrashed: true);
                }

                if (container.Member("ready") is not { ValueKind: JsonValueKind.True })
                {
                    unready ??= new RolloutTrouble("", pod.Key, name, restarts > 0);
                }
            }
        }

        return unready;
    }

    private static TimeSpan LimitOf(KubeObject? deployment)
    {
        var deadline = Number(deployment?.At("spec", "progressDeadlineSeconds")) ?? DefaultDeadline;
        return TimeSpan.FromSeconds(deadline is > 0 and <= LongestDeadline ? deadline : DefaultDeadline) + Grace;
    }

    // As kubectl rollout status decides (kubectl pkg/polymorphichelpers/rollout_status.go).
    private static bool IsComplete(KubeObject deployment)
    {
        var replicas = Number(deployment.At("spec", "replicas")) ?? 1;
        var updated = Number(deployment.At("status", "updatedReplicas")) ?? 0;
        return IsObserved(deployment) &&
            updated >= replicas &&
            (Number(deployment.At("status", "replicas")) ?? 0) <= updated &&
            (Number(deployment.At("status", "availableReplicas")) ?? 0) >= updated;
    }

    private static bool IsObserved(KubeObject deployment) =>
        (Number(deployment.At("status", "observedGeneration")) ?? 0) >= (Number(deployment.At("metadata", "generation")) ?? 0);

    private static IEnumerable<(string Type, string Message, string Identity)> Failures(KubeObject? deployment) =>
        from condition in deployment?.At("status", "conditions").Items().ToArray() ?? []
        let type = condition.TextMember("type") ?? ""
        let reason = condition.TextMember("reason") ?? ""
        where reason == "ProgressDeadlineExceeded" || (type == "ReplicaFailure" && condition.TextMember("status") == "True")
        let message = condition.TextMember("message") ?? reason
        select (type, message, $"{type} {reason} {condition.TextMember("lastUpdateTime")} {message}");

    private static bool HasProbe(KubeObject deployment) =>
        deployment.At("spec", "template", "spec", "containers").Items().All(c => c.Member("readinessProbe") is not null);

    private static long? Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) ? whole : null;
}
