using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>What of the pods in a namespace is looked at: the inputs of job-pod-reaper.</summary>
/// <param name="JobLabel">The label that names a pod's job, and by which its Service, ConfigMap and Secret are found; null: pods need none, and go alone.</param>
/// <param name="Selectors">Only objects that one of these matches; empty: all.</param>
public sealed record PodReapRules(string? JobLabel, ImmutableArray<LabelSelector> Selectors)
{
    /// <summary>Open OnDemand's label.</summary>
    public const string UsualJobLabel = "job";

    /// <summary>What may go together with a pod.</summary>
    public static readonly ImmutableArray<ObjectKind> Companions = [ObjectKind.Service, ObjectKind.ConfigMap, ObjectKind.Secret];

    public bool Includes(KubeObject candidate) => Selectors.IsEmpty || Selectors.Any(s => s.Matches(candidate));
}
