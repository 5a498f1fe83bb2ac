using System.Text.Json.Serialization;

namespace KfTenants.Kube;

/// <summary>
/// The object that a write or delete must still find: uid and resourceVersion of what was planned on. Both, because
/// resourceVersion alone lets an apply re-create a deleted object (measured on Kubernetes 1.20.2 and 1.36).
/// </summary>
public sealed record Precondition(string Uid, string ResourceVersion)
{
    /// <summary>The object of this version, as it was read; null where only its identity is known. It is no part of what is compared.</summary>
    [JsonIgnore]
    public KubeObject? Seen { get; private init; }

    /// <exception cref="KfTenantsException">A live object without uid or resourceVersion.</exception>
    public static Precondition Of(KubeObject live) => live is { Uid: { } uid, ResourceVersion: { } version }
        ? new Precondition(uid, version) { Seen = live }
        : throw new KfTenantsException($"{live.Key}: has no uid or resourceVersion; it cannot be changed safely");

    public bool Equals(Precondition? other) => other is not null && Uid == other.Uid && ResourceVersion == other.ResourceVersion;

    public override int GetHashCode() => HashCode.Combine(Uid, ResourceVersion);
}
