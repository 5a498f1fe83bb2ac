namespace KfTenants.Kube;

/// <summary>
/// The object that a write or delete must still find: uid and resourceVersion of what was planned on. Both, because
/// resourceVersion alone lets an apply re-create an object that is gone (design/plan-and-apply, measurement 5c).
/// </summary>
public sealed record Precondition(string Uid, string ResourceVersion);
