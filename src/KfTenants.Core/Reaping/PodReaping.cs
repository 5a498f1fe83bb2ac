using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Reaping;

/// <summary>
/// Which pods have outlived the lifetime that their maker gave them, what goes with them, and what jobs that are gone left behind: by the rules of
/// job-pod-reaper (main.go), and more careful where it deletes what it should not. Pure.
/// </summary>
/// <param name="Jobs">The longest overdue first.</param>
/// <param name="Unjudged">By key.</param>
public sealed record PodReaping(ImmutableArray<ReapedJob> Jobs, ImmutableArray<UnjudgedPod> Unjudged)
{
    /// <summary>Who makes a job makes its pod after the rest; what is younger than this may still get one.</summary>
    public static readonly TimeSpan OrphanAge = TimeSpan.FromMinutes(1);

    /// <param name="objects">All pods of the namespaces, and all Services, ConfigMaps and Secrets that were read before them.</param>
    /// <param name="now">When reading began.</param>
    /// <param name="most">How many jobs are deleted at most; the others are held. Null for all.</param>
    public static PodReaping Of(IEnumerable<KubeObject> objects, PodReapRules rules, DateTimeOffset now, int? most)
    {
        var all = objects.ToList();
        var pods = all.Where(o => o.Key.Kind == ObjectKind.Pod).ToList();
        var unjudged = new List<UnjudgedPod>();
        var expired = new List<(KubeObject Pod, DateTimeOffset Created, string Lifetime, DateTimeOffset End)>();
        foreach (var pod in pods.Where(p => !p.IsTerminating && rules.Includes(p)))
        {
            switch (Judge(pod, rules, now))
            {
                case (null, { } problem):
                    unjudged.Add(new UnjudgedPod(pod.Key, problem));
                    break;
                case ({ } end, _):
                    expired.Add((pod, pod.Created!.Value, pod.Annotation(PodPolicyMarks.LifetimeAnnotation)!, end));
                    break;
            }
        }

        var alive = pods.Except(expired.Select(e => e.Pod)).Select(p => JobOf(p, rules)).ToHashSet();
        var companions = all.Where(o => PodReapRules.Companions.Contains(o.Key.Kind) && IsCompanion(o, rules)).ToLookup(o => JobOf(o, rules));
        var jobs = expired.GroupBy(e => (Job: JobOf(e.Pod, rules), Alone: JobOf(e.Pod, rules).Job is null ? e.Pod.Key : (ObjectKey?)null))
            .Select(g => new ReapedJob(
                g.Key.Job.Namespace, g.Key.Job.Job, g.Min(e => e.End),
                [.. g.OrderBy(e => e.Pod.Key).Select(e => new ReapedPod(Of(e.Pod), e.Created, e.Lifetime))],
                g.Key.Job.Job is null || alive.Contains(g.Key.Job) ? [] : Sorted(companions[g.Key.Job]),
                IsHeld: false));
        var ending = expired.Select(e => JobOf(e.Pod, rules)).ToHashSet();
        var orphans = companions.Where(g => !alive.Contains(g.Key) && !ending.Contains(g.Key)).Select(g => (g.Key, Old: g.Where(o => IsOld(o, now)).ToList()))
            .Where(g => g.Old.Count > 0)
            .Select(g => new ReapedJob(g.Key.Namespace, g.Key.Job, g.Old.Min(o => o.Created!.Value), [], Sorted(g.Old), IsHeld: false));
        return new PodReaping(
            [
                .. jobs.Concat(orphans).OrderBy(j => j.IsOrphan).ThenBy(j => j.Since).ThenBy(j => j.Namespace, StringComparer.Ordinal).ThenBy(j => j.Job, StringComparer.Ordinal)
                    .ThenBy(j => j.Objects.First().Key).Select((job, i) => job with { IsHeld = i >= (most ?? int.MaxValue) }),
            ],
            [.. unjudged.OrderBy(u => u.Key)]);
    }

    /// <summary>The pod's lifetime is over: the answer of a second look at one pod.</summary>
    public static bool IsOver(KubeObject pod, PodReapRules rules, DateTimeOffset now) => !pod.IsTerminating && rules.Includes(pod) && Judge(pod, rules, now).End is not null;

    // When it should have ended; null while it may live, and when it cannot be told, which is then said.
    private static (DateTimeOffset? End, string? Problem) Judge(KubeObject pod, PodReapRules rules, DateTimeOffset now)
    {
        if (pod.Annotation(PodPolicyMarks.LifetimeAnnotation) is not { } text)
        {
            return (null, pod.BodyFlaw is { } flaw ? $"cannot be read safely: {flaw}" : null);
        }

        if (!GoDuration.TryParse(text, out var nanoseconds) || nanoseconds < 0)
        {
            return (null, $"its lifetime is {QuotedText.Of(text)}, which is no time as 24h or 1h30m: it is never reaped");
        }

        if (rules.JobLabel is { } label && pod.Label(label) is null)
        {
            return (null, $"it has a lifetime and no label {label}: it is never reaped");
        }

        if (pod.Created is not { } created)
        {
            return (null, "it does not say when it was created");
        }

        return (Int128)(now - created).Ticks * TimeSpan.NanosecondsPerTick > nanoseconds
            ? (created + TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick), null)
            : (null, null);
    }

    private static (string Namespace, string? Job) JobOf(KubeObject o, PodReapRules rules) => (o.Key.Namespace ?? "", rules.JobLabel is { } label ? o.Label(label) : null);

    // What a tenants file asks for is never a job's.
    private static bool IsCompanion(KubeObject o, PodReapRules rules) =>
        rules.JobLabel is { } label && o.Label(label) is not null && o.Label(Ownership.PartOfLabel) is null && !o.IsTerminating && rules.Includes(o);

    private static bool IsOld(KubeObject o, DateTimeOffset now) => o.Created is { } created && now - created > OrphanAge;

    private static ImmutableArray<ReapedObject> Sorted(IEnumerable<KubeObject> objects) => [.. objects.OrderBy(o => o.Key).Select(Of)];

    private static ReapedObject Of(KubeObject o) => new(o.Key, Precondition.Of(o));
}
