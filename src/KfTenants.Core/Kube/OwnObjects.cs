namespace KfTenants.Kube;

/// <summary>
/// Which objects are ours to delete. Evidence, all of it: our label, our Apply entry, no foreign owner, not going already.
/// A label alone is not evidence: an editor of the tenant can copy it. After a restore there is nothing else, and a person has to consent.
/// </summary>
internal static class OwnObjects
{
    /// <param name="isConsented">What exists may be adopted: the label is enough.</param>
    public static bool IsOurs(string setName, KubeObject found, bool isConsented = false) =>
        found.Label(Ownership.PartOfLabel) == Ownership.SetId(setName) && !found.IsTerminating &&
        found.At("metadata", "ownerReferences") is null && (found.Managers.IncludeUs || isConsented);

    /// <inheritdoc cref="IsOurs"/>
    public static IEnumerable<KubeObject> In(string setName, string tenant, ObjectKind kind, LiveState live, bool isConsented) =>
        live.In(tenant, kind).Where(o => IsOurs(setName, o, isConsented));
}
