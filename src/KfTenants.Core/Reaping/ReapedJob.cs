using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>What is deleted together: the pods of one job whose lifetime is over with what belongs to it, or what a job that is gone left behind.</summary>
/// <param name="Job">Null for a pod without the label.</param>
/// <param name="Since">When the first of its pods should have ended; of what is left behind, when the first of it was created.</param>
/// <param name="Pods">Empty: no pod of the job is left.</param>
/// <param name="Companions">By kind and name.</param>
/// <param name="IsHeld">It is left for another run, because enough others go now.</param>
public sealed record ReapedJob(
    string Namespace, string? Job, DateTimeOffset Since, ImmutableArray<ReapedPod> Pods, ImmutableArray<ReapedObject> Companions, bool IsHeld)
{
    public bool IsOrphan => Pods.IsEmpty;

    /// <summary>In the order of deletion: pods first, so that what they use outlives them.</summary>
    public IEnumerable<ReapedObject> Objects => Pods.Select(p => p.Object).Concat(Companions);
}

/// <summary>A pod whose lifetime is over.</summary>
/// <param name="Lifetime">As it is written.</param>
public sealed record ReapedPod(ReapedObject Object, DateTimeOffset Created, string Lifetime);

/// <summary>An object to delete: this one, and none that has its name later.</summary>
public sealed record ReapedObject(ObjectKey Key, Precondition Live);

/// <summary>Why a pod is not judged; a person should look.</summary>
public sealed record UnjudgedPod(ObjectKey Key, string Problem);
