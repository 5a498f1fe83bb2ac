namespace KfTenants.Kube;

/// <summary>
/// The object that a write or delete must still find: uid and resourceVersion of what was planned on. Both, because
/// resourceVersion alone lets an apply re-create a deleted object (measured on Kubernetes 1.20.2 and 1.36).
/// </summary>
public sealed record Precondition(string Uid, string ResourceVersion)
{
    /// <exception cref="KfTenantsException">A live object without uid or resourceVersion.</exception>
    public static Precondition Of(KubeObject live) => live is { Uid: { } uid, ResourceVersion: { } version }
        ? new Precondition(uid, version)
        : throw new KfTenantsException($"{live.Key}: has no uid or resourceVersion; it cannot be changed safely");
}
