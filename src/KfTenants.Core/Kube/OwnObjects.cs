namespace KfTenants.Kube;

/// <summary>
/// Which objects are ours to delete. Evidence, all of it: our label, our Apply entry, no foreign owner, not going already
///. A label alone is not evidence: an editor of the tenant can copy it.
/// </summary>
internal static class OwnObjects
{
    public static bool IsOurs(string setName, KubeObject found) =>
        found.Label(Ownership.PartOfLabel) == Ownership.SetId(setName) && !found.IsTerminating &&
        found.At("metadata", "ownerReferences") is null && found.Managers.IncludeUs;

    public static IEnumerable<KubeObject> In(string setName, string tenant, ObjectKind kind, LiveState live) =>
        live.In(tenant, kind).Where(o => IsOurs(setName, o));
}
