using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.PodPolicies;

/// <summary>Which of the policies a cluster has, for its API server or for Kyverno. By their names: what they ask is their administrator's affair.</summary>
public static class PolicyEvidence
{
    /// <summary>The kinds by which a policy is in force.</summary>
    public static readonly ImmutableArray<ObjectKind> Kinds = [ObjectKind.ValidatingAdmissionPolicyBinding, ObjectKind.ClusterPolicy];

    /// <summary>What a run that plans needs to see them.</summary>
    public static readonly ImmutableArray<Right> Rights =
        [.. Kinds.Select(kind => Right.To(["list"], kind, "Whether a policy holds pods to posix and walltime: where none does, that is told."))];

    /// <summary>What can be done where one is missing.</summary>
    public const string Remedy = "let an administrator create it (kftenants bootstrap --policies vap, or kyverno where Kubernetes is older than 1.30)";

    /// <summary>The policies that these labels of a Namespace ask for and that are not there; null where the cluster does not let them be seen.</summary>
    public static ImmutableArray<string>? MissingFor(Func<string, string?> label, LiveState live)
    {
        ImmutableArray<string> missing = [.. KnownPodPolicies.All.Where(p => label(p.Label) is { } value && p.LabelValues.Contains(value)).Select(p => p.Name)
            .Where(name => !Kinds.Any(kind => live.Find(new ObjectKey(kind, null, name)) is { IsTerminating: false }))];
        return !missing.IsEmpty && live.Unread.Any(u => Kinds.Contains(u.Kind)) ? null : missing;
    }
}
